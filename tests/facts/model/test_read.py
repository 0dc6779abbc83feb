"""What a model chooses becomes facts whose words are the document's own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from manymentors.errors import EngineError, TooSlow
from manymentors.facts.model import REASONS, Chosen, questions, read
from manymentors.facts.model.read import NUGGETS
from manymentors.shapes import Document, Link, Quote, Reading, Utterance
from tests.facts.model.said import unsaid
from tests.facts.model.talk import (
    ADA,
    ADVICE,
    BOOK,
    DOCUMENT,
    FIRST,
    HANA,
    JOB,
    Model,
    answer,
    endorsement,
    listen,
    milestone,
    nugget,
)


def chosen(
    *answers: object, first: Reading = FIRST, mode: str = "whole", links: tuple[Link, ...] = ()
) -> Chosen:
    result = read(DOCUMENT, first=first, ask=Model(*answers), mode=mode, links=links)  # type: ignore[arg-type]
    assert unsaid(DOCUMENT, result.reading, links) == []
    assert set(result.dropped) <= set(REASONS)
    return result


def test_the_talk_is_cut_as_the_line_numbers_of_these_tests_suppose() -> None:
    talk = listen()
    assert [talk.text(i).split()[0] for i in range(len(talk.units))] == (
        ["Welcome", "I", "Ada,", "Before", "Then", "That", "It", "I", "When", "What", "You", "I"]
    )


def test_chosen_lines_become_facts_in_the_words_of_the_document() -> None:
    result = chosen(
        answer(
            [milestone(4), milestone(5, kind="leadership", sure="low")],
            [nugget(9, sure="medium")],
            [endorsement(11, "the pragmatic programmer")],
        )
    )
    first, second = result.reading.milestones
    assert (first.person, first.kind, first.quote.text) == (
        ADA,
        "job",
        "Before that I answered phones on a help desk for two years.",
    )
    assert (first.order, first.seconds, first.score) == (1, 20.0, pytest.approx(0.94))
    assert (second.kind, second.what, second.score) == (
        "leadership",
        "became the systems administrator of the whole school",
        0.5,
    )
    assert result.reading.nuggets[0].score == pytest.approx(0.75)
    assert [(e.name, e.type, e.person) for e in result.reading.endorsements] == [
        ("The Pragmatic Programmer", "book", ADA)
    ]
    assert (result.asked, result.answered, result.dropped, result.trouble) == (1, 1, {}, "")
    assert (result.reading.guests, result.reading.hosts) == ((ADA,), (HANA,))
    assert result.reading.reader == "tiny whole-1 after words 1"


def test_a_reader_with_a_long_name_still_fits_into_the_store() -> None:
    result = read(DOCUMENT, first=FIRST, ask=Model(answer(), name="m" * 200), mode="whole")
    assert len(result.reading.reader) == 100
    assert result.reading.reader.endswith("mm whole-1 after words 1")


def test_the_cost_can_be_told_before_since_the_questions_are_the_same() -> None:
    model = Model(answer())
    read(DOCUMENT, first=FIRST, ask=model, mode="candidates")
    assert questions(DOCUMENT, first=FIRST) == model.asked
    assert len(model.asked) == 1


def test_candidates_shows_only_what_lies_around_the_finds_and_marks_them() -> None:
    few = replace(FIRST, nuggets=(), endorsements=())
    (question,) = questions(DOCUMENT, first=few, mode="candidates")
    assert question.text == (
        f"Guests: {ADA}\nHosts: {HANA}\n{HANA} (host):\n1 Welcome to the show.\n2 I started this show in 2009 in my kitchen.\n"
        f"3 Ada, you founded a company called Lamplight after that.\n{ADA} (guest):\n"
        "4* Before that I answered phones on a help desk for two years.\n"
        "5 Then I became the systems administrator of the whole school.\n6 That was in 2012 or so.\n"
        "7 It was hard."
    )
    assert "Lines marked *" in question.task
    (question,) = questions(DOCUMENT, first=few, mode="whole")
    assert "*" not in question.text.replace("**", "")
    assert "Lines marked *" not in question.task


def test_where_the_first_reader_found_nothing_candidates_asks_nothing() -> None:
    nothing = Reading((ADA,), (), (), (), (), "words 1")
    result = read(DOCUMENT, first=nothing, ask=Model(answer()))
    assert result == Chosen(nothing, 0, 0, {})


def test_an_empty_document_is_not_asked_about() -> None:
    nothing = Reading((), (), (), (), (), "words 1")
    assert read(Document(()), first=nothing, ask=Model(answer()), mode="whole") == Chosen(nothing, 0, 0, {})


def test_what_the_model_leaves_out_is_left_out() -> None:
    result = chosen(answer([milestone(4)]), mode="candidates")
    assert [m.quote.text[:6] for m in result.reading.milestones] == ["Before"]
    assert result.reading.nuggets == result.reading.endorsements == ()


@pytest.mark.parametrize(
    "said",
    ["I cannot help with that.", '{"milestones": [{"first": 4, "la', answer([milestone(99)]), "[]", ""],
)
def test_where_no_answer_holds_the_first_reader_stands(said: object) -> None:
    result = chosen(said)
    assert result.reading == FIRST
    assert (result.asked, result.answered) == (1, 0)
    assert sum(result.dropped.values()) == 1


def test_a_model_that_fails_is_told_of_and_the_first_reader_stands() -> None:
    trouble = TooSlow(
        "http://m.example/", "http://m.example/ did not finish its answer in time. Try again later."
    )
    result = chosen(trouble)
    assert result == Chosen(FIRST, 1, 0, {"no answer": 1}, str(trouble))


# --- several windows

LONG = Document(
    tuple(
        Utterance(
            f"In the {word} year I joined a company called Number{i} and I wrote software there every day.",
            speaker=ADA,
            opens="paragraph",
        )
        for i, word in enumerate(["first", "second", "third"] * 100)
    )
)
EARLY, LATE = (
    replace(JOB, kind=kind, quote=Quote(LONG.text[at : at + 60], at, at + 60))
    for kind, at in (("job", 0), ("exit", LONG.starts[250]))
)


def test_of_windows_without_an_answer_the_first_readers_facts_stay() -> None:
    first = Reading((ADA,), (), (EARLY, LATE), (), (), "words 1")
    count = len(questions(LONG, first=first, mode="whole"))
    assert count == 7
    answers = [answer([milestone(2)])] * (count - 2) + [EngineError("m was cut off before its answer ended.")]
    result = read(LONG, first=first, ask=Model(*answers), mode="whole")
    quotes = [m.quote.text for m in result.reading.milestones]
    assert EARLY.quote.text not in quotes
    assert LATE.quote.text in quotes
    assert (result.asked, result.answered, result.dropped["no answer"]) == (7, 5, 2)
    assert result.trouble == "m was cut off before its answer ended."


def test_after_three_failures_in_a_row_no_more_is_asked() -> None:
    model = Model(answer(), EngineError("first"), EngineError("second"))
    first = Reading((ADA,), (), (EARLY, LATE), (), (), "words 1")
    result = read(LONG, first=first, ask=model, mode="whole")
    assert (len(model.asked), result.asked, result.answered) == (4, 7, 1)
    assert result.dropped == {"no answer": 3, "not asked": 3}
    assert result.trouble == "first"


def test_failures_that_do_not_follow_one_another_do_not_end_the_asking() -> None:
    two = [EngineError("x"), EngineError("x"), answer()]
    model = Model(*two, *two)
    first = Reading((ADA,), (), (EARLY,), (), (), "words 1")
    assert read(LONG, first=first, ask=model, mode="whole").answered == 3


def test_what_two_windows_share_is_written_down_once() -> None:
    first = Reading((ADA,), (), (), (), (), "words 1")
    one, two, *_ = questions(LONG, first=first, mode="whole")
    last = int(one.text.splitlines()[-1].split()[0])
    shared = one.text.splitlines()[-1].partition(" ")[2]
    again = next(i for i, line in enumerate(two.text.splitlines()[2:], 1) if line.endswith(shared))
    result = read(
        LONG,
        first=first,
        ask=Model(answer([milestone(last)]), answer([milestone(again)]), answer()),
        mode="whole",
    )
    assert [m.quote.text for m in result.reading.milestones] == [shared]
    assert result.dropped == {}


def test_no_more_nuggets_are_kept_than_a_listener_would_keep() -> None:
    document = Document(
        tuple(
            Utterance(
                f"You should one{i} two{i} three{i} four{i} five{i} six{i}.", speaker=ADA, opens="paragraph"
            )
            for i in range(130)
        )
    )
    none = Reading((ADA,), (), (), (), (), "words 1")
    surest = [nugget(i, sure="low" if i > 9 else "high") for i in range(1, 13)]
    result = read(
        document, first=none, ask=Model(answer(nuggets=surest), answer(nuggets=surest)), mode="whole"
    )
    assert len(result.reading.nuggets) == NUGGETS == 20
    assert sum(n.score == 0.5 for n in result.reading.nuggets) == 2
    assert [n.quote.start for n in result.reading.nuggets] == sorted(
        n.quote.start for n in result.reading.nuggets
    )


# --- whose step it is, and when


def test_a_hosts_own_step_is_no_milestone_but_what_the_host_says_of_the_guest_is() -> None:
    result = chosen(answer([milestone(2, kind="project"), milestone(3, kind="founding")]))
    assert [(m.person, m.kind) for m in result.reading.milestones] == [(ADA, "founding")]
    assert result.dropped == {"the host's own": 1}
    assert result.answered == 1


def test_a_host_may_praise_a_book() -> None:
    document = Document(
        (
            Utterance("I love the book Peopleware and I read it every year.", speaker=HANA),
            Utterance("So I did.", speaker=ADA),
        )
    )
    first = Reading((ADA,), (HANA,), (), (), (), "words 1")
    result = read(
        document, first=first, ask=Model(answer(endorsements=[endorsement(1, "Peopleware")])), mode="whole"
    )
    assert [(e.person, e.name) for e in result.reading.endorsements] == [(HANA, "Peopleware")]


def test_of_several_guests_the_speaker_or_the_one_whom_the_model_chose() -> None:
    bob = "Bob Other"
    document = Document(
        (
            Utterance("Bob, you founded a company called Lamplight long ago.", speaker=HANA),
            Utterance("And I joined a company called Torchlight in spring.", speaker=ADA),
            Utterance("Yes, I wrote a book about all of that.", speaker=bob),
        )
    )
    first = Reading((ADA, bob), (HANA,), (), (), (), "words 1")
    (question,) = questions(document, first=first, mode="whole")
    assert question.form["properties"]["milestones"]["items"]["properties"]["person"]["enum"] == [ADA, bob]
    assert "several guests" in question.task
    said = answer(
        [
            milestone(1, kind="founding", person=bob),
            milestone(2, person=bob),
            milestone(3, kind="publishing", person="zyxw"),
            milestone(3, kind="publishing"),
        ]
    )
    result = read(document, first=first, ask=Model(said), mode="whole")
    assert [(m.person, m.kind, m.order) for m in result.reading.milestones] == [
        (bob, "founding", 1),
        (ADA, "job", 1),
    ]
    assert result.dropped == {"wrong form": 2}


def test_where_nobody_is_labelled_the_only_guest_speaks_unless_the_first_reader_knows_better() -> None:
    document = Document(
        (
            Utterance(
                "I joined a company called Torchlight. You should always read Peopleware, from cover to cover, my friends. Write every single thing down before you go home."
            ),
        )
    )
    first = Reading(
        (ADA,),
        (),
        (),
        (
            replace(
                ADVICE,
                person=HANA,
                quote=replace(ADVICE.quote, text=document.text, start=120, end=len(document.text)),
            ),
        ),
        (),
        "words 1",
    )
    said = answer([milestone(1)], [nugget(2), nugget(3)], [endorsement(2, "peopleware")])
    reading = read(document, first=first, ask=Model(said), mode="whole").reading
    assert [fact.person for fact in (*reading.milestones, *reading.nuggets, *reading.endorsements)] == [
        ADA,
        ADA,
        HANA,
        ADA,
    ]
    nobody = replace(first, guests=(), nuggets=())
    reading = read(document, first=nobody, ask=Model(said), mode="whole").reading
    assert {fact.person for fact in (*reading.milestones, *reading.nuggets, *reading.endorsements)} == {""}
    (question,) = questions(document, first=nobody, mode="whole")
    assert question.text.startswith("unknown:\n1 I joined")


@pytest.mark.parametrize(
    ("line", "year", "kept", "dropped"),
    [
        (5, 2012, 2012, {}),
        (5, 0, None, {}),
        (5, 1999, None, {"year not said": 1}),
        (12, 2009, None, {"year not said": 1}),
    ],
)
def test_a_year_is_believed_only_where_it_is_told_nearby(
    line: int, year: int, kept: int | None, dropped: dict[str, int]
) -> None:
    result = chosen(answer([milestone(line, year=year)]))
    assert [m.year for m in result.reading.milestones] == [kept]
    assert result.dropped == dropped


# --- quotes


def test_a_line_that_is_too_short_for_a_quote_takes_neighbours_of_its_paragraph_along() -> None:
    result = chosen(answer([milestone(1)]))
    assert result.dropped == {"the host's own": 1}
    text = "It was hard. I was laid off a year later. So I went home."
    document = Document((Utterance(text, speaker=ADA),))
    first = Reading((ADA,), (), (), (), (), "words 1")
    result = read(document, first=first, ask=Model(answer([milestone(1, kind="setback")])), mode="whole")
    assert [m.quote.text for m in result.reading.milestones] == ["It was hard. I was laid off a year later."]


def test_a_paragraph_that_is_too_short_holds_no_quote() -> None:
    document = Document((Utterance("I was fired.", speaker=ADA), Utterance("Oh no, really?", speaker=HANA)))
    first = Reading((ADA,), (HANA,), (), (), (), "words 1")
    result = read(document, first=first, ask=Model(answer([milestone(1, kind="setback")])), mode="whole")
    assert result.dropped == {"nothing to quote": 1}


def test_lines_of_two_speakers_are_no_quote() -> None:
    result = chosen(answer([milestone(3, 4)]))
    assert result.dropped == {"nothing to quote": 1}
    assert result.reading == FIRST


def test_more_lines_than_a_quote_holds_are_no_quote() -> None:
    first = Reading((ADA,), (), (), (), (), "words 1")
    result = read(LONG, first=first, ask=Model(answer([milestone(1, 9)]), answer()), mode="whole")
    assert result.dropped == {"too long": 1}


# --- names


def test_a_name_is_spelt_as_in_the_text_or_as_in_the_show_notes() -> None:
    links = (
        Link("https://b.example", "Grace Hopperton"),
        Link("https://c.example", "The Pragmatic Programmer"),
    )
    said = answer(
        endorsements=[endorsement(12, "grace hopperton", "person"), endorsement(11, "Pragmatc Programmer")]
    )
    result = chosen(said, links=links)
    assert [e.name for e in result.reading.endorsements] == ["The Pragmatic Programmer", "Grace Hopperton"]
    assert chosen(said).dropped == {"name not said": 1}


def test_a_book_praised_twice_is_one_endorsement() -> None:
    said = answer(
        endorsements=[
            endorsement(11, "The Pragmatic Programmer", sure="low"),
            endorsement(12, "Pragmatic Programmer"),
        ]
    )
    result = chosen(said)
    assert [(e.name, e.quote.text[:9]) for e in result.reading.endorsements] == [
        ("Pragmatic Programmer", "I learned")
    ]
    assert BOOK in FIRST.endorsements
