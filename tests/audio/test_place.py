"""A quote is found again in another cut of the recording, or it is said that it was not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.audio.place import Place, find, place
from manymentors.shapes import Document, Utterance

TALK = (
    "I answered phones on a help desk for two years",
    "then I became the systems administrator of the whole school",
    "in two thousand and twelve I was made team lead of four people",
    "after that I moved to a vendor and I never looked back",
)


def talk(*, moved: float = 0.0, lines: tuple[str, ...] = TALK) -> Document:
    """A sentence every ten seconds; `moved` seconds of something else come before the third."""
    return Document(
        tuple(
            Utterance(
                line, 10.0 * at + (moved if at > 1 else 0.0), 10.0 * at + 9 + (moved if at > 1 else 0.0)
            )
            for at, line in enumerate(lines)
        )
    )


def test_the_same_cut_keeps_its_second() -> None:
    assert place(TALK[2], 20.0, cut=40.0, plays=43.0) == Place(20.0, "same")
    assert place(TALK[2], 20.0, cut=None, plays=43.0) == Place(20.0, "same")
    assert place(TALK[2], 20.0, cut=40.0, plays=None) == Place(20.0, "same")


def test_in_a_transcript_of_the_cut_that_plays_the_words_are_found_again() -> None:
    assert place(TALK[2], 20.0, cut=40.0, plays=130.0, heard=talk(moved=90)) == Place(110.0, "found")


def test_what_another_ear_wrote_down_is_found_too() -> None:
    heard = talk(moved=90, lines=(*TALK[:2], "Uh, in 2012 I was made a team lead of four people.", TALK[3]))
    found = place(TALK[2], 20.0, cut=40.0, plays=130.0, heard=heard)
    assert found.how == "found"
    assert found.seconds == pytest.approx(110.0, abs=1.5)


def test_of_places_with_the_same_words_the_nearest_is_taken() -> None:
    heard = Document(tuple(Utterance("that is what I always say to them", 100.0 * at) for at in range(5)))
    assert find(heard, "what I always say", 310.0) == pytest.approx(300.0, abs=30)
    assert find(heard, "that is what I always say to them") == 0.0


def test_without_such_a_transcript_the_earliest_second_is_offered_with_how_far_it_may_be_off() -> None:
    assert place(TALK[2], 20.0, cut=40.0, plays=130.0) == Place(20.0, "near", 90.0)
    assert place(TALK[2], 20.0, cut=40.0, plays=30.0) == Place(10.0, "near", 10.0)
    assert place(TALK[2], 5.0, cut=40.0, plays=30.0) == Place(0.0, "near", 10.0)
    assert place("words of nobody at all", 20.0, cut=40.0, plays=130.0, heard=talk()).how == "near"


def test_an_unknown_second_stays_unknown() -> None:
    assert place(TALK[2], None, cut=40.0, plays=40.0) == Place(None, "unknown")
    assert place(TALK[2], 60.0, cut=None, plays=40.0) == Place(None, "unknown")
    assert place(TALK[2], 400.0, cut=500.0, plays=40.0).how == "near"
    assert place(TALK[2], 600.0, cut=500.0, plays=40.0) == Place(None, "unknown")
    assert find(Document((Utterance("I answered phones on a help desk"),)), "answered phones on a") is None


@pytest.mark.parametrize("quote", ["", "…", "?!", "words of nobody at all"])
def test_a_quote_without_words_or_of_other_words_is_not_found(quote: str) -> None:
    assert find(talk(), quote) is None


def test_a_word_alone_is_found() -> None:
    assert find(talk(), "vendor") == pytest.approx(34, abs=3)


def test_half_a_quote_is_not_enough() -> None:
    assert find(talk(), "I was made team lead while the others went sailing to the islands far away") is None


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=30), st.text(max_size=60))
def test_whatever_is_looked_for_it_ends_with_a_second_of_the_transcript_or_none(
    said: list[str], quote: str
) -> None:
    heard = Document(tuple(Utterance(word, float(at), at + 1.0) for at, word in enumerate(said)))
    found = find(heard, quote, 3.0)
    assert found is None or 0 <= found <= len(said)


@given(st.integers(0, 3), st.floats(0, 600))
def test_a_whole_sentence_is_found_wherever_it_went(at: int, moved: float) -> None:
    heard = talk(moved=moved)
    assert find(heard, TALK[at], 10.0 * at) == pytest.approx(heard.utterances[at].start, abs=0.01)
