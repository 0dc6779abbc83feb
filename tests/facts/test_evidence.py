from __future__ import annotations

from manymentors.facts import evidence
from manymentors.shapes import Document, Quote, Utterance
from tests.facts.talks import GUEST, HOST, INTERVIEW, captions, cut, turns


def test_a_quote_is_a_slice_of_the_document():
    start = INTERVIEW.text.index("I founded Quiet")
    said = evidence.quote(INTERVIEW, start, start + 60, 5, 45)
    assert said is not None
    assert said.text == INTERVIEW.text[said.start : said.end]


def test_a_stretch_with_too_few_words_is_no_quote():
    assert evidence.quote(INTERVIEW, 0, 10, 5, 45) is None


def test_a_quote_loses_its_end_rather_than_grow_too_long():
    said = evidence.quote(INTERVIEW, 0, 100, 5, 6)
    assert said is not None
    assert said.text == "Welcome to the show everyone. Today"


def test_a_quote_never_crosses_a_change_of_speaker():
    assert evidence.quote(INTERVIEW, 0, INTERVIEW.text.index("Commodore"), 5, 45) is None


def test_a_quote_never_crosses_a_stamp_within_a_turn():
    document = Document(
        (
            Utterance("I founded a company", speaker=GUEST),
            Utterance("in the year 2008 or so", speaker=GUEST, opens="stamp"),
        )
    )
    assert evidence.quote(document, 0, len(document.text), 5, 45) is None


def test_a_yes_at_the_front_is_left_out_where_enough_remains():
    document = turns((GUEST, "Yeah, right, so I went home and bought a book."))
    said = evidence.quote(document, 0, len(document.text), 5, 45)
    assert said is not None
    assert said.text == "so I went home and bought a book."
    whole = evidence.quote(turns((GUEST, "Yeah, I quit.")), 0, 13, 3, 45)
    assert whole is not None
    assert whole.text == "Yeah, I quit."


def test_a_stretch_is_the_whole_sentence_of_a_clause():
    first = "I moved to Berlin that winter because a friend of mine had opened a small office near the river"
    second = "and we sat there every day until late at night writing the code that later became our company and my whole life"
    talk = cut(turns((GUEST, f"{first}, {second}.")))
    assert len(talk.units) > 1
    for i in range(len(talk.units)):
        start, end = evidence.stretch(talk, i, 5, 45)
        assert (start, end) == (0, len(talk.document.text))


def test_a_short_unit_grows_forwards_then_backwards_within_its_turn():
    talk = cut(
        turns(
            (GUEST, "I was young and hungry then. I quit my job there."), (HOST, "You really did that, then.")
        )
    )
    assert evidence.stretch(talk, 0, 8, 45) == (0, 49)
    assert evidence.stretch(talk, 1, 8, 45) == (0, 49)
    assert evidence.stretch(talk, 2, 8, 45) == (50, 76)


def test_a_stretch_grows_to_what_is_wanted_only_forwards():
    talk = cut(
        captions("I left the company for good.", "It was the best choice of my life.", "The sun was out.")
    )
    assert talk.document.text[slice(*evidence.stretch(talk, 0, 3, 45, want=12))].endswith("life.")
    assert talk.document.text[slice(*evidence.stretch(talk, 2, 3, 45, want=12))] == "The sun was out."


def test_a_claimed_quote_is_believed_only_where_it_stands():
    text = INTERVIEW.text
    assert evidence.stands_in(INTERVIEW, Quote(text[:12], 0, 12))
    assert not evidence.stands_in(INTERVIEW, Quote("I never said", 0, 12))
    assert not evidence.stands_in(INTERVIEW, Quote("", 0, 0))
    assert not evidence.stands_in(INTERVIEW, Quote(text, 0, len(text)))
