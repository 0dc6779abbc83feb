"""How alike a step of mine and a milestone of theirs are: a few numbers for each pair of them, and one score.

What the numbers weigh was learned by `evals/roads.py` from invented listeners (`weights/pairs.json`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manymentors.roads.kinds import kinds_of
from manymentors.roads.sorts import BESIDE_WORK, LANGUAGE, SORTS, sorts_of
from manymentors.roads.words import stems
from manymentors.shapes import KINDS, Milestone, Step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from manymentors.shapes import Embed

    Matrix = NDArray[np.float64]

WEIGHTS = Path(__file__).parent / "weights" / "pairs.json"
FEATURES = (
    "always", "meaning", "meaning without names", "meaning of the quote", "nearer than others",
    "sorts", "sorts of the quote", "no sort shared", "words", "words of the quote", "kind", "kinds", "beside work",
)  # fmt: skip
SURE_OF_KIND = 0.8
"""How far a kind that I gave to a step by hand outweighs what its words say."""


@dataclass(frozen=True, slots=True)
class Model:
    """`pair` weighs FEATURES; the others are costs of skipping steps between two pairs and the odds of sharing nothing."""

    pair: tuple[float, ...]
    skip_mine: float
    skip_theirs: float
    skip_mine_first: float
    skip_theirs_first: float
    nothing: float
    least: float
    rarity: dict[str, float]


@lru_cache(maxsize=1)
def model() -> Model:
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Model(**{**stored, "pair": tuple(stored["pair"][name] for name in FEATURES)})


def features(
    mine: Sequence[Step], theirs: Sequence[Milestone], embed: Embed, rarity: dict[str, float],
    kinds: Callable[[Sequence[str]], Matrix] = kinds_of,
) -> NDArray[np.float64]:  # fmt: skip
    """An array (mine, theirs, FEATURES). The embedder is called once."""
    said = [step.what for step in mine]
    whats = [m.what or m.quote.text for m in theirs]
    quotes = [m.quote.text or m.what for m in theirs]
    plain = [without_names(what) for what in whats]
    vectors = embed([*said, *whats, *plain, *quotes]).astype(np.float64)
    n, m = len(mine), len(theirs)
    me, named, nameless, quoted = np.split(vectors, [n, n + m, n + 2 * m])
    meaning, without, of_quote = me @ named.T, me @ nameless.T, me @ quoted.T
    near = (meaning + without) / 2
    nearer = near - near.mean(1, keepdims=True) - near.mean(0, keepdims=True) + near.mean()
    my_sorts, their_sorts = _sorts(said, rarity), _sorts(whats, rarity)
    sorts = _unit(my_sorts) @ _unit(their_sorts).T
    apart = np.outer(my_sorts.any(axis=1), their_sorts.any(axis=1)) & (sorts == 0)
    my_kinds, their_kinds = kinds(said), kinds(whats)
    for at, step in enumerate(mine):
        if step.kind in KINDS:
            my_kinds[at] = (1 - SURE_OF_KIND) * my_kinds[at] + SURE_OF_KIND * _one(step.kind)
    given = np.array([_one(milestone.kind) for milestone in theirs]).reshape(m, len(KINDS))
    my_own = np.array([bool(BESIDE_WORK.search(text)) for text in said])
    their_own = np.array([bool(BESIDE_WORK.search(text)) for text in whats])
    beside = my_own[:, None] & ~their_own[None]
    return np.stack([
        np.ones((n, m)), meaning, without, of_quote, nearer,
        sorts, _unit(my_sorts) @ _unit(_sorts(quotes, rarity)).T, apart,
        _shared_words(said, whats), _shared_words(said, quotes),
        my_kinds @ given.T, np.sqrt(my_kinds) @ np.sqrt(their_kinds).T, beside,
    ], axis=-1).astype(np.float64)  # fmt: skip


def without_names(text: str) -> str:
    """The text without capitalised words inside it, but for languages: what is left is the sort of thing that happened."""
    words = text.split()
    kept = [w for at, w in enumerate(words) if at == 0 or not w[:1].isupper() or LANGUAGE.search(w)]
    return " ".join(kept)


def _one(kind: str) -> Matrix:
    return np.array([float(kind == other) for other in KINDS])


def _unit(rows: Matrix) -> Matrix:
    out: Matrix = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return out


def _sorts(texts: Sequence[str], rarity: dict[str, float]) -> Matrix:
    """Which sorts each text is of, a rare sort counting for more."""
    found = [sorts_of(text) for text in texts]
    return np.array(
        [[rarity.get(s.name, 1.0) * (s.name in names) for s in SORTS] for names in found]
    ).reshape(len(texts), len(SORTS))


def _shared_words(mine: Sequence[str], theirs: Sequence[str]) -> Matrix:
    """The share of stems in common: 1 where all are, 0 where none is."""
    left, right = [set(stems(t)) for t in mine], [set(stems(t)) for t in theirs]
    return np.array(
        [[len(a & b) / max(1e-9, (len(a) * len(b)) ** 0.5) for b in right] for a in left]
    ).reshape(len(mine), len(theirs))
