"""Windows hold every line once and in order, small enough, with what no fact may lose at the seams."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.facts.features import Talk
from manymentors.facts.model.windows import OVERLAP, ROOM, Window, around, whole
from manymentors.shapes import Document, Utterance
from tests.facts.model.talk import listen


def talk_of(lengths: list[int]) -> Talk:
    return listen(
        Document(
            tuple(
                Utterance(("word " * n).strip() + ".", speaker="Ada Guest", opens="paragraph")
                for n in lengths
            )
        )
    )


def words(talk: Talk, window: Window) -> int:
    return sum(len(talk.text(i).split()) for i in window.shown)


def test_lines_tell_who_speaks_where_that_changes_and_where_something_was_left_out() -> None:
    talk = listen()
    spots = [(talk.units[i].start, talk.units[i].end) for i in (0, 11)]
    (window,) = around(talk, "Guests: Ada", spots)
    lines = window.text.splitlines()
    assert lines[0] == "Guests: Ada"
    assert lines[1] == "Hana Host (host):"
    assert lines[2] == "1* Welcome to the show."
    assert "…" in lines
    assert window.shown == (0, 1, 2, 3, 8, 9, 10, 11)
    assert window.run(4, 5) is None
    assert window.run(5, 8) == (8, 11)


def test_a_talk_of_which_nothing_is_known_is_shown_with_numbers_only() -> None:
    (window,) = whole(listen(Document((Utterance("Hello there my old friend."),))), "")
    assert window.text == "unknown:\n1 Hello there my old friend."


def test_a_name_that_says_nothing_of_the_role_stands_alone() -> None:
    (window,) = whole(
        listen(
            Document((Utterance("Hello there my old friend. I am glad to be here with you.", speaker="Zed"),))
        ),
        "",
    )
    assert window.text.splitlines()[0] in ("Zed:", "Zed (guest):", "Zed (host):")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(4, 40), max_size=150))
def test_the_whole_is_shown_in_windows_that_overlap_by_a_quote(lengths: list[int]) -> None:
    talk = talk_of(lengths)
    found = whole(talk, "")
    assert sorted({i for window in found for i in window.shown}) == list(range(len(talk.units)))
    for window in found:
        assert words(talk, window) <= ROOM
        assert list(window.shown) == list(range(window.shown[0], window.shown[-1] + 1))
    for one, two in pairwise(found):
        shared = [i for i in one.shown if i in two.shown]
        assert OVERLAP - 41 <= sum(len(talk.text(i).split()) for i in shared) <= OVERLAP


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(4, 40), min_size=1, max_size=150), st.data())
def test_what_lies_around_the_finds_is_shown_and_nothing_else(
    lengths: list[int], data: st.DataObject
) -> None:
    talk = talk_of(lengths)
    units = range(len(talk.units))
    finds = data.draw(st.lists(st.sampled_from(units), max_size=40))
    found = around(talk, "", [(talk.units[i].start, talk.units[i].end) for i in finds])
    shown = {i for window in found for i in window.shown}
    assert shown == {j for i in finds for j in units if abs(i - j) <= 3}
    for window in found:
        assert words(talk, window) <= ROOM + 40
        assert list(window.shown) == sorted(set(window.shown))
    marked = {
        int(line.split("*")[0]) for window in found[:1] for line in window.text.splitlines() if "*" in line
    }
    assert all(found[0].shown[number - 1] in finds for number in marked)
