"""The figures of an answer → whether anybody speaks to the question at all: a decision that was learned, not a best guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from manymentors.crowd.answers import shipped
from manymentors.shapes import Weighed

BEST = 3
NONE = -1.0


def figures(weighed: Sequence[Weighed]) -> list[float]:
    """How near the nearest comes, and the three nearest on the whole: one voice is enough, and a lone chance hit is not."""
    near = sorted((one.near for one in weighed), reverse=True)[:BEST] or [NONE]
    return [near[0], sum(near) / len(near)]


def loudness(weighed: Sequence[Weighed], weights: Mapping[str, Any] | None = None) -> float:
    """Above nothing somebody speaks to it; below, silence is the answer."""
    known = (weights or shipped())["silence"]
    told = zip(figures(weighed), known["mean"], known["spread"], known["weights"], strict=True)
    return float(
        sum((figure - mean) / spread * weight for figure, mean, spread, weight in told) - known["floor"]
    )


def speaks(weighed: Sequence[Weighed]) -> bool:
    return loudness(weighed) >= 0
