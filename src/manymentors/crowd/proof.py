"""How surely something that somebody told proves a trait: a few numbers for each pair of them, and one score.

What the numbers weigh was learned by `evals/ideal.py` (`weights/proofs.json`); above `clear` a score counts as proof, above
`partial` it is shown as something near it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manymentors.crowd.topics import Topics, found_in
from manymentors.crowd.trait import Wish, in_full
from manymentors.shapes import KINDS, Telling

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from manymentors.shapes import Embed

    Matrix = NDArray[np.float64]

WEIGHTS = Path(__file__).parent / "weights" / "proofs.json"
FEATURES = (
    "always", "meaning", "meaning of the quote", "words", "words of the quote",
    "near words", "near words of the quote", "near words of advice", "kind",
    "advice", "advice wanted and given", "advice wanted and a step told", "deed wanted and a step told",
    "deed wanted and advice given", "meaning where advice is wanted",
    "topics", "topics of the quote", "no topic shared", "sorts", "skills", "the very skill",
)  # fmt: skip
WORD = re.compile(r"[a-z][a-z+#']*|\d+")
AT_ONCE = 2_000
"""Tellings that are weighed together: what is held in memory."""


@dataclass(frozen=True, slots=True)
class Model:
    """`weights` weigh FEATURES. `chance` leads from a score above `clear` to how likely it is that it proves (log-odds there,
    and how fast they grow). `rarity` of a stem or a topic: how much it says that two texts share it."""

    weights: tuple[float, ...]
    clear: float
    partial: float
    chance: tuple[float, float]
    stems: Mapping[str, float]
    topics: Mapping[str, float]
    unknown: float

    def rarity(self, stem: str) -> float:
        return self.stems.get(stem, self.unknown)

    def likely(self, score: float) -> float:
        """How likely it is that what has this score proves the trait: of all that were held out so many did."""
        start, slope = self.chance
        return float(1 / (1 + np.exp(-start - slope * (score - self.clear))))


@dataclass(frozen=True, slots=True)
class Words:
    """What other stages know of words, handed in: vectors, stems, kinds of steps, and topics by name.

    A topic's name begins with what it is: `sort …` of a step, `skill …`, or a walk of life.
    """

    embed: Embed
    stems: Callable[[str], Sequence[str]]
    kinds: Callable[[Sequence[str]], Matrix]
    topics: Topics


@lru_cache(maxsize=1)
def model() -> Model:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    told = {"weights": tuple(stored["weights"][name] for name in FEATURES), "chance": tuple(stored["chance"])}
    return Model(**{**stored, **told})


def scores(wishes: Sequence[Wish], told: Sequence[Telling], words: Words, learned: Model) -> Matrix:
    """An array (wishes, tellings) of log-odds."""
    weights = np.array(learned.weights)
    parts = [
        features(wishes, told[at : at + AT_ONCE], words, learned) @ weights
        for at in range(0, len(told), AT_ONCE)
    ]
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(wishes), 0))


def features(wishes: Sequence[Wish], said: Sequence[Telling], words: Words, learned: Model) -> Matrix:
    """An array (wishes, tellings, FEATURES)."""
    told = [replace(t, line=in_full(t.line), quote=in_full(t.quote)) for t in said]
    lines = [t.line or t.quote for t in told]
    quotes = [t.quote or t.line for t in told]
    n, m = len(wishes), len(told)
    vectors = words.embed([*(w.about for w in wishes), *lines, *quotes]).astype(np.float64)
    mine, of_line, of_quote = np.split(vectors, [n, n + m])
    meaning = mine @ of_line.T
    near, near_quote = near_words(wishes, lines, words, learned), near_words(wishes, quotes, words, learned)
    shared, shared_all = shared_words(wishes, told, words, learned)
    advice = np.array([t.fact == "nugget" for t in told], dtype=bool)
    given = np.array(
        [[t.fact == "milestone" and t.kind == kind for kind in KINDS] for t in told], dtype=float
    )
    kind = words.kinds([w.text for w in wishes]) @ given.reshape(m, len(KINDS)).T
    wanted = np.array([w.advice for w in wishes], dtype=bool)[:, None]
    deed = np.array([w.done for w in wishes], dtype=bool)[:, None]
    about = topic_features(wishes, told, lines, quotes, words, learned)
    everywhere = np.ones((n, m))
    return np.stack([
        everywhere, meaning, mine @ of_quote.T, shared, shared_all,
        near, near_quote, near * advice, kind,
        everywhere * advice, wanted & advice, wanted & ~advice, deed & ~advice,
        deed & advice, meaning * wanted,
        *about,
    ], axis=-1).astype(np.float64)  # fmt: skip


def shared_words(
    wishes: Sequence[Wish], told: Sequence[Telling], words: Words, learned: Model
) -> tuple[Matrix, Matrix]:
    """The share of a wish's stems, the rare ones counting for more, that stands in the line; in line or quote."""
    in_line = [set(words.stems(t.line)) for t in told]
    anywhere = [here | set(words.stems(t.quote)) for here, t in zip(in_line, told, strict=True)]
    out = np.zeros((2, len(wishes), len(told)))
    for row, wish in enumerate(wishes):
        worth = {stem: learned.rarity(stem) for stem in words.stems(wish.text)}
        whole = sum(worth.values()) or 1.0
        for which, places in enumerate((in_line, anywhere)):
            out[which, row] = [sum(v for s, v in worth.items() if s in here) / whole for here in places]
    return out[0], out[1]


