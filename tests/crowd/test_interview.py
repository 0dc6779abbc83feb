"""A conversation reads as an interview, and nothing said in it is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from manymentors.crowd.interview import arrange
from manymentors.shapes import Speech, Turn

BEGAN = datetime(2026, 10, 1, tzinfo=UTC)


def turn(key: str, reply_to: str = "", who: str = "", minute: int | None = None) -> Turn:
    when = None if minute is None else BEGAN + timedelta(minutes=minute)
    return Turn(key, reply_to, account=who, author=who.title(), text=f"words of {key}", published=when)


def keys(speeches: list[Speech]) -> list[list[str]]:
    return [[one.key for one in speech.turns] for speech in speeches]


def aside(speeches: list[Speech]) -> list[list[str]]:
    return [[one.key for one in branch] for speech in speeches for branch in speech.branches]


def test_the_line_leads_through_the_opened_post_and_folds_what_leads_aside() -> None:
    told = [
        turn("ask", who="ada", minute=0),
        turn("joke", "ask", "dan", 1),
        turn("laugh", "joke", "eve", 2),
        turn("answer", "ask", "bo", 3),
        turn("more", "answer", "bo", 4),
        turn("thanks", "more", "ada", 5),
        turn("late", "answer", "dan", 9),
    ]
    read = arrange(told, "answer", {"ada"})
    assert keys(read) == [["ask"], ["answer", "more"], ["thanks"]]
    assert aside(read) == [["joke", "laugh"], ["late"]]
    assert read[1].author.author == "Bo"


def test_without_an_opened_post_it_follows_my_people_then_where_most_is_said() -> None:
    told = [
        turn("top", who="dan", minute=0),
        turn("many", "top", "eve", 1),
        turn("many2", "many", "dan", 2),
        turn("mine", "top", "ada", 3),
    ]
    assert keys(arrange(told, "", {"ada"})) == [["top"], ["mine"]]
    assert keys(arrange(told, "", set())) == [["top"], ["many"], ["many2"]]


def test_posts_whose_beginning_is_hidden_stand_aside_of_the_line() -> None:
    told = [turn("orphan", "hidden", "dan", 1), turn("top", "", "ada", 5), turn("next", "top", "bo", 6)]
    read = arrange(told, "next", set())
    assert keys(read) == [["top"], ["next"]]
    assert aside(read) == [["orphan"]]


def test_answers_in_a_circle_are_told_and_do_not_hang() -> None:
    circle = [turn("a", "b", "ada"), turn("b", "a", "bo")]
    assert keys(arrange(circle, "a", set())) == [["a"], ["b"]]
    read = arrange([turn("top", who="cy", minute=1), *circle], "", set())
    assert keys(read) == [["top"]]
    assert aside(read) == [["a", "b"]]


def test_no_posts_are_no_interview() -> None:
    assert arrange([], "x", set()) == []


def test_two_authors_without_an_account_are_not_taken_for_one() -> None:
    assert keys(arrange([turn("a", minute=1), turn("b", "a", minute=2)], "a", set())) == [["a"], ["b"]]


names = st.sampled_from(["", "a", "b", "c", "d", "e", "f"])


@given(
    st.lists(
        st.builds(turn, names, names, st.sampled_from(["", "ada", "bo"]), st.none() | st.integers(0, 9)),
        max_size=12,
    ),
    names,
)
def test_every_post_is_read_exactly_once(told: list[Turn], focus: str) -> None:
    read = arrange(told, focus, {"ada"})
    found = [key for speech in keys(read) for key in speech] + [
        key for branch in aside(read) for key in branch
    ]
    assert sorted(found) == sorted({one.key for one in told})
