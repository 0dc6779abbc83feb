"""Fuses what the words found and what the vectors found into one order."""

from __future__ import annotations

from collections.abc import Sequence

from manymentors.shapes import Hit

VECTOR_SHARE = 0.4
"""Of the score; the words have the rest."""


def fuse(words: Sequence[Hit], vectors: Sequence[Hit], share: float = VECTOR_SHARE) -> list[Hit]:
    """Add both scores, each stretched over its own list from 0 to 1; ties go to the smaller passage.

    Adding reciprocal ranks instead lets the weaker list drag the stronger one down; `bench/quality.py` measures both.
    """
    scores: dict[tuple[int, int], float] = {}
    for hits, weight in ((words, 1 - share), (vectors, share)):
        for hit, score in zip(hits, _stretched(hits), strict=True):
            key = hit.passage, hit.item
            scores[key] = scores.get(key, 0.0) + weight * score
    fused = [Hit(passage, item, score) for (passage, item), score in scores.items()]
    return sorted(fused, key=lambda hit: (-hit.score, hit.passage))


def _stretched(hits: Sequence[Hit]) -> list[float]:
    """Scores of a list that comes best first; equal ones are all 1."""
    if not hits:
        return []
    best, worst = hits[0].score, hits[-1].score
    return [(hit.score - worst) / (best - worst) if best > worst else 1.0 for hit in hits]
