"""Words of somebody's that touch a gap of mine, before the few are chosen that a week's digest holds."""

from __future__ import annotations

from dataclasses import dataclass

GAPS = ("question", "step", "trait", "topic")
"""What a gap may be about, in the order in which a digest tells it."""


@dataclass(frozen=True, slots=True)
class Touch:
    """`about` is one of GAPS, `gap` the gap in my words, `why` how it is touched; `who` tells voices apart; `score` orders
    what touches one gap. `key` is what a row is found by again.
    """

    key: int
    about: str
    gap: str
    why: str
    who: str
    item: int | None
    quote: str
    score: float = 0.0
