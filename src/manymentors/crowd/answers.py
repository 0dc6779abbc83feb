"""A question, and words that may answer it → how well each does, by weights that were fitted on questions of mentees.

Eleven figures of each candidate (which words of the question it holds and how rare they are, how near its sense is, how near
others are that are about the same skill or said in the same item, its field, its length) are weighed by logistic regression;
`evals/ask.py` fits the weights and measures them, held out by question.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manymentors.shapes import FIELDS, Asked, Ear, Told, Weighed
from manymentors.text import count, sentences

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights" / "answers.json"

FIGURES = ("words", "about", "item", "kin")
"""Told twice: as they are, and beside the other candidates of the same question."""
ALONE = ("field", "length", "crowd")

BEFORE = 80
"""Words before a quote that say what it is about, the host's question among them."""
IN_CONTEXT = f"{BEFORE} words before"
"""The name of the way in which advice is put to its second index: a new one where that changes, or old vectors would stay."""

USUAL = 28.0
"""Words of a usual candidate, for BM25."""
SATURATION, BY_LENGTH = 1.2, 0.75
BEST_OF_ITEM = 4
USUAL_KIN = 2
"""A skill that few candidates are about is held for as near as the usual candidate, as if it had so many more of those."""
MANY = 20
"""Of so many candidates, to stand out among the others says half of what it says of very many; of three, next to nothing."""
NEAR = 0.5
"""Of the annotated nuggets that come so near, .37 answer, whatever the score says; of those that come to .55, .55 do."""
SHARE = 0.02
"""No field is held for less likely than this."""

LONGEST = 60
"""Words of sentences that are cut out of a passage."""


def weigh(
    asked: Asked, told: Sequence[Told], ear: Ear, weights: Mapping[str, Any] | None = None
) -> list[Weighed]:
    """In the order given. What has no `near` yet is embedded here: ten milliseconds each."""
    if not told:
        return []
    figures, near = measure(asked, told, ear, weights or shipped())
    scores = score(figures, weights or shipped())
    return [Weighed(float(one), float(cosine)) for one, cosine in zip(scores, near, strict=True)]


def score(figures: NDArray[np.float64], weights: Mapping[str, Any]) -> NDArray[np.float64]:
    known = weights["order"]
    scaled = (figures - np.array(known["mean"])) / np.array(known["spread"])
    out: NDArray[np.float64] = scaled @ np.array(known["weights"]) + known["bias"]
    return out


def said_before(text: str, start: int) -> str:
    """The last words of a text before this place in it: out of its context a quote seldom names what it is about."""
    return " ".join(text[max(0, start - 20 * BEFORE) : start].split()[-BEFORE:])


