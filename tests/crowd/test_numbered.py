"""Replies with a number are read as votes, one a person, and never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.crowd.numbered import choice_of, tally
from manymentors.shapes import Turn

OPTIONS = ("Pair more", "Review more", "Neither")
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reply", "choice"),
    [
        ("1", 0), ("2)", 1), ("(2)", 1), ("[3]", 2), ("#2", 1), ("2.", 1), ("**2**", 1), ("'2'", 1), ("2!!!", 1),
        ("option 2", 1), ("Option 2!", 1), ("answer: 2", 1), ("Vote 1", 0), ("my vote is 3", 2), ("I'd go with 2", 1),
        ("I vote 2", 1), ("number 2 please", 1), ("1 for me", 0), ("2 because 1 is silly", 1), ("1 - more of it", 0),
        ("1️⃣", 0), ("2️⃣ because it is fun", 1), ("①", 0), ("２", 1), ("1\ufe0f", 0),
        ("@me.example 1", 0), ("@me.example\n\n2. is it", 1), ("pair more", 0), ("Pair more!", 0), ("Pair more, always", 0),
        ("neither - sorry", 2), ("“Review more”", 1),
    ],
)  # fmt: skip
def test_a_vote_is_read_however_it_is_written(reply: str, choice: int) -> None:
    assert choice_of(reply, OPTIONS) == choice


@pytest.mark.parametrize(
    "reply",
    [
        "", "🎉", "@me.example", "1 or 2", "1, 2", "1 and 3", "1/2", "1-2", "1 2", "not 1", "none of 2", "1?", "4", "0", "10",
        "🔟", "3 of us think so", "2 years ago", "2nd", "2%", "2.5", "2,5 hours", "neither nor", "٢", "why not pair?",
    ],
)  # fmt: skip
def test_what_is_no_plain_vote_is_left_unread(reply: str) -> None:
    assert choice_of(reply, OPTIONS) is None


def test_ten_answers_and_answers_that_begin_alike() -> None:
    ten = [f"way {name}" for name in "abcdefghij"]
    assert [choice_of(reply, ten) for reply in ("10", "🔟", "1", "way j", "11")] == [9, 9, 0, 9, None]
    assert choice_of("Yes, but later", ("Yes", "Yes, but later")) == 1
    assert choice_of("Yes, now", ("Yes", "Yes, but later")) == 0


def test_a_number_that_is_also_the_words_of_another_answer_is_not_guessed() -> None:
    assert choice_of("2", ("4", "2 ")) == 1, "both readings agree"
    assert choice_of("2", ("2", "4")) is None
    assert choice_of("4", ("2", "4")) == 1


@given(st.text(max_size=60), st.lists(st.text(max_size=20), min_size=0, max_size=10))
def test_whatever_strangers_write_it_is_one_of_the_answers_or_none(reply: str, options: list[str]) -> None:
    choice = choice_of(reply, options)
    assert choice is None or 0 <= choice < len(options)


@given(
    st.integers(1, 10),
    st.sampled_from(["{}", "{})", "({})", "option {}", "#{}", " {} ", "{}!", "@a.b {}", "{}\n\nthanks"]),
)
def test_every_plain_number_is_read(number: int, form: str) -> None:
    assert choice_of(form.format(number), [f"the {at}" for at in "abcdefghij"]) == number - 1


@given(st.text(alphabet="0123456789 ,.)(-:#andorite", max_size=300))
def test_long_nonsense_is_read_in_no_time(reply: str) -> None:
    choice_of(reply * 20, OPTIONS)


def a_reply(who: str, text: str, minutes: int | None = 0, to: str = "post") -> Turn:
    when = NOON + timedelta(minutes=minutes) if minutes is not None else None
    return Turn(f"{who}-{text}", to, f"https://bsky.app/{who}/{text}", account=who, text=text, published=when)


def test_one_vote_a_person_the_last_one_counts_and_only_direct_answers() -> None:
    turns = [
        Turn("post", account="me", text="1) a 2) b"),
        a_reply("ada", "2", 9),
        a_reply("ada", "1", 3),
        a_reply("bo", "1", None),
        a_reply("bo", "great question", 5),
        a_reply("cy", "2", 1, to="ada-2"),
        a_reply("me", "1", 1),
        a_reply("dan", "3", 100),
    ]
    found = tally(turns, "post", OPTIONS, mine={"me"}, until=NOON + timedelta(minutes=60))
    assert (found.counts, found.n) == ((1, 1, 0), 2)
    assert found.unread == ("https://bsky.app/bo/great question",)
    assert tally(turns, "post", OPTIONS, mine={"me"}).counts == (1, 1, 1)


@given(
    st.permutations(
        [a_reply(who, vote, at) for at, (who, vote) in enumerate([("a", "1"), ("b", "2"), ("a", "3")])]
    )
)
def test_the_order_in_which_replies_arrive_changes_nothing(turns: list[Turn]) -> None:
    assert tally(turns, "post", OPTIONS).counts == (0, 1, 1)
