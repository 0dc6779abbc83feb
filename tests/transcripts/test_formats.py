"""What the formats have in common with the outside world: the namespace's examples, labels, clocks, sizes."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from manymentors.text import count, units
from manymentors.transcripts import speakers
from manymentors.transcripts.clock import seconds
from manymentors.transcripts.read import read
from tests.shared import shared

EXAMPLES = "fixtures/feeds/podcast-namespace/transcripts"


@pytest.mark.parametrize(
    ("name", "speaking", "until", "words"),
    [
        ("example.html", {"Travis": 5, "Gilon": 3, "Sarah": 2}, 691.0, 2492),
        ("example.srt", {"Travis": 141, "Gilon": 55, "Sarah": 26}, 754.769, 2492),
        ("example.vtt", {"Sarah": 5, "Gillian": 2}, 25.35, 66),
        ("example.json", {"Darth Vader": 1, "Luke": 1}, 3.0, 5),
    ],
)
def test_the_examples_of_the_podcast_namespace_are_read_whole(
    name: str, speaking: dict[str, int], until: float, words: int
) -> None:
    document = read(shared(f"{EXAMPLES}/{name}").read_bytes(), name=name)
    assert Counter(utterance.speaker for utterance in document.utterances) == speaking
    assert document.duration == until
    assert count(document.text) == words


@pytest.mark.parametrize(
    ("clock", "second"),
    [("0:05", 5.0), ("12:34", 754.0), ("1:02:03.4", 3723.4), ("00:00:01,250", 1.25), ("90:00", 5400)],
)
def test_clock_times_are_seconds(clock: str, second: float) -> None:
    assert seconds(clock) == second


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Ada Okoye",
        "SPEAKER 1",
        "Speaker 12",
        "Vincent van Gogh",
        "J. R. O’Neil-Smith",
        "Ada (she)",
        "李",
    ],
)
def test_names_look_like_names(name: str) -> None:
    assert speakers.name_like(name)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "two things",
        "Here's the thing",
        "Note",
        "So",
        "One Two Three Four Five Six",
        "Ada, Ben",
        "7 Up",
        "ada",
    ],
)
def test_other_words_before_a_colon_do_not(words: str) -> None:
    assert not speakers.name_like(words)


def test_a_single_label_deep_in_a_file_makes_nobody_the_speaker_of_the_rest() -> None:
    cues = ["Hello there", "Docker: yes", "Docker: no", "and so on"]
    data = "WEBVTT\n\n" + "".join(f"00:0{i}.000 --> 00:0{i + 1}.000\n{cue}\n\n" for i, cue in enumerate(cues))
    document = read(data.encode())
    assert {utterance.speaker for utterance in document.utterances} == {""}
    assert document.text == "Hello there Docker: yes Docker: no and so on"


def test_two_labels_that_come_again_name_speakers_even_after_an_introduction() -> None:
    data = b"An interview.\n\nBen: When?\n\nAda: Then.\n\nBen: Where?\n\nAda: There.\n"
    assert [utterance.speaker for utterance in read(data).utterances] == ["", "Ben", "Ada", "Ben", "Ada"]


def test_the_chevrons_of_live_captions_are_no_part_of_a_name() -> None:
    assert read(b">> BEN RUIZ: Hello.\n\n>> ADA: Hi.\n").utterances[0].speaker == "BEN RUIZ"


def test_one_stamped_line_is_enough() -> None:
    (utterance,) = read(b"00:01:23 Ada: I began at a helpdesk.").utterances
    assert (utterance.start, utterance.speaker, utterance.text) == (83.0, "Ada", "I began at a helpdesk.")


def test_a_time_of_day_is_not_a_stamp() -> None:
    (utterance,) = read(b"10:30 was when I began.").utterances
    assert (utterance.start, utterance.text) == (None, "10:30 was when I began.")


def test_what_comes_twice_in_ordinary_captions_was_said_twice() -> None:
    cues = ["Yeah.", "Yeah.", "So I said", "said it again", "Right.", "Well,", "that was", "that."]
    data = "WEBVTT\n\n" + "".join(f"00:0{i}.000 --> 00:0{i + 1}.000\n{cue}\n\n" for i, cue in enumerate(cues))
    assert read(data.encode()).text == " ".join(cues)


def test_a_page_nests_as_deep_as_it_likes() -> None:
    page = b"<div>" * 50_000 + b"<cite>Ada:</cite><p>Hello.</p>"
    began = time.process_time()
    assert read(page).text == "Hello."
    assert time.process_time() - began < 4


def test_an_hour_of_captions_is_read_and_cut_in_a_moment() -> None:
    cues = "\n".join(
        f"00:{i // 60 % 60:02}:{i % 60:02}.000 --> 00:{i // 60 % 60:02}:{i % 60:02}.900\nand then I said, well, we go on.\n"
        for i in range(1875)
    )
    data = f"WEBVTT\n\n{cues}".encode()
    began = time.process_time()
    document = read(data)
    found = units(document)
    assert time.process_time() - began < 2
    assert count(document.text) == 15_000
    assert len(found) == 1875
