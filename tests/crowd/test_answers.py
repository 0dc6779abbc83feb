"""A question is weighed against words: by those it shares, by sense, and beside the other candidates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from manymentors.crowd import silence
from manymentors.crowd.answers import (
    BEFORE,
    NEAR,
    answers,
    best_spans,
    kin,
    measure,
    said_before,
    shipped,
    spans,
    weigh,
)
from manymentors.crowd.opposed import opposed
from manymentors.engines.embedding import load, load_sense
from manymentors.search.words import SMALL_WORDS, stems
from manymentors.shapes import Asked, Ear, Told, Weighed

EAR = Ear(stems, load(), load_sense())
ASKED = Asked("How do I learn to delegate?", {"learn": 0.4, "deleg": 0.9})
ON = Told("You have to delegate the whole task, and not take it back.", 1, "delegation", "leadership")
OFF = Told("My grandmother kept bees behind the house.", 2)


def test_what_answers_is_weighed_higher_and_comes_nearer() -> None:
    on, off = weigh(ASKED, [ON, OFF], EAR)
    assert on.score > off.score
    assert on.near > off.near


def test_nothing_told_is_nothing_weighed() -> None:
    assert weigh(ASKED, [], EAR) == []
    assert best_spans(ASKED, [], EAR) == []


def test_what_an_index_told_is_near_is_not_listened_to_again() -> None:
    def deaf(texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError("listened")

    told = [Told(ON.text, 1, "delegation", near=0.7, about=0.8), Told(OFF.text, 2, near=0.1)]
    assert [one.near for one in weigh(ASKED, told, Ear(stems, load(), deaf))] == [0.7, 0.1]


def test_a_question_of_no_words_that_count_can_be_weighed_too() -> None:
    (figures, _) = measure(Asked("Why?", {}), [OFF], EAR, shipped())
    assert np.isfinite(figures).all()


def test_what_was_said_before_are_the_last_words_before_a_place() -> None:
    text = " ".join(f"w{at}" for at in range(200)) + "  and  then"
    assert said_before(text, 0) == ""
    assert said_before("How do you\ndelegate? Swallow it.", 21) == "How do you delegate?"
    words = said_before(text, len(text)).split()
    assert (len(words), words[0], words[-1]) == (BEFORE, "w122", "then")


def test_one_stands_nearer_in_near_company_and_without_a_skill_alone() -> None:
    told = [Told("", at, skill) for at, skill in enumerate(("hiring", "hiring", "pricing", "", ""))]
    found = kin(told, np.array([0.5, 0.3, 0.3, 0.3, 0.1]))
    assert found[0] == found[1] > found[2] == found[3] > found[4]
    assert found[0] == pytest.approx((0.5 + 0.3 + 2 * 0.3) / 4)


def test_shown_is_what_likely_answers_or_is_very_near() -> None:
    floor = shipped()["order"]["floor"]
    assert answers(Weighed(floor, 0.0))
    assert answers(Weighed(floor - 1, NEAR))
    assert not answers(Weighed(floor - 1, NEAR - 0.01))


def test_of_a_passage_that_place_is_taken_which_fits_and_it_never_goes_over_a_line() -> None:
    text = f"{OFF.text} {ON.text}\nSo did I delegate? The train takes four hours."
    assert all("\n" not in text[slice(*span)] for span in spans(text))
    ((fit, span),) = best_spans(ASKED, [text], EAR)
    assert text[slice(*span)] == ON.text
    assert fit > 0
    assert best_spans(ASKED, ["No."], EAR)[0][1] == (0, 3)


def test_long_sentences_are_not_put_together() -> None:
    long = "Word " * 35 + "end."
    assert len(spans(f"{long} {long}")) == 2


# --- silence ----------------------------------------------------------------------------------------------------


def test_near_words_speak_and_far_ones_are_silence() -> None:
    assert silence.speaks([Weighed(0.0, 0.8), Weighed(0.0, 0.6)])
    assert not silence.speaks([Weighed(0.0, 0.1), Weighed(0.0, 0.05)])
    assert not silence.speaks([])


def test_one_clear_voice_is_enough() -> None:
    assert silence.speaks([Weighed(0.0, 0.75)])


# --- opposed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Learn to code before you found a company.", "Don't learn to code before you found a company."),
        ("Raise money early.", "Raise money late."),
        ("I always work from the office.", "I never work from the office."),
        ("Work remote with your team.", "Work in the office with your team."),
    ],
)
def test_the_same_said_and_denied_or_words_that_exclude_each_other_are_opposed(one: str, other: str) -> None:
    assert opposed(one, other, stems, SMALL_WORDS)
    assert opposed(other, one, stems, SMALL_WORDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Raise money early.", "Raise money early."),
        ("Raise money early.", "My grandmother kept bees."),
        ("Never sell the company.", "Do not sell the company."),
        ("", "Raise money late."),
        ("Don't raise money early, and hire few.", "Hire few people, however many you like."),
    ],
)
def test_what_only_differs_is_not_called_opposed(one: str, other: str) -> None:
    assert not opposed(one, other, stems, SMALL_WORDS)