def measure(
    asked: Asked, told: Sequence[Told], ear: Ear, weights: Mapping[str, Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A row of figures for each, by what they are about, and its `near`, by what is said there alone: on that silence is decided."""
    question = ear.like([asked.text])[0]
    held = [Counter(ear.stems(f"{one.skill} {one.text}")) for one in told]
    total = sum(asked.rarity.values()) or 1.0
    words = np.array([bm25(asked.rarity, one) / total for one in held])
    near = nearness(asked, told, ear)
    about = np.array(
        [cosine if one.about is None else one.about for one, cosine in zip(told, near, strict=True)]
    )
    of_item: dict[int, list[float]] = defaultdict(list)
    for one, cosine in zip(told, about.tolist(), strict=True):
        of_item[one.item].append(cosine)
    best = {item: float(np.mean(sorted(all_)[-BEST_OF_ITEM:])) for item, all_ in of_item.items()}
    item = np.array([best[one.item] for one in told])
    crowd = np.array([math.log1p(len(of_item[one.item])) for one in told])
    likely = fields(question, weights)
    field = np.array([math.log(likely.get(one.field, 1 / len(FIELDS)) + SHARE) for one in told])
    length = np.array([math.log(1 + count(one.text)) for one in told])
    among = len(told) / (len(told) + MANY)
    columns = [
        column
        for figure in (words, about, item, kin(told, about))
        for column in (figure, among * (figure - figure.mean()) / (figure.std() + 1e-6))
    ]
    return np.stack([*columns, field, length, crowd], axis=1), near


def nearness(asked: Asked, told: Sequence[Told], ear: Ear) -> NDArray[np.float64]:
    missing = [at for at, one in enumerate(told) if one.near is None]
    near = np.array([one.near or 0.0 for one in told])
    if missing:
        vectors = ear.sense([asked.text, *(told[at].text for at in missing)])
        near[missing] = vectors[1:] @ vectors[0]
    return near


def kin(told: Sequence[Told], about: NDArray[np.float64]) -> NDArray[np.float64]:
    """How near the candidates of the same skill are on the whole; one without a skill is alone."""
    of_skill: dict[str | int, list[float]] = defaultdict(list)
    for at, one in enumerate(told):
        of_skill[one.skill or at].append(float(about[at]))
    usual = USUAL_KIN * float(about.mean())
    alike = [of_skill[one.skill or at] for at, one in enumerate(told)]
    return np.array([(sum(some) + usual) / (len(some) + USUAL_KIN) for some in alike])


def bm25(rarity: Mapping[str, float], held: Counter[str]) -> float:
    """The words of the question in one text, the rarer the more, more often a little more."""
    dampened = SATURATION * (1 - BY_LENGTH + BY_LENGTH * held.total() / USUAL)
    return sum(
        rare * held[stem] * (SATURATION + 1) / (held[stem] + dampened)
        for stem, rare in rarity.items()
        if stem in held
    )


def fields(question: NDArray[np.float32], weights: Mapping[str, Any]) -> dict[str, float]:
    """How likely the question asks for advice of each field."""
    known = weights["fields"]
    margins = np.array(known["weights"]) @ question + np.array(known["bias"])
    odds = np.exp(margins - margins.max())
    return dict(zip(known["names"], (odds / odds.sum()).tolist(), strict=True))


@cache
def shipped() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return found


def answers(one: Weighed, weights: Mapping[str, Any] | None = None) -> bool:
    """Is it worth showing? It more likely answers than the floor that was fitted, or it is so near that it is at least as
    often right: beside few others, or others alike, the score says little.
    """
    return one.score >= (weights or shipped())["order"]["floor"] or one.near >= NEAR


# --- out of a passage ----------------------------------------------------------------------------------------


def spans(text: str) -> list[tuple[int, int]]:
    """The places that may be quoted of a passage: one sentence, or two or three in a row that are not too long; none goes
    over the end of a line, where somebody else may begin to speak.
    """
    cut = sentences(text)
    found: list[tuple[int, int]] = []
    for many in (1, 2, 3):
        runs = ((cut[at][0], cut[at + many - 1][1]) for at in range(len(cut) - many + 1))
        found += [
            run for run in runs if "\n" not in text[slice(*run)] and (many == 1 or _short(text[slice(*run)]))
        ]
    return found


def _short(text: str) -> bool:
    return count(text) <= LONGEST


def best_spans(
    asked: Asked, texts: Sequence[str], ear: Ear, *, shortest: int = 6
) -> list[tuple[float, tuple[int, int]]]:
    """For each passage the place that fits the question best, by its words and the fast embedder, and how well it does."""
    places = [[span for span in spans(text) if count(text[slice(*span)]) >= shortest] for text in texts]
    places = [of or [(0, len(text))] for of, text in zip(places, texts, strict=True)]
    pieces = [text[slice(*span)] for of, text in zip(places, texts, strict=True) for span in of]
    if not pieces:
        return []
    like = ear.like(pieces) @ ear.like([asked.text])[0]
    total = sum(asked.rarity.values()) or 1.0
    fit = [
        float(cosine) + sum(rare for stem, rare in asked.rarity.items() if stem in held) / total
        for cosine, held in zip(like, (set(ear.stems(piece)) for piece in pieces), strict=True)
    ]
    edges = np.cumsum([0, *(len(of) for of in places)]).tolist()
    best = []
    for of, (first, last) in zip(places, pairwise(edges), strict=True):
        top = max(range(first, last), key=lambda at: fit[at])
        best.append((fit[top], of[top - first]))
    return best
