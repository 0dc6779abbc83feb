"""Milestones as told → how early each stands in a life: people tell their lives out of order.

Any two milestones are laid beside each other: which came first? A score says it, from what each is (its kind, its sorts, words of time
and others in its quote, whether an introduction tells it) and from how they were told: the first one first, the surer the nearer they stand.
A milestone's place is how many of the others it is likely to come after. What each sign weighs was learned by `evals/roads.py`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from manymentors.roads.sorts import sorts_of
from manymentors.shapes import Milestone

WEIGHTS = Path(__file__).parent / "weights" / "order.json"

CUES = {
    "early": re.compile(
        r"\b(?:before that|back (?:when|then|in)|grew up|growing up|originally|initially|at first|in the beginning|started out|background|"
        r"(?:my|his|her) first|first (?:job|computer|program)|years old|as a kid|used to|early on|way back|high school|college|university)\b",
        re.IGNORECASE,
    ),
    "late": re.compile(
        r"\b(?:now|currently|nowadays|today|recently|lately|these days|this year|last (?:year|week|month|summer|spring|fall)|months? ago|"
        r"weeks? ago|just (?:launched|released|started|joined)|later|eventually|ended up|finally|soon|over the last)\b",
        re.IGNORECASE,
    ),
    "before": re.compile(r"\b(?:before (?:that|then|this)|prior to|previously|beforehand)\b", re.IGNORECASE),
    "age": re.compile(
        r"\b(?:when i was|at age|aged?|at) (?:about |around |like )?(?:\d+|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
        r"sixteen|seventeen|eighteen|nineteen)\b",
        re.IGNORECASE,
    ),
}
_PRESENT = re.compile(
    r"\b(?:i'm|i am|i work|we're|we are|i've been|i do|i run|my company|our)\b", re.IGNORECASE
)
_WORD = re.compile(r"[a-z']+")
OPENING = (1500, 4000, 9000)
"""Characters: what stands before them may be an introduction, which tells where the guest is today."""
NEAR = (300, 1000, 3000)
"""Characters between two quotes: what is told in one breath is told in order."""

Signs = dict[str, float]


def places(told: Sequence[Milestone], documents: Sequence[tuple[int, int]]) -> list[float]:
    """For each milestone the share of the others that it is likely to come after; `documents` says where each begins and ends."""
    weights = _weights()
    if len(told) < 2:
        return [0.0] * len(told)
    own: list[float] = []
    for first, end in documents:
        own += [weigh(signs(told[at], at - first, end - first), weights) for at in range(first, end)]
    scores = np.array(own)
    margins = scores[None, :] - scores[:, None]
    for first, end in documents:
        for i in range(first, end):
            for j in range(i + 1, end):
                more = weigh(between(told[i], told[j], apart=j - i), weights)
                margins[i, j] += more
                margins[j, i] -= more
    likely = 1 / (1 + np.exp(-np.clip(margins, -30, 30)))
    np.fill_diagonal(likely, 0)
    return [float(share) for share in likely.sum(axis=0) / (len(told) - 1)]


def signs(milestone: Milestone, at: int, of: int) -> Signs:
    """What speaks for a late place in a life; it is the milestone `at` of `of` that are told in its document."""
    said = milestone.quote.text
    out: Signs = {"told": at / max(1, of - 1), f"kind {milestone.kind}": 1.0}
    out |= {f"sort {name}": 0.7 for name in sorts_of(milestone.what)}
    out |= {f"quote {name}": 0.5 for name in sorts_of(said)}
    out |= {name: 1.0 for name, pattern in CUES.items() if pattern.search(said)}
    out |= {f"word {word}": 0.5 for word in _WORD.findall(said.lower())}
    out["present"] = len(_PRESENT.findall(said)) / 3
    for size in OPENING:
        if milestone.quote.start < size:
            out |= {f"opening {size}": 1.0, f"opening {size} {milestone.kind}": 1.0}
    return out


def between(earlier: Milestone, later: Milestone, apart: int) -> Signs:
    """What speaks for it that two milestones, told `apart` places from each other in one document, happened in the order of telling."""
    gap = max(0, later.quote.start - earlier.quote.start)
    out: Signs = {"as told": 1.0, "gap": math.log1p(gap) / 10, "next": float(apart == 1)}
    out |= {f"within {size}": float(gap < size) for size in NEAR}
    out[f"{earlier.kind} > {later.kind}"] = 0.7
    if earlier.year and later.year and earlier.year != later.year:
        out["year"] = 1.0 if earlier.year < later.year else -1.0
    return out


def weigh(found: Signs, weights: Signs) -> float:
    return sum(weights.get(name, 0.0) * amount for name, amount in found.items())


@lru_cache(maxsize=1)
def _weights() -> Signs:
    stored: Signs = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return stored
