"""When a kept nugget comes back to be looked at: spaced repetition (FSRS 6), a few a day, around one theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from fsrs import Card, Rating, Scheduler

from manymentors.errors import InputError

Answer = Literal["applied", "not-yet"]

FIRST = timedelta(days=1)
"""After which a nugget comes back for the first time."""
MOST, LEAST = 5, 3
"""Nuggets a day: at most, and how many the theme is filled up to with others."""

_RATINGS = {"applied": Rating.Easy, "not-yet": Rating.Good}
_SCHEDULER = Scheduler(desired_retention=0.9, learning_steps=(), relearning_steps=(), enable_fuzzing=False)
"""In whole days, with the library's parameters; without chance, so that the same answers give the same days."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A nugget that is due. `field` is what it is about, "" where that is not known."""

    key: int
    field: str
    due: datetime


def after(card: Mapping[str, Any] | None, answer: str, now: datetime) -> tuple[dict[str, Any], datetime]:
    """The card after an answer, as plain data, and when it comes back. `card` is None for one never looked at.

    Raises InputError for another answer, and for what is no card.
    """
    if answer not in _RATINGS:
        raise InputError(f"“{answer}” is no answer here. Say applied or not-yet.")
    try:
        known = Card.from_dict(dict(card)) if card else Card(card_id=1, due=now)  # type: ignore[arg-type]  # checked below
        made, _ = _SCHEDULER.review_card(known, _RATINGS[answer], now)
    except (KeyError, TypeError, ValueError) as exc:
        raise InputError("What was known of this nugget's rhythm is broken. Keep it anew.") from exc
    return dict(made.to_dict()), made.due


def pick(waiting: Sequence[Waiting], most: int = MOST) -> tuple[str, list[Waiting]]:
    """Today's theme, which is the field of which most waits, and what to look at: of it first, the longest due before all.

    Filled up with others to LEAST only, so that a day has one theme.
    """
    by_field: dict[str, list[Waiting]] = defaultdict(list)
    for one in sorted(waiting, key=lambda one: (one.due, one.key)):
        by_field[one.field].append(one)
    if not by_field:
        return "", []
    theme = max(by_field, key=lambda field: (bool(field), len(by_field[field]), field))
    chosen = by_field[theme][:most]
    others = sorted(
        (one for field, rows in by_field.items() if field != theme for one in rows),
        key=lambda one: (one.due, one.key),
    )
    return theme, chosen + others[: max(0, min(LEAST, most) - len(chosen))]
