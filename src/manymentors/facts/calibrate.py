"""What a reader's figure is worth: the share of facts with that figure that proved right on interviews kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def chance(figure: float, right: Sequence[Sequence[float]]) -> float:
    """`right` holds (figure, share right) in rising order; between two of them the share is told in proportion."""
    if figure <= right[0][0]:
        return round(float(right[0][1]), 3)
    for (low, share), (high, more) in pairwise(right):
        if figure <= high:
            return round(float(share + (more - share) * (figure - low) / (high - low)), 3)
    return round(float(right[-1][1]), 3)