def near_words(wishes: Sequence[Wish], texts: Sequence[str], words: Words, learned: Model) -> Matrix:
    """How near each word of the wish has one in the text, the rare ones counting for more: 1 where all stand there."""
    wanted = [told_words(wish.about, words) for wish in wishes]
    there = [told_words(text, words) for text in texts]
    mine = sorted({word for some in wanted for word in some})
    theirs = sorted({word for some in there for word in some})
    out = np.zeros((len(wishes), len(texts)))
    if not mine or not theirs:
        return out
    vectors = words.embed([*mine, *theirs]).astype(np.float64)
    likeness = vectors[: len(mine)] @ vectors[len(mine) :].T
    place = {word: at for at, word in enumerate(theirs)}
    full = [at for at, some in enumerate(there) if some]
    columns = [place[word] for at in full for word in there[at]]
    starts = np.cumsum([0, *(len(there[at]) for at in full[:-1])])
    nearest = np.zeros((len(mine), len(texts)))
    nearest[:, full] = np.maximum.reduceat(likeness[:, columns], starts, axis=1)
    row_of = {word: at for at, word in enumerate(mine)}
    for row, some in enumerate(wanted):
        worth = np.array([learned.rarity(stem) for word in some for stem in words.stems(word)])
        if worth.sum() > 0:
            out[row] = worth @ nearest[[row_of[word] for word in some]] / worth.sum()
    return out


def told_words(text: str, words: Words) -> list[str]:
    """The words that carry meaning, each once: those of which there is just one stem."""
    return [word for word in dict.fromkeys(WORD.findall(text.lower())) if len(words.stems(word)) == 1]


def topic_features(
    wishes: Sequence[Wish], told: Sequence[Telling], lines: Sequence[str], quotes: Sequence[str],
    words: Words, learned: Model,
) -> list[Matrix]:  # fmt: skip
    """Shares of a wish's topics that are told of: in the line, in line or quote, none at all, its sorts, its skills; and
    whether the skill of the advice is one that the wish is about."""
    wanted = sorted(frozenset().union(*(wish.topics for wish in wishes)))
    among = {name: words.topics[name] for name in wanted}
    skills = [f"skill {t.line}" if t.fact == "nugget" else "" for t in told]
    in_line = grid([found | {s} for found, s in zip(found_in(lines, among), skills, strict=True)], wanted)
    anywhere = np.maximum(in_line, grid(found_in(quotes, among), wanted))
    of_wish = grid([wish.topics for wish in wishes], wanted)
    # Squared: that both are about a job says next to nothing beside that both are about chief posts.
    worth = of_wish * np.array([learned.topics.get(name, learned.unknown) for name in wanted]) ** 2
    sort = np.array([name.startswith("sort ") for name in wanted], dtype=bool)
    skill = np.array([name.startswith("skill ") for name in wanted], dtype=bool)
    every = share(worth, anywhere)
    very = of_wish @ grid([{s} for s in skills], wanted).T
    return [
        share(worth, in_line), every, of_wish.max(axis=1, initial=0.0)[:, None] * (every == 0),
        share(worth * sort, anywhere), share(worth * skill, anywhere), very,
    ]  # fmt: skip


def grid(found: Sequence[frozenset[str] | set[str]], names: Sequence[str]) -> Matrix:
    return np.array([[float(name in here) for name in names] for here in found]).reshape(
        len(found), len(names)
    )


def share(worth: Matrix, there: Matrix) -> Matrix:
    whole = worth.sum(axis=1, keepdims=True)
    out: Matrix = (worth @ there.T) / np.where(whole > 0, whole, 1.0)
    return out
