"""The parts that several networks share: loose JSON, threads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import BrokenFile
from manymentors.sources import loose
from manymentors.sources.threads import roots


def test_what_is_missing_or_of_another_kind_is_nothing() -> None:
    told = {"a": {"b": ["x", {"c": 1}], "n": True, "z": "a\0b"}}
    assert loose.text(told, "a", "z") == "ab"
    assert loose.text(told, "a", "n") == loose.text(told, "a", "b", "c") == loose.text([], "a") == ""
    assert loose.text(10**40) == ""
    assert loose.tables(told, "a", "b") == [{"c": 1}]
    assert loose.tables("text") == loose.tables(None) == []
    assert loose.table(told, "a", "b") == {}


def test_what_is_no_json_is_named() -> None:
    assert loose.parse(b"[1]", "here") == [1]
    for broken in (b"", b"\xff", b"[" * 100_000):
        with pytest.raises(BrokenFile, match="here brought something that is not JSON"):
            loose.parse(broken, "here")


def test_moments_are_read_from_strings_and_from_moments() -> None:
    day = datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert loose.moment("2026-03-01T10:00:00.000Z") == loose.moment(datetime(2026, 3, 1, 10)) == day
    assert loose.moment(datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=2)))) == day
    for odd in (
        None,
        5,
        "soon",
        "0001-01-01T00:00:00Z",
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=9))),
    ):
        assert loose.moment(odd) is None


def test_a_thread_begins_where_nothing_is_answered() -> None:
    replies = {"c": "b", "b": "a", "a": "", "alone": "", "d": "b"}
    assert roots(replies, {}) == dict.fromkeys("abcd", "a")


def test_where_the_beginning_is_not_known_the_network_tells_or_the_last_that_is_seen_counts() -> None:
    assert roots({"c": "b", "b": "elsewhere"}, {}) == {"c": "elsewhere", "b": "elsewhere"}
    assert roots({"c": "b", "b": "elsewhere"}, {"b": "root", "c": "root"}) == {"c": "root", "b": "root"}
    assert roots({"b": "a", "a": ""}, {"a": "a"}) == {"a": "a", "b": "a"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["", *"abcdefgh"])))
def test_all_of_a_thread_agree_whatever_answers_what(replies: dict[str, str]) -> None:
    found = roots(replies, {})
    assert set(found) <= set(replies)
    for key, answered in replies.items():
        if answered:
            assert found[key]
            assert found.get(answered, found[key]) == found[key]
    assert roots(replies, found) == found
