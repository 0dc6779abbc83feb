"""What a language model writes about quotes stands only where the quotes carry it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.crowd import summary
from manymentors.crowd.summary import LONGEST, MOST, QUOTES, Shown, question_of, sentences_of
from manymentors.search.words import SMALL_WORDS, stems

SHOWN = (
    Shown(
        1,
        "Ann Brook",
        "You have to give the work away early, and then not take it back when it hurts.",
        "2016-03-02",
    ),
    Shown(2, "Bo Lind", "I don't think a lead should stop writing code before the team is ten people."),
    Shown(3, "Cy Ode", "Delegate the result, never the steps."),
)


def told(*sentences: object) -> list[summary.Sentence]:
    found = sentences_of(json.dumps({"sentences": list(sentences)}), SHOWN, stems, SMALL_WORDS)
    assert found is not None
    return found


def why(text: str, *quotes: int) -> str:
    (found,) = told({"text": text, "quotes": list(quotes)})
    assert (found.text, found.quotes) == (text, quotes)
    return found.why


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Ann says give the work away early.", (1,)),
        ("Ann Brook says: give the work away early, then not take it back.", (1,)),
        ("Bo says don't stop writing code before the team is ten people.", (2,)),
        ("Cy says to delegate the result, never the steps.", (3,)),
        ("Cy says to delegate the result, not the steps.", (3,)),
        ("Ann says “give the work away early”.", (1,)),
        ("Ann says give the work away and Cy says delegate the result.", (1, 3)),
        ("Lind's advice also: don’t stop writing code.", (2,)),
    ],
)
def test_a_sentence_that_shortens_what_was_said_stands(text: str, quotes: tuple[int, ...]) -> None:
    assert why(text, *quotes) == ""


@pytest.mark.parametrize(
    ("text", "quotes", "reason"),
    [
        ("Ann says give the work away early.", (), "no quote"),
        ("Ann says give the work away early.", (9,), "unknown quote"),
        ("Ann says give the work away early.", (1, 0), "unknown quote"),
        ("Ann says “give everything away at once”.", (1,), "not said"),
        ("Ann says 'hire slowly'.", (1,), "not said"),
        ("Ann says «give the team away».", (1,), "not said"),
        ("Ann says &quot;hire slowly&quot;.", (1,), "not said"),
        ("Ann says “give the work away early.", (1,), "not said"),
        ("Ann says ‘hire slowly’.", (1,), "not said"),
        ("Ann says ＂hire slowly＂.", (1,), "not said"),
        ("Ann says give the work away early and hire a coach.", (1,), "not carried"),
        ("Ann says give the work away in 2016.", (1,), "not carried"),
        ("Everybody says give the work away early.", (1,), "not carried"),
        ("All agree: give the work away early.", (1,), "not carried"),
        ("Ann says then take it back when it hurts.", (1,), "denied"),
        ("Ann says never give the work away early.", (1,), "not carried"),
        ("Bo says a lead should stop writing code before the team is ten people.", (2,), "denied"),
        ("Cy says delegate the steps, never the result.", (3,), "not carried"),
        ("Cy says delegate the result and the steps.", (3,), "denied"),
        ("Bo says the team should write code, a lead should not stop.", (2,), "not carried"),
        ("Bo says give the work away early.", (1,), "somebody else"),
        ("Ann and Bo say give the work away early.", (1,), "somebody else"),
        ("I give the work away early.", (1,), "as if"),
        ("We have to give the work away early.", (1,), "as if"),
        ("Ann says " + "give " * LONGEST, (1,), "too long"),
        ("Ann says so.", (1,), "not carried"),
        ("Never.", (1,), "not carried"),
        ("Ann says not.", (1,), "not carried"),
        ("Ann says never take it back.", (1,), "not carried"),
        ("Visit https://evil.example to give the work away early.", (1,), "not carried"),
        ("Ann says give the w\u200bork aw\u00aday to the boss.", (1,), "not carried"),
        ("", (1,), "not carried"),
    ],
)  # fmt: skip
def test_a_sentence_that_the_quotes_do_not_carry_is_struck(
    text: str, quotes: tuple[int, ...], reason: str
) -> None:
    assert why(text, *quotes) == reason
    assert reason in summary.REASONS


def test_what_is_no_sentence_in_our_form_is_struck_too() -> None:
    texts = told(
        "Ann says give the work away early.",
        {"text": 7, "quotes": [1]},
        {"text": "Ann says give the work away early.", "quotes": "1"},
        {"text": "Ann says give the work away early.", "quotes": [True]},
        {"quotes": [1]},
    )
    assert [one.why for one in texts] == ["no quote", "not said", "no quote", "no quote", "not said"]


def test_more_sentences_than_asked_for_are_struck() -> None:
    one = {"text": "Ann says give the work away early.", "quotes": [1]}
    assert [found.why for found in told(*[one] * (MOST + 1))] == [*[""] * MOST, "one too many"]


@pytest.mark.parametrize(
    "said", ["", "Sure! Ann says give it away.", "[]", "{}", '{"sentences": 3}', "[" * 100_000]
)
def test_what_is_no_answer_in_due_form_is_none(said: str) -> None:
    assert sentences_of(said, SHOWN, stems, SMALL_WORDS) is None


def test_an_answer_between_thoughts_and_prose_is_found() -> None:
    said = '<think>{"sentences": 1}</think> Here: {"sentences": []} so.'
    assert sentences_of(said, SHOWN, stems, SMALL_WORDS) == []


def test_the_model_is_shown_numbered_quotes_of_one_line_and_no_more_than_fit() -> None:
    many = [
        Shown(at, "Ann Brook", "one\ntwo", "2016-03-02" if at == 1 else "") for at in range(1, QUOTES + 3)
    ]
    asked = question_of("How do\nI delegate?", many)
    assert asked.text.startswith(
        "Question: How do I delegate?\n\n[1] Ann Brook, 2016-03-02: one two\n[2] Ann Brook: one two\n"
    )
    assert len(asked.text.splitlines()) == 2 + QUOTES
    assert sentences_of(
        json.dumps({"sentences": [{"text": "Ann says one.", "quotes": [QUOTES + 1]}]}),
        many,
        stems,
        SMALL_WORDS,
    ) == [summary.Sentence("Ann says one.", (QUOTES + 1,), "unknown quote")]


WORDS = st.lists(
    st.sampled_from(
        [
            "Ann",
            "Bo",
            "Cy",
            "says",
            "not",
            "never",
            "give",
            "the",
            "work",
            "away",
            "early",
            "take",
            "it",
            "back",
            "code",
            "team",
            "all",
            "only",
            "I",
            "“",
            "”",
            "'",
            '"',
            "hire",
        ]
    ),
    max_size=14,
).map(" ".join)


@given(WORDS, st.lists(st.integers(0, 4), max_size=3))
def test_whatever_stands_was_said(text: str, quotes: list[int]) -> None:
    (found,) = told({"text": text, "quotes": quotes})
    if not found.why:
        said = " ".join(one.text for one in SHOWN if one.number in quotes).lower()
        assert quotes
        assert all(
            word in said or word in ("says", "ann", "bo", "cy")
            for word in text.lower()
            .replace("“", " ")
            .replace("”", " ")
            .replace('"', " ")
            .replace("'", " ")
            .split()
            if word not in SMALL_WORDS or word in ("all", "only", "i")
        )


@given(st.text(max_size=80), st.text(max_size=80))
def test_strangers_words_never_break_it(text: str, raw: str) -> None:
    told({"text": text, "quotes": [1, 2, 3]})
    sentences_of(raw, SHOWN, stems, SMALL_WORDS)
