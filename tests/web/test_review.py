"""What I keep comes back; I say what I made of it, and can take that back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from manymentors.store.models import Keepsake, Review, User
from tests.factories import a_nugget, a_road, a_user

pytestmark = pytest.mark.django_db

QUOTES = ("I answered phones on a help desk for two years.", "I never looked back.", "Then I became")


def kept(me: User, days: int = 3, quotes: tuple[str, ...] = QUOTES) -> list[Keepsake]:
    item = a_road(me)
    rows = []
    for quote in quotes:
        a_nugget(item, quote)
        row = Keepsake.objects.create(user=me, item=item, quote=quote)
        Keepsake.objects.filter(pk=row.pk).update(created=timezone.now() - timedelta(days=days))
        rows.append(row)
    return rows


def test_with_nothing_kept_it_says_what_will_be_here(browser: Client) -> None:
    assert "Find a nugget to keep" in browser.get("/review/").text


def test_what_was_kept_today_comes_back_tomorrow(browser: Client, me: User) -> None:
    kept(me, days=0)
    text = browser.get("/review/").text
    assert "Nothing comes back today" in text
    assert "The next comes back on" in text


def test_what_is_due_is_answered_and_the_answer_taken_back(browser: Client, me: User) -> None:
    rows = kept(me)
    text = browser.get("/review/").text
    assert "Today: " in text
    assert text.count('<form method="post" action="/review/') == 3
    answer = browser.post(
        f"/review/{rows[0].pk}", {"verb": "applied", "result": "Calmer nights"}, follow=True
    )
    assert "Applied. It comes back much later." in answer.text
    rows[0].refresh_from_db()
    assert (rows[0].applied, rows[0].result) == (timezone.localdate(), "Calmer nights")
    note = answer.text.split('name="note" value="')[1].split('"')[0]
    browser.post(f"/review/{rows[0].pk}", {"verb": "take-back", "note": note})
    rows[0].refresh_from_db()
    assert rows[0].applied is None
    assert not Review.objects.exists()


def test_taking_back_a_second_answer_leaves_the_first(browser: Client, me: User) -> None:
    row = kept(me)[0]
    browser.post(f"/review/{row.pk}", {"verb": "applied", "result": "first"})
    first = Review.objects.get()
    answer = browser.post(f"/review/{row.pk}", {"verb": "not-yet"}, follow=True)
    note = answer.text.split('name="note" value="')[1].split('"')[0]
    browser.post(f"/review/{row.pk}", {"verb": "take-back", "note": note})
    again = Review.objects.get()
    assert (again.due, again.card) == (first.due, first.card)
    row.refresh_from_db()
    assert row.result == "first"


def test_a_dropped_nugget_is_kept_no_more_and_undo_brings_it_back(browser: Client, me: User) -> None:
    row = kept(me)[0]
    Keepsake.objects.filter(pk=row.pk).update(words="mine")
    answer = browser.post(f"/review/{row.pk}", {"verb": "drop"}, follow=True)
    assert "Dropped" in answer.text
    assert Keepsake.objects.count() == 2
    again = reverse("keep", args=[row.item_id])
    assert f'action="{again}"' in answer.text
    browser.post(again, {"quote": row.quote, "words": "mine"})
    assert Keepsake.objects.filter(words="mine").exists()


def test_a_day_is_full_after_five(browser: Client, me: User) -> None:
    rows = kept(me, quotes=(*QUOTES, "In 2012", "After that", "team lead", "a vendor"))
    assert browser.get("/review/").text.count('action="/review/') == 5
    for row in rows[:5]:
        browser.post(f"/review/{row.pk}", {"verb": "not-yet"})
    text = browser.get("/review/").text
    assert "That is all for today" in text
    assert "The next comes back on" in text


def test_nonsense_and_what_is_not_mine_are_refused(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    row = kept(me)[0]
    assert browser.post(f"/review/{row.pk}", {"verb": "perhaps"}).status_code == 400
    assert browser.post(f"/review/{row.pk}", {"verb": "take-back", "note": "x"}).status_code == 400
    assert as_user(a_user("bob")).post(f"/review/{row.pk}", {"verb": "applied"}).status_code == 404
    assert not Review.objects.exists()


def test_it_asks_as_often_for_many_as_for_few(browser: Client, me: User) -> None:
    kept(me, quotes=QUOTES[:1])

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get("/review/")
        return len(seen)

    few = asked()
    item = Keepsake.objects.get().item
    for quote in ("In 2012", "After that", "team lead", "a vendor"):
        row = Keepsake.objects.create(user=me, item=item, quote=quote)
        Keepsake.objects.filter(pk=row.pk).update(created=timezone.now() - timedelta(days=2))
        a_nugget(item, quote)
    assert asked() <= few + 1
