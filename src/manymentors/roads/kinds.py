"""Says what kind of step a plain line is: "answered phones on a help desk" → job.

A linear model over stems and sorts, trained by `evals/roads.py` on lines written by us and on labelled interviews; it keeps one
row of weights a feature in `weights/kinds.npz`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manymentors.roads.sorts import sorts_of
from manymentors.roads.words import stems
from manymentors.shapes import KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "weights" / "kinds.npz"


def kind_of(what: str) -> str:
    """The likeliest kind, one of KINDS; "" where the line holds nothing that the model knows."""
    rows, _, _ = _model()
    if not any(name in rows for name, _ in features(what)):
        return ""
    return KINDS[int(kinds_of([what])[0].argmax())]


def kinds_of(texts: Sequence[str]) -> NDArray[np.float64]:
    """How likely each line is of each kind: one row a text, one column each of KINDS, rows sum to 1."""
    rows, weights, base = _model()
    scores = np.tile(base, (len(texts), 1))
    for at, text in enumerate(texts):
        for name, amount in features(text):
            if name in rows:
                scores[at] += amount * weights[rows[name]]
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
    return shares


def features(text: str) -> Iterator[tuple[str, float]]:
    for name in sorts_of(text):
        yield f"sort {name}", 1.0
    for word in set(stems(text)):
        yield word, 0.5


@lru_cache(maxsize=1)
def _model() -> tuple[dict[str, int], NDArray[np.float64], NDArray[np.float64]]:
    with np.load(WEIGHTS) as stored:
        names, weights, base = stored["names"], stored["weights"], stored["base"]
    return (
        {str(name): row for row, name in enumerate(names)},
        weights.astype(np.float64),
        base.astype(np.float64),
    )
