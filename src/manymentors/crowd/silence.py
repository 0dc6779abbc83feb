"""The figures of an answer → whether anybody speaks to the question at all: a decision that was learned, not a best guess."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from manymentors.crowd.answers import shipped
from manymentors.shapes import Asked, Weighed

FIGURES = ("nearest", "three nearest", "rarity")
NONE = -1.0


def figures(asked: Asked, weighed: Sequence[Weighed]) -> list[float]:
    """The nearest, the mean of the three nearest, and how rare the question's words are here: of what is spoken of, people
    use the usual words.
    """
    near = sorted((one.near for one in weighed), reverse=True)[:3] or [NONE]
    rare = sum(asked.rarity.values()) / len(asked.rarity) if asked.rarity else 0.0
    return [near[0], sum(near) / len(near), rare]


def loudness(asked: Asked, weighed: Sequence[Weighed], weights: Mapping[str, Any] | None = None) -> float:
    """Above nothing somebody speaks to it; below, silence is the answer."""
    known = (weights or shipped())["silence"]
    told = zip(figures(asked, weighed), known["mean"], known["spread"], known["weights"], strict=True)
    return float(
        sum((figure - mean) / spread * weight for figure, mean, spread, weight in told) - known["floor"]
    )


def speaks(asked: Asked, weighed: Sequence[Weighed]) -> bool:
    return bool(weighed) and math.isfinite(loud := loudness(asked, weighed)) and loud >= 0
