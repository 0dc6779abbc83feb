"""What holds of an answer is kept; all else is dropped and counted, whatever it is."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from manymentors.facts.model.answers import Claim, claims
from manymentors.facts.model.form import MOST, form
from manymentors.facts.model.windows import Window
from tests.facts.model.talk import answer, endorsement, milestone, nugget

WINDOW = Window((10, 11, 12, 20, 21), "five lines")
JOB = Claim("milestones", 10, 10, "job", 0.9)


def heard(said: object, people: tuple[str, ...] = ()) -> tuple[list[Claim], dict[str, int]]:
    dropped: Counter[str] = Counter()
    text = said if isinstance(said, str) else json.dumps(said)
    found = claims(text, WINDOW, form(len(WINDOW.shown), people), dropped)
    return found, dict(+dropped)


def test_lines_are_told_as_units() -> None:
    assert heard(answer([milestone(1, 3, year=2011)], [nugget(4, 5)], [endorsement(2, "Peopleware")])) == (
        [
            Claim("milestones", 10, 12, "job", 0.9, year=2011),
            Claim("nuggets", 20, 21, "career", 0.9),
            Claim("endorsements", 11, 11, "book", 0.9, name="Peopleware"),
        ],
        {},
    )


@pytest.mark.parametrize(
    "said",
    [
        "```json\n{}\n```",
        "<think>What {is} asked?</think>\n{}",
        "Here you are: {} I hope that this helps!",
        "\ufeff{}",
    ],
)
def test_json_between_thoughts_fences_and_prose_is_found(said: str) -> None:
    assert heard(said.replace("{}", json.dumps(answer([milestone(1)])))) == ([JOB], {})


@pytest.mark.parametrize(
    "said",
    [
        "",
        "No.",
        "[]",
        "null",
        "12",
        '{"milestones": [{"first',
        "}{",
        "{" * 9000,
        "[" * 100_000,
        '{"a": ' + "[" * 100_000 + "}",
    ],
)
def test_what_is_no_object_is_no_answer(said: str) -> None:
    assert heard(said) == ([], {"no JSON": 1})


@pytest.mark.parametrize(
    "entry",
    [
        milestone("1"),
        milestone(1.0),
        milestone(True),
        milestone(None, 1),
        milestone([1], 1),
        milestone(1, kind="zyxw"),
        milestone(1, kind=["job"]),
        milestone(1, kind=None),
        milestone(1, sure="very"),
        milestone(1, year="2011"),
        milestone(1, quote="I founded Zyxw."),
        milestone(1, what="founded Zyxw"),
        milestone(1, person="Ada"),
        {"first": 1, "last": 1, "kind": "job"},
        "1",
        1,
        None,
        [],
    ],
)
def test_an_entry_in_another_form_is_dropped_and_its_neighbours_stay(entry: object) -> None:
    assert heard(answer([entry, milestone(1)])) == ([JOB], {"wrong form": 1})


@pytest.mark.parametrize(
    ("first", "last"), [(0, 1), (-1, -1), (6, 6), (1, 6), (3, 2), (9000, 9001), (3, 4), (10**400, 10**400)]
)
def test_lines_that_were_not_shown_together_are_unknown(first: int, last: int) -> None:
    assert heard(answer([milestone(first, last), milestone(1)])) == ([JOB], {"unknown lines": 1})


def test_parts_that_are_missing_or_unasked_are_counted() -> None:
    assert heard({"milestones": [milestone(1)], "nuggets": "none", "quotes": ["Zyxw!"]}) == (
        [JOB],
        {"wrong form": 3},
    )


def test_the_same_again_counts_once_and_what_is_too_much_is_left() -> None:
    assert heard(answer([milestone(1)] * (MOST + 5))) == ([JOB], {"twice": MOST - 1, "too many": 5})


def test_a_guest_is_chosen_among_the_guests_only() -> None:
    people = ("Ada", "Bob")
    assert heard(answer([milestone(1, person="Bob")]), people) == (
        [Claim("milestones", 10, 10, "job", 0.9, "Bob")],
        {},
    )
    assert heard(answer([milestone(1, person="Zyxw"), milestone(1)]), people) == ([], {"wrong form": 2})


def test_no_number_is_not_a_number() -> None:
    assert heard(
        '{"milestones": [{"first": NaN, "last": Infinity, "kind": "job", "year": 0, "sure": "high"}], "nuggets": [], "endorsements": []}'
    ) == ([], {"wrong form": 1})
