"""Clock times as transcripts write them, such as 1:02:03.4 or 04:31 → seconds."""

from __future__ import annotations

CLOCK = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,3})?"
"""Forgiving: hours may lack, and a comma may stand for the dot."""


def seconds(clock: str) -> float:
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)
