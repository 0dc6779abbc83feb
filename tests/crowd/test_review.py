"""Kept nuggets come back later and later, a few a day around one theme."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.crowd.review import LEAST, MOST, Waiting, after, pick
from manymentors.errors import InputError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_what_is_not_yet_applied_comes_back_later_and_later() -> None:
    card, due = after(None, "not-yet", NOW)
    gaps = [due - NOW]
    for _ in range(3):
        last = due
        card, due = after(card, "not-yet", last)
        gaps.append(due - last)
    assert timedelta(days=1) <= gaps[0] <= timedelta(days=7)
    assert gaps == sorted(gaps)
    assert gaps[-1] > timedelta(days=30)


def test_what_was_applied_comes_back_later_than_what_was_not() -> None:
    assert after(None, "applied", NOW)[1] > after(None, "not-yet", NOW)[1]
    assert after(None, "applied", NOW) == after(None, "applied", NOW), "without chance"


def test_another_answer_and_a_broken_card_are_refused() -> None:
    with pytest.raises(InputError, match="is no answer"):
        after(None, "perhaps", NOW)
    with pytest.raises(InputError, match="Keep it anew"):
        after({"stability": "much"}, "applied", NOW)


def waiting(*fields: str) -> list[Waiting]:
    return [Waiting(key, field, NOW - timedelta(days=key)) for key, field in enumerate(fields)]


def test_a_day_has_the_theme_of_which_most_waits_the_longest_due_first() -> None:
    theme, chosen = pick(waiting("career", "technical", "career", "", ""))
    assert theme == "career"
    assert [one.key for one in chosen] == [2, 0, 4], "filled up to three with what waits longest"
    assert pick([]) == ("", [])
    assert [one.key for one in pick(waiting(*["career"] * 9))[1]] == [8, 7, 6, 5, 4]
    assert len(pick(waiting("career", "technical"), most=1)[1]) == 1


@given(st.lists(st.sampled_from(["", "career", "technical"])), st.integers(0, MOST))
def test_a_day_is_never_too_much_and_never_doubles(fields: list[str], most: int) -> None:
    _, chosen = pick(waiting(*fields), most)
    assert len(chosen) == len({one.key for one in chosen}) <= most
    assert len(chosen) >= min(most, LEAST, len(fields))
