"""From a document to a reading, with the weights that are shipped."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import EngineError
from manymentors.facts import evidence
from manymentors.facts.kinds import endorsement, milestone
from manymentors.facts.people import people_of
from manymentors.facts.read import read, shipped
from manymentors.facts.reader import WEIGHTS, Reader, Scores
from manymentors.shapes import ENDORSED, FIELDS, KINDS, Document, Link, Milestone, Quote, Reading
from manymentors.transcripts.read import read as read_transcript
from tests.facts.talks import GUEST, HOST, INTERVIEW, captions, cut, turns
from tests.shared import shared


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(INTERVIEW)


def test_an_interview_gives_milestones_and_advice_with_their_people(reading: Reading):
    assert (reading.guests, reading.hosts, reading.reader) == ((GUEST,), (HOST,), shipped().name)
    assert reading.milestones
    assert {m.person for m in reading.milestones} == {GUEST}
    assert any("degree in computer science" in m.quote.text for m in reading.milestones)
    assert any(n.person == GUEST and "keep learning" in n.quote.text for n in reading.nuggets)


def test_every_fact_is_verbatim_and_of_due_length(reading: Reading):
    check(INTERVIEW, reading)


def test_of_a_written_text_only_the_likelier_milestones_are_taken(reading: Reading):
    written = read(INTERVIEW, written=True)
    quotes = [m.quote for m in reading.milestones if m.score >= milestone.LEAST_WRITTEN]
    assert [m.quote for m in written.milestones] == quotes
    assert 0 < len(quotes) < len(reading.milestones)
    assert written.nuggets == reading.nuggets


def check(document: Document, reading: Reading) -> None:
    for facts, least, most in (
        (reading.milestones, 5, 45),
        (reading.nuggets, 8, 70),
        (reading.endorsements, 4, 45),
    ):
        for fact in facts:
            assert evidence.stands_in(document, fact.quote)
            assert least <= len(fact.quote.text.split()) <= most
            assert 0 <= fact.score <= 1
    assert all(m.kind in KINDS and m.what and len(m.what.split()) <= 14 for m in reading.milestones)
    assert all(n.field in FIELDS for n in reading.nuggets)
    assert all(e.type in ENDORSED and e.name for e in reading.endorsements)
    for person in {m.person for m in reading.milestones}:
        orders = sorted(m.order for m in reading.milestones if m.person == person)
        assert orders == list(range(1, len(orders) + 1))


def test_reading_twice_gives_the_same(reading: Reading):
    assert read(INTERVIEW) == reading


def test_nothing_said_gives_nothing():
    assert read(Document(())) == Reading((), (), (), (), (), shipped().name)
    assert read(captions("   ")).milestones == ()


def test_seconds_come_from_the_captions():
    lines = [u.text for u in INTERVIEW.utterances]
    found = read(captions(*lines), guests=[GUEST], hosts=[HOST])
    assert found.milestones
    assert all(m.seconds is not None and 0 <= m.seconds <= 2 * len(lines) for m in found.milestones)
    assert {m.person for m in found.milestones} == {GUEST}


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([HOST, GUEST, ""]),
            st.sampled_from([u.text for u in INTERVIEW.utterances]) | st.text(max_size=200),
        ),
        max_size=12,
    )
)
def test_whatever_is_said_facts_are_verbatim(said):
    document = turns(*said)
    check(document, read(document))


@pytest.mark.parametrize(
    "path",
    [
        "eval/corpora/founders-talk/founders-talk-38.md",
        "eval/corpora/the-changelog/the-changelog-200.md",
        "eval/corpora/talk-python/062_sdtig_learns_python.vtt",
    ],
)
def test_real_transcripts_are_read_in_seconds_and_verbatim(path):
    file = shared(path)
    document = read_transcript(file.read_bytes(), name=file.name)
    began = time.process_time()
    found = read(document)
    assert time.process_time() - began < 30
    assert found.milestones
    assert found.nuggets
    check(document, found)


# --- parts ------------------------------------------------------------------------------------------------


def test_milestones_stand_in_story_order_as_far_as_years_say():
    def told(start: int, year: int | None, person: str = "Ben") -> Milestone:
        return Milestone(person, "job", "", Quote("x", start, start + 1), year=year)

    rows = [told(1, 2010), told(2, None), told(3, 2003), told(4, 2012), told(5, None, "Cleo")]
    found = milestone.in_story_order(rows)
    assert [(m.quote.start, m.order) for m in found] == [(1, 2), (2, 3), (3, 1), (4, 4), (5, 1)]


def scores(n: int, level: float = 0.9) -> Scores:
    flat = np.full(n, level, np.float32)
    return Scores(flat, flat, np.eye(13, dtype=np.float32)[np.zeros(n, int)], np.eye(6, dtype=np.float32)[np.zeros(n, int)],
                  flat, flat)  # fmt: skip


def test_a_milestone_told_twice_is_kept_once(tmp_path: Path):
    line = "I joined a small startup in Berlin as a junior developer"
    filler = [f"The weather in week {i} was fine and nothing at all went on there." for i in range(12)]
    document = captions(f"{line}.", *filler, f"So {line} back then.")
    talk = cut(document)
    level = np.full(len(talk.units), 0.001, np.float32)
    level[[0, -1]] = [0.9, 0.8]
    all_ = scores(len(talk.units))
    likely = Scores(level, level, all_.kinds, all_.fields, level, level)
    told = {"least": 0.3, "right": [(0.0, 0.0), (1.0, 1.0)]}
    (tmp_path / "words.json").write_text(json.dumps({"milestone": told}))
    found = milestone.find(talk, likely, people_of(document, ["Ben"]), Reader(tmp_path))
    assert [(m.quote.start, m.kind) for m in found] == [(0, KINDS[0])]


def pack(terms: list[str]) -> np.ndarray:
    return np.frombuffer("\n".join(terms).encode(), np.uint8)


def names_reader(tmp_path: Path, signs: dict[str, float]) -> Reader:
    """A reader that recommends by the given signs, and holds everything for a book."""
    weights = np.array([[v, 0.0, 0.0] for v in signs.values()], np.float16)
    np.savez(tmp_path / "words-names.npz", signs=pack(list(signs)), types=pack(["book", "person"]), weights=weights,
             bias=np.array([-1.0, 0.5, 0.0], np.float32))  # fmt: skip
    told = {"endorsement": {"least": 0.0, "right": [(0.0, 0.5), (9.0, 1.0)]}}
    (tmp_path / "words.json").write_text(json.dumps(told))
    return Reader(tmp_path)


def praised(
    tmp_path: Path, document: Document, signs: dict[str, float], links: list[Link] | None = None
) -> list[tuple[str, str]]:
    talk, people = cut(document), people_of(document)
    people = people.heard(talk, np.zeros(len(talk.units), np.float32))
    found = endorsement.find(
        talk, scores(len(talk.units), 0.0), people, links or [], names_reader(tmp_path, signs)
    )
    for one in found:
        assert evidence.stands_in(document, one.quote)
    return [(one.name, one.type) for one in found]


def test_a_name_is_endorsed_where_the_words_around_it_say_so(tmp_path: Path):
    assert praised(tmp_path, INTERVIEW, {"l:book": 2.0, "n:carla": -9.0}) == [
        ("The Mythical Man-Month", "book")
    ]


def test_a_name_is_endorsed_once_and_spelled_as_in_the_notes(tmp_path: Path):
    document = captions(
        "I love the Mythical Man-Mouth book.", "Yes, the Mythical Man-Mouth is so good.", "I did read it."
    )
    found = praised(
        tmp_path, document, {"n:mythical": 3.0}, [Link("https://b.example", "The Mythical Man-Month")]
    )
    assert found == [("The Mythical Man-Month", "book")]


def test_speakers_are_not_endorsed_nor_is_anything_where_no_name_is_said(tmp_path: Path):
    assert praised(tmp_path, turns((HOST, "we thank Ben Guest today")), {"l:thank": 3.0}) == [
        ("Ben Guest", "book")
    ]
    assert praised(tmp_path, INTERVIEW, {"n:ben": 9.0}) == []
    assert praised(tmp_path, captions("nothing of note was said here at all"), {"l:of": 3.0}) == []


def test_no_more_names_than_a_listener_would_note(tmp_path: Path):
    lines = [
        f"we like Aa{chr(97 + i)}{chr(97 + j)} Bb{chr(97 + j)}{chr(97 + i)} a lot here"
        for i in range(6)
        for j in range(5)
    ]
    assert len(praised(tmp_path, captions(*lines), {"l:like": 3.0})) == endorsement.MOST


def test_a_name_said_by_itself_has_no_quote_and_so_is_no_fact(tmp_path: Path):
    assert (
        praised(tmp_path, turns((GUEST, "oh yes"), (HOST, "Carla Baum!"), (GUEST, "hm")), {"n:carla": 9.0})
        == []
    )


def test_what_is_too_long_to_quote_whole_is_quoted_from_the_name_on(tmp_path: Path):
    document = turns((GUEST, "We sat together for many weeks. " + "No way. " * 19 + "Carla Baum! Very good."))
    assert praised(tmp_path, document, {"n:carla": 9.0}) == [("Carla Baum", "book")]


def test_a_name_with_nothing_after_it_there_has_no_quote(tmp_path: Path):
    document = turns((GUEST, "We sat together for many weeks. " + "No way. " * 19 + "Carla Baum!"))
    assert praised(tmp_path, document, {"n:carla": 9.0}) == []


def test_a_folder_without_weights_says_what_to_do(tmp_path: Path):
    with pytest.raises(EngineError, match="Install Manymentors again"):
        read(INTERVIEW, reader=Reader(tmp_path))


def test_without_a_tagger_the_reader_goes_by_words_alone(tmp_path: Path):
    for name in ("words.json", "linear.npz", "words-names.npz"):
        shutil.copyfile(WEIGHTS / name, tmp_path / name)
    check(INTERVIEW, read(INTERVIEW, reader=Reader(tmp_path)))


def test_the_shipped_reader_is_loaded_once():
    assert shipped() is shipped()


@pytest.mark.parametrize(
    ("said", "of_host"),
    [
        ("We began our primary show back in November 2009.", True),
        ("I’ve quit my job for it.", True),
        ("And in 2012 you founded Quiet Software, right?", False),
        ("I think you began yours in 2011.", False),
        ("My friend says he hired you.", False),
        ("In 2003 I joined a small startup in Berlin.", False),
    ],
)
def test_what_a_host_tells_of_their_own_life_is_no_step_of_the_guests(said: str, of_host: bool) -> None:
    told = [
        (
            HOST,
            "Welcome, Ben Guest! We began our primary show back in November 2009. I’ve quit my job for it.",
        ),
        (GUEST, "Thanks. In 2003 I joined a small startup in Berlin."),
        (
            HOST,
            "And in 2012 you founded Quiet Software, right? I think you began yours in 2011. My friend says he hired you.",
        ),
    ]
    document = turns(*told, title="Ben Guest")
    at = document.text.index(said)
    step = Milestone("Ben Guest", "job", "", Quote(said, at, at + len(said)))
    assert milestone.of_host(people_of(document, guests=["Ben Guest"], hosts=[HOST]), step) is of_host
