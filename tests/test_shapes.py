"""A document is its utterances as one text, and back: any character knows its speaker and second."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.shapes import Document, Utterance

TALK = Document(
    (
        Utterance("Welcome to", 0.0, 2.0, "Ben"),
        Utterance("Night Shift.", 2.5, 4.0, "Ben"),
        Utterance("Hello.", None, None, "Ada"),
        Utterance("I began", None, None, "Ada", "stamp"),
        Utterance("at a desk.", 14.0, None, "Ada", "stamp"),
        Utterance("Then I left.", None, None, "Ada", "paragraph"),
    ),
    "Night Shift",
)


def test_utterances_are_joined_by_spaces_and_turns_and_paragraphs_by_line_breaks() -> None:
    assert TALK.text == "Welcome to Night Shift.\nHello. I began at a desk.\nThen I left."


def test_gaps_stand_where_the_file_held_something_that_the_text_does_not() -> None:
    assert [TALK.text[gap:].split()[0] for gap in TALK.gaps] == ["Hello.", "I", "at", "Then"]


@pytest.mark.parametrize(
    ("words", "speaker"),
    [("Welcome", "Ben"), ("Shift", "Ben"), ("Hello", "Ada"), ("Then", "Ada"), ("left.", "Ada")],
)
def test_a_character_knows_who_says_it(words: str, speaker: str) -> None:
    assert TALK.speaker_at(TALK.text.index(words)) == speaker


def test_a_character_before_the_text_belongs_to_its_first_utterance() -> None:
    assert TALK.utterance_at(-1) is TALK.utterances[0]


def test_an_empty_document_answers_with_nothing() -> None:
    empty = Document(())
    assert (empty.text, empty.starts, empty.gaps) == ("", (), ())
    assert empty.utterance_at(0) is None
    assert empty.speaker_at(0) == ""
    assert empty.seconds_at(0) is None
    assert empty.duration is None


@pytest.mark.parametrize(
    ("words", "second"),
    [
        ("Welcome", 0.0),
        ("to", 1.6),
        ("Night", 2.5),
        ("\nHello", 4.0),
        ("at a desk", 14.0),
        ("Then I left", 14.0),
    ],
)
def test_seconds_are_told_in_proportion_between_the_known_ones(words: str, second: float) -> None:
    assert TALK.seconds_at(TALK.text.index(words)) == pytest.approx(second)


def test_a_guess_lies_between_its_neighbours() -> None:
    guess = TALK.seconds_at(TALK.text.index("I began"))
    assert guess is not None
    assert 4.0 < guess < 14.0


def test_before_the_first_stamp_the_guess_counts_from_the_beginning_of_the_audio() -> None:
    late = Document((Utterance("one two three four", None), Utterance("five", 60.0, opens="stamp")))
    assert late.seconds_at(0) == 0.0
    assert late.seconds_at(-5) == 0.0
    assert late.seconds_at(late.text.index("three")) == pytest.approx(60 * 8 / 19)


def test_what_begins_with_its_first_second_has_nothing_before_it() -> None:
    assert Document((Utterance("one", 7.0),)).seconds_at(-1) == 7.0


def test_a_cue_that_overlaps_the_next_gives_way_to_it() -> None:
    both = Document((Utterance("one two", 0.0, 10.0), Utterance("three", 8.0, 12.0)))
    assert both.seconds_at(both.starts[1]) == 8.0
    assert both.seconds_at(len("one two")) < 8.0  # type: ignore[operator] # it has seconds
    assert both.duration == 12.0


def test_one_mistyped_stamp_does_not_move_the_others() -> None:
    stamps = [60.0, 120.0, 18000.0, 240.0, 300.0]
    document = Document(tuple(Utterance(f"part {i}", stamp, opens="stamp") for i, stamp in enumerate(stamps)))
    told = [document.seconds_at(start) for start in document.starts]
    assert told == [60.0, 120.0, 180.0, 240.0, 300.0]


TIMES = st.none() | st.floats(0, 1e5)
UTTERANCES = st.builds(
    Utterance,
    text=st.text("abc .", min_size=1).map(lambda text: " ".join(text.split()) or "x"),
    start=TIMES,
    end=TIMES,
    speaker=st.sampled_from(["", "Ada", "Ben"]),
    opens=st.sampled_from(["", "stamp", "paragraph"]),
)


@given(st.lists(UTTERANCES, max_size=12).map(tuple))
def test_offsets_gaps_and_seconds_agree_for_any_utterances(utterances: tuple[Utterance, ...]) -> None:
    document = Document(utterances)
    for start, utterance in zip(document.starts, utterances, strict=True):
        assert document.text[start : start + len(utterance.text)] == utterance.text
        assert document.utterance_at(start) is utterance
        assert document.speaker_at(start + len(utterance.text) - 1) == utterance.speaker
    assert set(document.gaps) <= set(document.starts[1:])
    assert {at for at, letter in enumerate(document.text, 1) if letter == "\n"} <= set(document.gaps)
    told = [document.seconds_at(at) for at in range(len(document.text) + 1)]
    if document.duration is None:
        assert set(told) == {None}
    else:
        known = [second for second in told if second is not None]
        assert len(known) == len(told)
        assert all(before <= after + 1e-6 for before, after in pairwise(known))
        assert known[-1] <= document.duration
