"""Kept files and a limit → which go when there is no more room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A kept file. `dear` is what somebody marked or queued; `by_hand` was asked for by itself, not by its show."""

    key: int
    bytes: int
    kept_at: datetime
    last_played: datetime | None = None
    by_hand: bool = False
    dear: bool = False


def to_drop(held: Iterable[Held], limit: int, coming: int = 0) -> list[int]:
    """The keys of what goes, so that `coming` bytes more stay within the limit.

    First what was played, the longest ago first; then what was not, the longest kept first, and before what was asked for
    by hand; what is dear goes last.
    """
    order = sorted(held, key=_order)
    over = sum(one.bytes for one in order) + coming - limit
    out: list[int] = []
    for one in order:
        if over <= 0:
            break
        out.append(one.key)
        over -= one.bytes
    return out


def _order(one: Held) -> tuple[bool, bool, bool, datetime, int]:
    unplayed = one.last_played is None
    return one.dear, unplayed, unplayed and one.by_hand, one.last_played or one.kept_at, one.key
