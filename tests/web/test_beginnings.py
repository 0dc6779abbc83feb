"""Everybody's first step; narrowed to those who hold the role that I want."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors.actions.correct import correct
from manymentors.store.models import Milestone, User
from tests.factories import a_milestone, a_source, an_item

pytestmark = pytest.mark.django_db

TALK = (
    "I swept the floor of a repair shop. Then I wrote code at a bank. Today I am the CTO of a small lender."
)


def told(me: User, who: str, text: str = TALK) -> list[Milestone]:
    """A road in the order of the talk's sentences; the last is a leading role."""
    item = an_item(a_source(me), text, guest=who)
    sentences = [f"{part.strip()}." for part in text.split(".") if part.strip()]
    return [
        a_milestone(item, sentence, order=order, kind="leadership" if order == len(sentences) else "job")
        for order, sentence in enumerate(sentences, 1)
    ]


def test_with_nobody_read_it_says_what_will_stand_here(browser: Client) -> None:
    assert "tells how they began" in browser.get("/beginnings/").text


def test_each_person_is_told_by_their_first_step(browser: Client, me: User) -> None:
    told(me, "Ada Example")
    told(me, "Bo Sample", "I fixed radios at home. After that I sold them.")
    text = browser.get("/beginnings/").text
    assert "I swept the floor of a repair shop." in text
    assert "I fixed radios at home." in text
    assert "I wrote code at a bank" not in text
    assert text.index("Ada Example") < text.index("Bo Sample")


def test_a_role_narrows_to_those_who_came_to_it(browser: Client, me: User) -> None:
    told(me, "Ada Example")
    told(me, "Bo Sample", "I was a CTO once. I left. I taught. I sailed. I wrote books. I lead a choir.")
    text = browser.get("/beginnings/?role=cto").text
    assert "Ada Example" in text
    assert "since then" in text
    assert "Bo Sample" not in text, "that was long ago"
    assert "Nobody of whom a road is read" in browser.get("/beginnings/?role=astronaut").text


def test_a_step_that_i_removed_leaves_the_place_to_the_next(browser: Client, me: User) -> None:
    first = told(me, "Ada Example")[0]
    correct(me, first, "remove")
    text = browser.get("/beginnings/").text
    assert "I swept the floor" not in text
    assert "I wrote code at a bank" in text, "the next one is the first then"


def test_it_asks_as_often_for_many_as_for_few(browser: Client, me: User) -> None:
    told(me, "Ada Example")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get("/beginnings/?role=cto")
        return len(seen)

    few = asked()
    for number in range(8):
        told(me, f"Voice {number}")
    assert asked() == few
    assert browser.get("/beginnings/?page=99").status_code == 200
