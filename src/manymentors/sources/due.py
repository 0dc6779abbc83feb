"""Pure rules for when to look at a source again, and when it has moved or is gone.

    a look succeeded →  after_success(rhythm, …)  →  (rhythm, due)
    a look failed    →  after_failure(rhythm, …)  →  (rhythm, due)

The clock and chance come in as arguments: `chance` gives a number from 0 to 1, such as random.random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from manymentors.errors import Challenged, MentorsError, RateLimited, SourceGone
from manymentors.shapes import Validators

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=24)
LONGEST_BACK_OFF = timedelta(days=7)
DORMANT = timedelta(days=365)
"""Where nothing was said for that long a look a week will do; what was gathered stays, and the first word brings them back."""
UNKNOWN = timedelta(hours=6)
"""For a source that has never told a date."""

LOOKS_PER_GAP = 4
WEIGHT = 0.3
"""How much the newest gap between items counts against all before it."""

MOVES_NEEDED = 3
SURE_AFTER = timedelta(hours=24)
"""A move or an end is believed only when it is told again, a day later."""

WHOLE_FETCH_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What is remembered about a source between looks; the store keeps it in the source's row.

    `gap` is the smoothed number of seconds between items. `moving_*` count identical permanent redirects.
    """

    gap: float | None = None
    failures: int = 0
    gone_since: datetime | None = None
    moving_to: str = ""
    moving_since: datetime | None = None
    moving_count: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """When to look again. `paused`: not at all, until somebody asks. `move_to`: from now on look there instead.

    `host_until`: no other source on the same host before this either.
    """

    at: datetime
    paused: bool = False
    move_to: str = ""
    host_until: datetime | None = None


def after_success(
    rhythm: Rhythm,
    *,
    now: datetime,
    chance: Callable[[], float],
    dates: Iterable[datetime] = (),
    fresh_for: float | None = None,
    moved_to: str = "",
) -> tuple[Rhythm, Due]:
    """`dates` are those of the items known by now (published or first seen), old and new; empty keeps the gap."""
    known = sorted(date for date in dates if date <= now)
    gap = smoothed_gap(known, now) if known else rhythm.gap
    rhythm, move_to = _after_move(replace(rhythm, gap=gap, failures=0, gone_since=None), moved_to, now)
    wait = timedelta(seconds=gap / LOOKS_PER_GAP) if gap is not None else UNKNOWN
    longest = LONGEST_BACK_OFF if known and now - known[-1] >= DORMANT else LONGEST
    wait = min(max(_jittered(min(wait, longest), chance), SHORTEST), longest)
    asked = min(timedelta(seconds=min(fresh_for or 0.0, 1e9)), LONGEST)
    return rhythm, Due(now + max(wait, asked), move_to=move_to)


def smoothed_gap(known: list[datetime], now: datetime) -> float | None:
    """Seconds between items, the newer gaps counting more; a silence longer than that counts too.

    `known` is sorted and not empty. None where one item alone tells nothing but its age, and it has none.
    """
    gap: float | None = None
    for before, after in pairwise(known):
        seconds = (after - before).total_seconds()
        gap = seconds if gap is None else gap + WEIGHT * (seconds - gap)
    silence = (now - known[-1]).total_seconds()
    return max(gap or 0.0, silence) or None


def after_failure(
    rhythm: Rhythm, error: MentorsError, *, now: datetime, chance: Callable[[], float]
) -> tuple[Rhythm, Due]:
    """Ever more slowly, up to once a week; never given up, except where the server says twice that it is gone."""
    failures = rhythm.failures + 1
    if isinstance(error, SourceGone):
        since = rhythm.gone_since or now
        paused = now - since >= SURE_AFTER
        at = now + LONGEST_BACK_OFF if paused else since + SURE_AFTER
        return replace(rhythm, failures=failures, gone_since=since), Due(at, paused=paused)
    first = LONGEST if isinstance(error, Challenged) else SHORTEST * 2
    at = now + _jittered(min(first * 2 ** min(failures - 1, 12), LONGEST_BACK_OFF), chance)
    host_until = None
    if isinstance(error, RateLimited):
        at = max(at, now + min(timedelta(seconds=error.wait or 0.0), LONGEST))
        host_until = at if error.whole_host else None
    return replace(rhythm, failures=failures, gone_since=None), Due(at, host_until=host_until)


def validators_to_send(validators: Validators, whole_at: datetime | None, now: datetime) -> Validators:
    """None once a week, so that a server which wrongly says “not modified” cannot hide items for ever."""
    if whole_at is None or now - whole_at >= WHOLE_FETCH_AFTER:
        return Validators()
    return validators


def _after_move(rhythm: Rhythm, moved_to: str, now: datetime) -> tuple[Rhythm, str]:
    if not moved_to:
        return replace(rhythm, moving_to="", moving_since=None, moving_count=0), ""
    if moved_to != rhythm.moving_to or rhythm.moving_since is None:
        return replace(rhythm, moving_to=moved_to, moving_since=now, moving_count=1), ""
    rhythm = replace(rhythm, moving_count=rhythm.moving_count + 1)
    sure = rhythm.moving_count >= MOVES_NEEDED and now - (rhythm.moving_since or now) >= SURE_AFTER
    return rhythm, moved_to if sure else ""


def _jittered(wait: timedelta, chance: Callable[[], float]) -> timedelta:
    """Up to a tenth more or less, so that sources do not all come due together."""
    return wait * (0.9 + 0.2 * chance())
