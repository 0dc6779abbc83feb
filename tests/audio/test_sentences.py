"""Words with times become sentences with times, and those a file that reads back the same."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from manymentors.audio.sentences import LONGEST, seams, utterances
from manymentors.audio.vtt import clock, write
from manymentors.shapes import Document, Utterance, Word
from manymentors.transcripts.read import read


def said(text: str, start: float = 0.0, pace: float = 0.4) -> list[Word]:
    return [Word(word, start + i * pace, start + (i + 1) * pace) for i, word in enumerate(text.split())]


def test_a_sentence_has_its_first_and_its_last_second() -> None:
    words = said("I began at Acme Inc. in 2012. Then I left.")
    assert [(u.text, u.start, round(u.end or 0, 1)) for u in utterances(words)] == [
        ("I began at Acme Inc. in 2012.", 0.0, 2.8),
        ("Then I left.", 2.8000000000000003, 4.0),
    ]


def test_a_long_silence_opens_a_paragraph_once_there_is_something_to_close() -> None:
    words = said("One. " + "And so on it went. " * 9)
    later = words + said("Next we talked.", start=words[-1].end + 2) + said("Go on.", start=words[-1].end + 9)
    opened = [u.text for u in utterances(later) if u.opens == "paragraph"]
    assert opened == ["Next we talked."]


def test_speech_without_full_stops_is_cut_where_the_speaker_breathes() -> None:
    words = said("and then " * 40)
    words += said("so we " * 25, start=words[-1].end + 0.7)
    lengths = [u.text.count(" ") + 1 for u in utterances(words)]
    assert lengths == [60, 20, 50]
    assert sum(lengths) == len(words)


def test_nothing_said_is_nothing() -> None:
    assert utterances(()) == ()
    assert seams(()) == []


def test_a_sentence_is_cut_where_one_voice_gives_way_to_another() -> None:
    words = said("How did you begin? I answered phones really yes. Then I left.")
    who = ["A"] * 4 + ["B"] * 3 + ["A"] * 1 + ["B"] * 4
    assert [(u.text, u.speaker, u.opens) for u in utterances(words, who)] == [
        ("How did you begin?", "A", ""),
        ("I answered phones", "B", "paragraph"),
        ("really", "A", "paragraph"),
        ("yes.", "B", "paragraph"),
        ("Then I left.", "B", ""),
    ]


def test_another_may_begin_to_speak_at_a_sentence_or_after_a_pause() -> None:
    words = said("I began. Then") + said("well I left.", start=2.0)
    assert seams(words) == [True, False, True, True, False, False]


WORDS = st.lists(
    st.tuples(st.text("aB.,!?<&>-:1'é ", min_size=1, max_size=6), st.floats(0, 3), st.floats(0, 2)),
    max_size=150,
)


def made(told: list[tuple[str, float, float]]) -> list[Word]:
    at, words = 0.0, []
    for text, pause, long in told:
        if text.strip():
            words.append(Word("".join(text.split()), at + pause, at + pause + long))
            at += pause + long
    return words


@given(WORDS.map(made))
def test_no_word_is_lost_or_said_twice(words: list[Word]) -> None:
    found = utterances(words)
    assert " ".join(u.text for u in found) == " ".join(word.text for word in words)
    assert all(u.text.count(" ") < LONGEST for u in found)
    starts = [u.start or 0.0 for u in found]
    assert all(before <= after for before, after in pairwise(starts))
    assert all((u.end or 0.0) >= (u.start or 0.0) for u in found)


def test_a_transcript_is_written_as_webvtt_that_says_a_machine_made_it() -> None:
    document = Document(
        (
            Utterance("If a < b & c > d, so be it.", 0.82, 2.9),
            Utterance("I\nagree.", 3661.5, None, "Ada <Byte>"),
            Utterance("Nobody knows when.", None),
        ),
        "A talk",
    )
    assert write(document, "Whisper tiny.en") == (
        "WEBVTT\n\nNOTE Made by machine: Whisper tiny.en\n\nNOTE Title: A talk\n\n"
        "00:00:00.820 --> 00:00:02.900\nIf a &lt; b &amp; c &gt; d, so be it.\n\n"
        "01:01:01.500 --> 01:01:01.501\n<v Ada &lt;Byte&gt;>I agree.\n"
    )
    assert clock(59.9996) == "00:01:00.000"


@given(WORDS.map(made))
def test_what_is_written_reads_back_the_same(words: list[Word]) -> None:
    worded = [u for u in utterances(words) if any(map(str.isalnum, u.text)) and ":" not in u.text]
    if not worded:
        return
    back = read(write(Document(tuple(worded)), "a test").encode(), name="a.vtt")
    assert [u.text for u in back.utterances] == [u.text for u in worded]
    for before, after in zip(worded, back.utterances, strict=True):
        assert abs((after.start or 0) - (before.start or 0)) < 0.001


def test_a_file_says_that_a_machine_made_it_only_where_one_did() -> None:
    document = Document((Utterance("Yes.", 0.0, 1.0, "Voice 1"),))
    assert "Made by machine: an ear" in write(document, "an ear")
    assert write(document, "") == "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v Voice 1>Yes.\n"
