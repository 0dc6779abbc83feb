"""When a source is looked at again, and when it has moved or is gone."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import (
    AddressRefused,
    Challenged,
    MentorsError,
    NotAFeed,
    NotFound,
    RateLimited,
    SourceGone,
    Unreachable,
)
from manymentors.shapes import Validators
from manymentors.sources.due import (
    DORMANT,
    LONGEST,
    LONGEST_BACK_OFF,
    SHORTEST,
    UNKNOWN,
    Due,
    Rhythm,
    after_failure,
    after_success,
    smoothed_gap,
    validators_to_send,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def middle() -> float:
    return 0.5


def every(gap: timedelta, count: int = 10, last: datetime = NOW) -> list[datetime]:
    return [last - gap * number for number in range(count)]


def wait_for(dates: list[datetime], **more: float) -> timedelta:
    return after_success(Rhythm(), now=NOW, chance=middle, dates=dates, **more)[1].at - NOW


@pytest.mark.parametrize(
    ("gap", "wait"),
    [
        (timedelta(minutes=5), SHORTEST),
        (HOUR, SHORTEST),
        (8 * HOUR, 2 * HOUR),
        (DAY, 6 * HOUR),
        (30 * DAY, LONGEST),
    ],
)
def test_a_source_is_looked_at_some_times_per_item_but_within_bounds(gap: timedelta, wait: timedelta) -> None:
    assert wait_for(every(gap)) == wait


def test_a_source_that_has_fallen_silent_is_looked_at_ever_less() -> None:
    assert wait_for(every(HOUR, last=NOW - 2 * DAY)) == 12 * HOUR
    assert wait_for(every(HOUR, last=NOW - 364 * DAY)) == LONGEST


def test_where_nothing_was_said_for_a_year_a_look_a_week_will_do_until_the_first_word() -> None:
    silent = every(HOUR, last=NOW - DORMANT)
    assert wait_for(silent) == LONGEST_BACK_OFF
    assert wait_for([*silent, NOW - HOUR]) <= LONGEST


def test_newer_gaps_count_more() -> None:
    slow_then_fast = every(HOUR, 10) + every(10 * DAY, 5, NOW - 10 * HOUR)
    gap = smoothed_gap(sorted(slow_then_fast), NOW)
    assert gap is not None
    assert HOUR.total_seconds() < gap < DAY.total_seconds()


def test_a_source_without_dates_waits_for_an_ordinary_time_and_keeps_what_was_learned() -> None:
    assert wait_for([]) == UNKNOWN
    rhythm, due = after_success(Rhythm(gap=8 * 3600), now=NOW, chance=middle)
    assert (rhythm.gap, due.at) == (8 * 3600, NOW + 2 * HOUR)


def test_dates_ahead_and_one_item_of_this_moment_teach_nothing() -> None:
    assert wait_for([NOW + DAY]) == UNKNOWN
    assert wait_for([NOW]) == UNKNOWN


def test_a_wish_to_be_left_alone_holds_up_to_a_day() -> None:
    assert wait_for(every(HOUR), fresh_for=7200) == 2 * HOUR
    assert wait_for(every(HOUR), fresh_for=1e12) == LONGEST
    assert wait_for(every(DAY), fresh_for=60) == 6 * HOUR


def test_chance_moves_it_by_a_tenth() -> None:
    chances: list[Callable[[], float]] = [lambda: 0.0, lambda: 1.0]
    waits = [
        after_success(Rhythm(), now=NOW, chance=chance, dates=every(DAY))[1].at - NOW for chance in chances
    ]
    assert waits == [5.4 * HOUR, 6.6 * HOUR]


def test_a_success_forgets_failures() -> None:
    rhythm, due = after_success(Rhythm(failures=5, gone_since=NOW), now=NOW, chance=middle)
    assert (rhythm.failures, rhythm.gone_since, due.paused) == (0, None, False)


# --- failures


def failing(error: MentorsError, times: int, start: Rhythm | None = None) -> tuple[Rhythm, list[Due]]:
    rhythm, now, all_due = start or Rhythm(), NOW, list[Due]()
    for _ in range(times):
        rhythm, due = after_failure(rhythm, error, now=now, chance=middle)
        all_due.append(due)
        now = due.at
    return rhythm, all_due


def waits(all_due: list[Due]) -> list[timedelta]:
    return [
        due.at - before for before, due in zip([NOW, *(due.at for due in all_due)], all_due, strict=False)
    ]


@pytest.mark.parametrize(
    "error", [Unreachable("u", "m"), NotFound("u", "m"), AddressRefused("u", "m"), NotAFeed("m")]
)
def test_failures_wait_ever_longer_up_to_a_week_and_are_never_given_up(error: MentorsError) -> None:
    rhythm, all_due = failing(error, 30)
    assert waits(all_due)[:4] == [HOUR / 2, HOUR, 2 * HOUR, 4 * HOUR]
    assert waits(all_due)[-1] == LONGEST_BACK_OFF
    assert not any(due.paused for due in all_due)
    assert rhythm.failures == 30


def test_a_wall_for_browsers_is_tried_slowly_from_the_first() -> None:
    _, all_due = failing(Challenged("u", "m"), 5)
    assert waits(all_due) == [DAY, 2 * DAY, 4 * DAY, 7 * DAY, 7 * DAY]


def test_a_busy_host_is_left_alone_for_as_long_as_it_asks() -> None:
    _, [due] = failing(RateLimited("u", "m", wait=7200, whole_host=True), 1)
    assert due == Due(NOW + 2 * HOUR, host_until=NOW + 2 * HOUR)
    _, [due] = failing(RateLimited("u", "m", wait=1e12), 1)
    assert due == Due(NOW + DAY)
    _, [due] = failing(RateLimited("u", "m"), 1)
    assert due == Due(NOW + HOUR / 2)


def test_gone_is_believed_when_it_is_said_again_a_day_later() -> None:
    gone = SourceGone("u", "m")
    rhythm, due = after_failure(Rhythm(), gone, now=NOW, chance=middle)
    assert (due.at, due.paused) == (NOW + DAY, False)
    early, due = after_failure(rhythm, gone, now=NOW + HOUR, chance=middle)
    assert (due.at, due.paused) == (NOW + DAY, False)
    _, due = after_failure(early, gone, now=NOW + DAY, chance=middle)
    assert due.paused


def test_gone_and_then_something_else_starts_over() -> None:
    rhythm, _ = after_failure(Rhythm(gone_since=NOW - 2 * DAY), Unreachable("u", "m"), now=NOW, chance=middle)
    _, due = after_failure(rhythm, SourceGone("u", "m"), now=NOW, chance=middle)
    assert not due.paused


# --- moves


def moves(*told: tuple[timedelta, str]) -> list[str]:
    rhythm, found = Rhythm(), []
    for after, address in told:
        rhythm, due = after_success(rhythm, now=NOW + after, chance=middle, moved_to=address)
        found.append(due.move_to)
    return found


def test_a_source_moves_when_told_the_same_three_times_over_a_day() -> None:
    assert moves((0 * DAY, "n"), (12 * HOUR, "n"), (DAY, "n")) == ["", "", "n"]


def test_a_source_does_not_move_sooner_or_when_told_differently() -> None:
    assert moves((0 * DAY, "n"), (DAY, "n")) == ["", ""]
    assert moves((0 * DAY, "n"), (HOUR, "n"), (2 * HOUR, "n")) == ["", "", ""]
    assert moves((0 * DAY, "n"), (DAY, "o"), (2 * DAY, "n"), (3 * DAY, "n")) == [""] * 4
    assert moves((0 * DAY, "n"), (DAY, ""), (2 * DAY, "n"), (3 * DAY, "n")) == [""] * 4


def test_once_a_week_everything_is_asked_for() -> None:
    kept = Validators(etag="1")
    assert validators_to_send(kept, NOW - 6 * DAY, NOW) == kept
    assert validators_to_send(kept, NOW - 7 * DAY, NOW) == Validators()
    assert validators_to_send(kept, None, NOW) == Validators()


# --- as a whole


@given(st.lists(st.integers(-(10**9), 10**9), max_size=20), st.floats(0, 1e12), st.floats(0, 1))
def test_every_wait_lies_between_a_quarter_of_an_hour_and_a_day_or_a_week_where_nobody_speaks(
    ages: list[int], fresh: float, chance: float
) -> None:
    dates = [NOW - timedelta(seconds=age) for age in ages]
    _, due = after_success(Rhythm(), now=NOW, chance=lambda: chance, dates=dates, fresh_for=fresh)
    dormant = (
        any(date <= NOW for date in dates) and NOW - max(date for date in dates if date <= NOW) >= DORMANT
    )
    assert SHORTEST <= due.at - NOW <= (LONGEST_BACK_OFF if dormant else LONGEST)


@pytest.mark.parametrize(
    ("name", "gap", "most_looks", "median_delay"),
    [
        ("hourly", HOUR, 3200, HOUR / 4),
        ("daily", DAY, 160, 6 * HOUR),
        ("weekly", 7 * DAY, 40, DAY),
        ("dead", None, 35, None),
    ],
)
def test_thirty_days_cost_few_looks_and_little_delay(
    name: str, gap: timedelta | None, most_looks: int, median_delay: timedelta | None
) -> None:
    chance = random.Random(7).random
    start = NOW - 60 * DAY
    made = [start] if gap is None else [start + gap * number for number in range(int(90 * DAY / gap))]
    now, looks, seen, delays, rhythm = (
        NOW,
        0,
        {date for date in made if date <= NOW},
        list[timedelta](),
        Rhythm(),
    )
    while now < NOW + 30 * DAY:
        known = [date for date in made if date <= now]
        delays += [now - date for date in known if date not in seen]
        seen.update(known)
        rhythm, due = after_success(rhythm, now=now, chance=chance, dates=known[-50:])
        now, looks = due.at, looks + 1
    assert looks <= most_looks
    if median_delay is not None:
        assert sorted(delays)[len(delays) // 2] <= median_delay
