"""My mentor of a year: many voices, what I kept and changed; on a page and as Markdown."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from manymentors.store.models import Keepsake, Nugget, User
from manymentors.store.queries.mentor import CAP, capped
from tests.factories import a_nugget, a_source, an_item

pytestmark = pytest.mark.django_db

QUOTES = (
    "I answered phones on a help desk for two years.",
    "I never looked back.",
    "team lead of four people",
)


def kept(me: User, who: str, *quotes: str, year: int = 2026, field: str = "career") -> list[Keepsake]:
    item = an_item(a_source(me), guest=who)
    rows = []
    for quote in quotes:
        a_nugget(item, quote, field=field)
        row = Keepsake.objects.create(user=me, item=item, quote=quote)
        Keepsake.objects.filter(pk=row.pk).update(created=datetime(year, 5, 1, tzinfo=UTC))
        rows.append(row)
    return rows


def test_with_nothing_kept_it_says_what_will_take_shape_here(browser: Client) -> None:
    text = browser.get("/mentor/").text
    assert "your mentor takes shape" in text
    assert "Save as Markdown" not in text


def test_it_tells_voices_balance_and_what_i_changed(browser: Client, me: User) -> None:
    kept(me, "Ada Example", *QUOTES)
    rows = kept(me, "Bo Sample", QUOTES[0], field="technical")
    Keepsake.objects.filter(pk=rows[0].pk).update(
        applied=date(2026, 6, 1), result="Kept a log of every night", words="Write it down"
    )
    text = browser.get("/mentor/").text
    assert "My mentor 2026" in text
    assert "2 voices · 4 nuggets kept · 1 applied" in text
    assert "25&nbsp;% " in text
    assert "75&nbsp;% " in text
    assert "Kept a log of every night" in text
    assert text.index("Ada Example") < text.index("Bo Sample")


def test_a_year_is_chosen_and_others_are_left_out(browser: Client, me: User) -> None:
    kept(me, "Ada Example", QUOTES[0], year=2025)
    kept(me, "Bo Sample", QUOTES[1], year=2026)
    assert "Ada Example" not in browser.get("/mentor/").text.split("<main")[1]
    assert "Ada Example" in browser.get("/mentor/?year=2025").text
    assert browser.get("/mentor/?year=x").status_code == 200


def test_what_a_later_reading_lost_is_still_told_without_a_voice(browser: Client, me: User) -> None:
    kept(me, "Ada Example", QUOTES[0])
    Nugget.objects.all().delete()
    text = browser.get("/mentor/").text
    assert "0 voices · 1 nugget kept" in text
    assert QUOTES[0] in text


def test_as_markdown_each_quote_has_its_source_and_markup_stays_words(browser: Client, me: User) -> None:
    row = kept(me, "Ada Example", QUOTES[0])[0]
    Keepsake.objects.filter(pk=row.pk).update(
        words="<b>*mine*</b>", applied=date(2026, 6, 1), result="# Calm"
    )
    answer = browser.get("/mentor/markdown?year=2026")
    assert answer["Content-Type"].startswith("text/markdown")
    text = answer.content.decode()
    assert f"> {QUOTES[0]}" in text
    assert "> — Ada Example, A talk" in text
    assert r"\<b\>\*mine\*\</b\>" in text
    assert r"- 2026-06-01: \# Calm" in text


def test_it_asks_as_often_for_many_as_for_few(browser: Client, me: User) -> None:
    kept(me, "Ada Example", QUOTES[0])

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get("/mentor/")
        return len(seen)

    few = asked()
    for number in range(5):
        kept(me, f"Voice {number}", *QUOTES)
    assert asked() == few


@given(st.lists(st.integers(1, 50), max_size=12))
def test_the_strip_is_whole_and_nobody_takes_more_than_their_part(counts: list[int]) -> None:
    parts = capped(counts)
    assert len(parts) == len(counts)
    if counts:
        assert sum(parts) == pytest.approx(100, abs=0.2)
        assert max(parts) <= 100 * max(CAP, 1 / len(counts)) + 0.01
