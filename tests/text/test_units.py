"""Units are the clauses that a fact may quote."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from manymentors.shapes import Document, Utterance
from manymentors.text import Unit, clauses, count, units
from manymentors.text.units import LONGEST, SHORT


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in clauses(text, 0, len(text))]


def quotes(document: Document) -> list[str]:
    return [document.text[unit.start : unit.end] for unit in units(document)]


def run(words: int, start: int = 0) -> str:
    return " ".join(f"w{i}" for i in range(start, start + words))


def test_a_sentence_of_forty_words_is_one_unit() -> None:
    assert pieces(run(40)) == [run(40)]


def test_a_longer_one_is_cut_at_a_semicolon_or_dash_before_a_comma() -> None:
    for sign in (";", ":", "—", " --"):
        text = f"{run(12)}, {run(10, 12)}{sign} {run(25, 22)}"
        assert pieces(text) == [f"{run(12)}, {run(10, 12)}{sign}", run(25, 22)]


def test_it_is_cut_before_and_with_a_pronoun() -> None:
    text = f"{run(12)}, {run(10, 12)} and I'm {run(23, 22)}"
    assert pieces(text) == [f"{run(12)}, {run(10, 12)}", f"and I'm {run(23, 22)}"]


def test_and_without_a_pronoun_is_no_place_to_cut() -> None:
    text = f"{run(12)}, {run(10, 12)} and items {run(23, 22)}"
    assert pieces(text) == [f"{run(12)},", f"{run(10, 12)} and items {run(23, 22)}"]


def test_speech_without_signs_is_cut_at_the_cues_or_else_after_forty_words() -> None:
    assert [count(piece) for piece in pieces(run(130))] == [40, 40, 40, 10]
    assert [count(piece) for piece in pieces(run(48))] == [48]
    assert [count(piece) for piece in pieces(run(49))] == [39, 10]
    cues = Document(tuple(Utterance(run(15, 15 * i), 5.0 * i) for i in range(8)))
    assert [count(quote) for quote in quotes(cues)] == [30, 30, 30, 30]


def test_no_words_no_clauses() -> None:
    assert pieces("  ") == []


def test_a_closing_and_is_left_alone() -> None:
    assert pieces(f"{run(45)} and") == [f"{run(45)} and"]


def test_what_is_under_four_words_joins_the_unit_before_it_in_the_same_turn() -> None:
    document = Document(
        (
            Utterance("Yeah. I began at a helpdesk. Right? Yes.", 0.0, 1.0, "Ada"),
            Utterance("Oh.", speaker="Ben"),
        )
    )
    assert quotes(document) == ["Yeah.", "I began at a helpdesk. Right? Yes.", "Oh."]
    assert [unit.sentence for unit in units(document)] == [0, 1, 4]


def test_short_ones_do_not_pile_up_for_ever() -> None:
    document = Document((Utterance("Ha. " * 60),))
    assert [count(quote) for quote in quotes(document)] == [LONGEST, 12]


def test_no_unit_crosses_a_gap() -> None:
    document = Document(
        (Utterance("Then I went"), Utterance("back home again. It rained a lot.", 9.0, opens="stamp"))
    )
    assert units(document) == [Unit(0, 11, 0), Unit(12, 28, 0), Unit(29, 45, 1)]


UTTERANCES = st.builds(
    Utterance,
    text=st.lists(st.sampled_from(["w", "and", "I", "so,", "then;", "--", "end.", "Why?", "So"]), min_size=1, max_size=90).map(" ".join),
    speaker=st.sampled_from(["", "Ada"]),
    opens=st.sampled_from(["", "", "stamp", "paragraph"]),
)  # fmt: skip


@given(st.lists(UTTERANCES, max_size=5).map(tuple))
def test_units_hold_every_word_once_in_order_and_cross_no_gap(utterances: tuple[Utterance, ...]) -> None:
    document = Document(utterances)
    found = units(document)
    assert " ".join(quotes(document)).split() == document.text.split()
    assert all(
        before.end < after.start and before.sentence <= after.sentence for before, after in pairwise(found)
    )
    for unit in found:
        assert not any(unit.start < gap < unit.end for gap in document.gaps)
        assert count(document.text[unit.start : unit.end]) <= LONGEST


@given(st.lists(st.sampled_from(["w", "and", "I", "so,", "then;", "--"]), min_size=41, max_size=300))
def test_the_clauses_of_a_long_sentence_have_ten_to_forty_eight_words(words: list[str]) -> None:
    text = " ".join(words)
    found = pieces(text)
    assert " ".join(found) == text
    assert all(SHORT <= count(piece) <= LONGEST for piece in found)
