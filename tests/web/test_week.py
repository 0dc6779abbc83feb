"""Shadow week: one person's week in order, with the questions that I leave it with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors.actions.name_person import person_called
from manymentors.store.models import Appearance, Asked, Item, Source, User
from tests.factories import a_source, an_item

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 5, 9, tzinfo=UTC)


def said(me: User, days: float, title: str, role: str = "author") -> Item:
    ada = person_called("Ada Example")
    source = Source.objects.filter(follows__person=ada).first() or a_source(me, ada)
    item = an_item(source)
    Item.objects.filter(pk=item.pk).update(title=title, published=MONDAY + timedelta(days=days))
    Appearance.objects.create(item=item, person=ada, role=role, evidence="feed")
    return item


def here(day: str = "") -> str:
    return f"/people/{person_called('Ada Example').pk}/week" + (f"?of={day}" if day else "")


def test_the_latest_week_stands_in_the_order_of_the_days(browser: Client, me: User) -> None:
    for days, title in (
        (2, "Wednesday talk"),
        (0.1, "Monday note"),
        (-3, "Last week"),
        (2.2, "Wednesday later"),
    ):
        said(me, days, title)
    said(me, 4, "Somebody else's", role="booster")
    text = browser.get(here()).text
    order = [
        text.index(title) for title in ("Monday note", "Wednesday talk", "Wednesday later", "Somebody else")
    ]
    assert order == sorted(order)
    assert "Last week" not in text
    assert "passed on" in text
    assert "?of=2026-09-28" in text
    before = browser.get(here("2026-09-30")).text
    assert "Last week" in before
    assert "?of=2026-10-05" in before
    assert "Nothing of theirs is held in this week" in browser.get(here("2020-01-01")).text
    assert browser.get(here("soon")).status_code == 200


def test_questions_become_drafts(browser: Client, me: User) -> None:
    said(me, 0, "A note")
    answer = browser.post(here(), {"question": ["Why so early?", " ", "What next?"]}, follow=True)
    assert "Kept as drafts" in answer.text
    assert [row.words for row in Asked.objects.order_by("pk")] == ["Why so early?", "What next?"]
    assert browser.post(here(), {"question": [" "]}).status_code == 400


def test_it_asks_as_often_for_many_as_for_few(browser: Client, me: User) -> None:
    said(me, 0, "A note")

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(here())
        return len(seen)

    few = asked()
    for number in range(8):
        said(me, number / 2, f"Note {number}")
    assert asked() == few


def test_the_questions_that_i_leave_with_stand_below_the_week(browser: Client, me: User) -> None:
    said(me, 1, "Tuesday talk")
    address = here("2026-10-05")
    answer = browser.post(address, {"question": ["Why on Tuesdays?", "", "Who taught you?"]})
    assert answer["Location"] == address
    text = browser.get(address).text
    assert "What you leave with so far" in text
    for row in Asked.objects.all():
        assert f'href="/questions/{row.pk}/"' in text
