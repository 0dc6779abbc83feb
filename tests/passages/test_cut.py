"""Passages hold 40 to 120 words, end with sentences, lose nothing, and know who speaks and when."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.passages.cut import FEWEST, MOST, cut, cut_text
from manymentors.shapes import Document, Passage, Utterance
from manymentors.text import count, sentences
from manymentors.transcripts.read import read
from tests.shared import shared


def sentence(words: int, name: str = "word") -> str:
    return " ".join([name.capitalize(), *[name] * (words - 1)]) + "."


def talk(*sentences: str) -> str:
    return " ".join(sentences)


def test_a_short_document_is_one_passage() -> None:
    document = Document(
        (Utterance("I began at a desk.", 1.0, 3.0, "Ada"), Utterance("Where?", 3.5, 4.0, "Ben"))
    )
    assert cut(document) == [Passage("I began at a desk.\nWhere?", 0, 25, "Ada", 1.0, 4.0)]


def test_an_empty_document_has_none() -> None:
    assert cut(Document(())) == []
    assert cut_text(" \n ") == []


def test_passages_end_where_the_speaker_changes_if_they_can() -> None:
    document = Document(
        (
            Utterance(talk(*[sentence(10, "ada")] * 6), speaker="Ada"),
            Utterance(talk(*[sentence(10, "ben")] * 11), speaker="Ben"),
            Utterance(talk(*[sentence(10, "cy")] * 5), speaker="Cy"),
        )
    )
    assert [(passage.speaker, count(passage.text)) for passage in cut(document)] == [
        ("Ada", 60),
        ("Ben", 110),
        ("Cy", 50),
    ]


def test_then_where_a_paragraph_opens() -> None:
    first, second = talk(*[sentence(10)] * 5), talk(*[sentence(10)] * 9)
    assert [passage.text for passage in cut_text(f"{first}\n\n{second}")] == [first, second]


def test_several_short_turns_share_a_passage_and_its_speaker_says_most() -> None:
    turns = [Utterance(sentence(12), speaker="Ada"), Utterance(sentence(5), speaker="Ben")] * 3
    (passage,) = cut(Document(tuple(turns)))
    assert (count(passage.text), passage.speaker) == (51, "Ada")


def test_of_two_who_say_as_much_the_first_is_the_speaker() -> None:
    turns = (Utterance(sentence(20), speaker="Ben"), Utterance(sentence(20), speaker="Ada"))
    assert [passage.speaker for passage in cut(Document(turns))] == ["Ben"]


def test_a_short_rest_joins_the_passage_before_it_while_that_has_room() -> None:
    assert [count(passage.text) for passage in cut_text(talk(sentence(100), sentence(20)))] == [120]
    assert [count(passage.text) for passage in cut_text(talk(sentence(100), sentence(21)))] == [100, 21]


@pytest.mark.parametrize("sign", [";", ",", "—"])
def test_only_a_sentence_longer_than_a_passage_is_cut_at_its_best_place(sign: str) -> None:
    long = f"{sentence(70).removesuffix('.')}{sign} {sentence(60)}"
    found = [passage.text for passage in cut_text(talk(sentence(50), long))]
    assert found == [talk(sentence(50), long.removesuffix(f" {sentence(60)}")), sentence(60)]


def test_speech_without_any_signs_is_still_cut() -> None:
    document = Document(tuple(Utterance("w " * 9 + "w", 3.0 * i, 3.0 * i + 2) for i in range(100)))
    found = cut(document)
    assert all(FEWEST <= count(passage.text) <= MOST for passage in found)
    assert all(passage.start in document.starts for passage in found)
    assert [passage.seconds for passage in found] == [
        3.0 * document.starts.index(passage.start) for passage in found
    ]


def test_lines_that_a_mailer_wrapped_are_no_places_to_cut() -> None:
    text = "\n".join(["so i began at a helpdesk and then", "went on"] * 10)
    (passage,) = cut_text(text)
    assert passage.text == text


def test_a_passage_knows_its_seconds() -> None:
    document = Document(tuple(Utterance(sentence(50), 20.0 * i, 20.0 * i + 15, "Ada") for i in range(4)))
    assert [(passage.seconds, passage.until) for passage in cut(document)] == [(0.0, 35.0), (40.0, 75.0)]


WORDS = st.sampled_from(
    ["w", "Then", "end.", "Why?", "so,", "and", "I", "e.g.", "...", "[laughs]", "--", "first;"]
)
UTTERANCES = st.builds(
    Utterance,
    text=st.lists(WORDS, min_size=1, max_size=150).map(" ".join),
    start=st.none() | st.floats(0, 1e4),
    speaker=st.sampled_from(["", "Ada", "Ben"]),
    opens=st.sampled_from(["", "stamp", "paragraph"]),
)


@given(st.lists(UTTERANCES, max_size=8).map(tuple))
def test_joined_passages_give_back_every_word_in_order(utterances: tuple[Utterance, ...]) -> None:
    document = Document(utterances)
    found = cut(document)
    ends = {end for _, end in sentences(document.text)}
    long = [span for span in sentences(document.text) if count(document.text[slice(*span)]) > MOST]
    assert " ".join(passage.text for passage in found).split() == document.text.split()
    assert all(before.end <= after.start for before, after in pairwise(found))
    for passage in found:
        assert passage.text == document.text[passage.start : passage.end]
        assert count(passage.text) <= MOST
        assert passage.end in ends or any(start < passage.end < end for start, end in long)
        assert (passage.seconds is None) == (document.duration is None)
        assert passage.seconds is None or passage.until is None or passage.seconds <= passage.until + 1e-6


@given(st.text(st.sampled_from("ab .\n") | st.characters(), max_size=400))
def test_a_written_item_loses_no_word_either(text: str) -> None:
    found = cut_text(text)
    assert " ".join(passage.text for passage in found).split() == text.split()
    assert all(passage.text == text[passage.start : passage.end] for passage in found)


def test_all_passages_of_real_interviews_have_40_to_120_words() -> None:
    for path in sorted(shared("eval/corpora/founders-talk").iterdir()) + sorted(
        shared("eval/corpora/talk-python").iterdir()
    ):
        document = read(path.read_bytes(), name=path.name)
        found = cut(document)
        assert all(FEWEST <= count(passage.text) <= MOST for passage in found), path.name
        assert " ".join(passage.text for passage in found).split() == document.text.split(), path.name
