"""What goes when the room is used up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from manymentors.audio.storage import Held, to_drop

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def days(count: int) -> datetime:
    return DAY + timedelta(days=count)


def test_nothing_goes_while_there_is_room() -> None:
    assert to_drop([Held(1, 60, DAY), Held(2, 40, DAY)], 100) == []
    assert to_drop([], 100, coming=100) == []


def test_the_longest_ago_played_goes_first_the_unplayed_later_the_dear_last() -> None:
    held = [
        Held(1, 10, days(0), dear=True, last_played=days(1)),
        Held(2, 10, days(0), by_hand=True),
        Held(3, 10, days(5)),
        Held(4, 10, days(0), last_played=days(9)),
        Held(5, 10, days(3)),
        Held(6, 10, days(0), last_played=days(2), by_hand=True),
    ]
    assert to_drop(held, 0) == [6, 4, 5, 3, 2, 1]
    assert to_drop(held, 60, coming=15) == [6, 4]


@given(
    st.lists(
        st.builds(
            Held,
            st.integers(0, 9),
            st.integers(0, 50),
            st.integers(0, 9).map(days),
            st.none() | st.integers(0, 9).map(days),
            st.booleans(),
            st.booleans(),
        ),
        unique_by=lambda held: held.key,
    ),
    st.integers(0, 200),
    st.integers(0, 50),
)
def test_what_stays_fits_and_no_more_goes_than_must(held: list[Held], limit: int, coming: int) -> None:
    gone = to_drop(held, limit, coming)
    sizes = {one.key: one.bytes for one in held}
    stays = sum(sizes.values()) - sum(sizes[key] for key in gone)
    assert stays + coming <= limit or len(gone) == len(held)
    assert not gone or stays + coming + sizes[gone[-1]] > limit
