"""Who is a guest, and who is only mentioned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.facts.guests import guests_in_title, is_guest

NAME = "Thandeka Vermaak"


@pytest.mark.parametrize(
    "title",
    [
        "Thandeka Vermaak counts the tickets",
        "12: thandeka vermaak",
        "Ep. 3 – Thandeka Vermaak and the budget",
        "On budgets, with Bo Sample and Thandeka Vermaak",
        "Ann Example, Bo Sample & Thandeka Vermaak on pagers",
        "Interview: Thandeka Vermaak",
    ],
)
def test_a_title_that_begins_with_a_name_or_says_with_it_has_them_in_it(title: str) -> None:
    assert is_guest(NAME, title, "")


@pytest.mark.parametrize(
    "title",
    [
        "What Thandeka Vermaak got wrong",
        "Thandeka Vermaak’s book, reviewed",
        "Remembering Thandeka Vermaak",
        "A year without Thandeka Vermaakson",
        "",
    ],
)
def test_a_title_about_somebody_does_not(title: str) -> None:
    assert not is_guest(NAME, title, "")


@pytest.mark.parametrize(
    "notes",
    [
        "Our guest today is Thandeka Vermaak, CIO.",
        "Guests: Bo Sample, Thandeka Vermaak",
        "This week we talk with Bo Sample and Thandeka Vermaak.",
        "Thandeka Vermaak came back, and brought food.",
        "Thandeka  Vermaak joins us.",
    ],
)
def test_notes_that_say_who_is_there_name_a_guest(notes: str) -> None:
    assert is_guest(NAME, "The bus story", notes)


@pytest.mark.parametrize(
    "notes",
    [
        "Mentioned: The Quiet Runbook by Maud Ellerinck, Thandeka Vermaak.",
        "We talk with Bo Sample about Thandeka Vermaak’s budget.",
        "A conversation with Bo Sample on what Thandeka Vermaak taught him.",
        "We spoke with Bo Sample. Thandeka Vermaak was not there.",
    ],
)
def test_to_be_mentioned_in_the_notes_is_not_to_appear(notes: str) -> None:
    assert not is_guest(NAME, "The bus story", notes)


def test_names_of_other_scripts_are_found_too() -> None:
    assert is_guest("李 华", "第3集: 李 华", "")
    assert not is_guest("Éva Példa", "", "Mentioned: Éva Példa")


def test_guests_of_a_title_are_told_apart_by_how_sure_they_are() -> None:
    told = guests_in_title("Anna Example and Bo Sample: with Carol Proof", hosts=["Bo Sample"])
    assert [(guest.name, guest.sure) for guest in told] == [("Carol Proof", True), ("Anna Example", False)]
    assert [(one.name, one.sure) for one in guests_in_title("Working with Agile Coaching")] == [
        ("Agile Coaching", False)
    ]


def test_a_title_about_nobody_has_no_guests() -> None:
    assert guests_in_title("Agile coaching with style") == []


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_title_and_any_notes_can_be_read(title: str, notes: str) -> None:
    guests_in_title(title)
    assert is_guest(NAME, title, notes) in (True, False)
