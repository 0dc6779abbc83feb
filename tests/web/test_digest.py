"""My week on one screen: what touches my gaps, earlier weeks, my day, a private feed, and mail that is off until it is set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree
from pytest_django import Settings

from manymentors.actions.mail_digest import stop_token
from manymentors.environment import MailSettings
from manymentors.store.models import AppKey, Asked, Digest, DigestLine, DigestPlan, Errand, Item, Person, User
from tests.factories import a_nugget, a_road, a_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)
QUOTE = "I answered phones on a help desk for two years."


def a_week(me: User, day: date = DAY, lines: int = 1, **more: object) -> Digest:
    until = timezone.make_aware(timezone.datetime(day.year, day.month, day.day))  # type: ignore[attr-defined]
    told = {
        "said": 4,
        "people": 2,
        "gaps": 3,
        "mix": {"technical": 3, "career": 1, "soft": 0},
        "target": {},
    } | more
    digest = Digest.objects.create(user=me, day=day, since=until - timedelta(days=7), until=until, **told)
    item = Item.objects.first() or a_road(me)
    ada = Person.objects.get(name="Ada Example")
    for position in range(lines):
        DigestLine.objects.create(
            digest=digest, position=position, about="trait", gap="knows <phones>", why="clear", person=ada, name=ada.name,
            item=item, quote=QUOTE, seconds=12.0, place=f"nugget-{position + 1}",
        )  # fmt: skip
    return digest


def test_until_there_is_one_the_page_teaches_and_asks_the_worker(browser: Client, me: User) -> None:
    text = browser.get("/digest/").text
    assert "A silent week is said to be silent." in text
    assert "Mail is off here" in text
    browser.post("/digest/make")
    assert Errand.objects.get().verb == "digest"
    assert "It is being worked out." in browser.get("/digest/").text


def test_each_thing_says_who_said_it_which_gap_it_touches_and_where_to_open_it(
    browser: Client, me: User
) -> None:
    digest = a_week(me)
    asked = Asked.objects.create(
        user=me, person=Person.objects.get(), words="Why?", channel="mail", state="waiting"
    )
    DigestLine.objects.create(
        digest=digest, position=9, about="question", gap="Why?", why="reply", person=asked.person, name="Ada Example",
        asked=asked, quote="So.",
    )  # fmt: skip
    text = browser.get("/digest/").text
    line = digest.lines.all()[0]
    assert "Proves a trait that few or nobody proved: knows &lt;phones&gt;" in text
    assert f"“{QUOTE}”" in text
    assert f'href="/items/{line.item_id}/#nugget-1"' in text
    assert "▸ 0:12" in text
    assert f'href="/people/{line.person_id}/"' in text
    assert "Perhaps the answer to what you asked: Why?" in text
    assert f'href="/questions/{asked.pk}/"' in text
    assert "You heard nothing yourself; 4 nuggets were told: 75 % technical" in text
    told = browser.get("/digest/2026-11-02/markdown")
    assert told["Content-Disposition"] == 'attachment; filename="my-week-2026-11-02.md"'
    assert f"> {QUOTE}" in told.text


def test_earlier_weeks_stay_and_another_user_finds_none_of_them(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    a_week(me)
    a_week(me, date(2026, 10, 26), lines=0, said=0, people=0, mix={})
    text = browser.get("/digest/").text
    assert "/digest/2026-10-26" in text
    assert "A silent week: nobody whom you follow said anything." in browser.get("/digest/2026-10-26").text
    eve = as_user(a_user("eve"))
    for address in ("/digest/2026-11-02", "/digest/2026-11-02/markdown", "/digest/nonsense"):
        assert eve.get(address).status_code == 404
    assert eve.post("/digest/2026-11-02/mail").status_code == 404
    assert QUOTE not in eve.get("/digest/").text


def test_where_no_gap_is_named_it_says_what_to_name(browser: Client, me: User) -> None:
    a_week(me, lines=0, gaps=0, waiting=2)
    text = browser.get("/digest/").text
    assert "Name a gap" in text
    assert "2 questions that you asked waited for an answer." in text


def test_my_day_and_address_are_kept_and_can_be_undone(browser: Client, me: User) -> None:
    text = browser.post("/digest/plan", {"weekday": "4", "mail": "ada@mail.example"}, follow=True).text
    assert "Your week is worked out each Friday. Mail is off here, so nothing is mailed." in text
    assert DigestPlan.objects.get().weekday == 4
    text = browser.post("/digest/plan", {"weekday": "", "mail": ""}, follow=True).text
    assert "not worked out any more" in text
    for wrong in ({"weekday": "9"}, {"weekday": "x"}, {"weekday": "1", "mail": "nobody"}):
        assert browser.post("/digest/plan", wrong).status_code == 400
    assert DigestPlan.objects.get().weekday is None


def test_mail_that_was_refused_says_so_and_can_be_tried_again(
    browser: Client, me: User, settings: Settings
) -> None:
    settings.MAIL = MailSettings("127.0.0.1", 9, "us@mail.example")
    browser.post("/digest/plan", {"weekday": "0", "mail": "ada@mail.example"})
    digest = a_week(me, mailing=timezone.now())
    assert "whether it arrived is not known" in browser.get("/digest/").text
    text = browser.post("/digest/2026-11-02/mail", follow=True).text
    assert "It was not mailed; why stands below." in text
    assert "could not be sent" in text
    Digest.objects.filter(pk=digest.pk).update(mailed=timezone.now())
    assert "Mailed" in browser.get("/digest/").text


def test_whoever_has_the_link_of_a_mail_may_stop_the_mails_and_nothing_else(
    browser: Client, me: User
) -> None:
    DigestPlan.objects.create(user=me, mail="ada@mail.example")
    stranger = Client(enforce_csrf_checks=True)
    here = f"/digest/stop/{stop_token(me)}"
    assert "Stop mailing my digest" in stranger.get(here).text
    assert DigestPlan.objects.get().mail
    assert "not mailed any more" in stranger.post(here, {"List-Unsubscribe": "One-Click"}).text
    assert DigestPlan.objects.get().mail == ""
    assert stranger.post("/digest/stop/abc").status_code == 400


def test_the_feed_is_behind_a_secret_that_is_shown_once_and_can_be_revoked(browser: Client, me: User) -> None:
    a_week(me)
    a_week(me, date(2026, 10, 26), lines=0, said=0, mix={})
    text = browser.post("/digest/feed", {"label": "My reader"}).text
    address = (
        text.split('<p class="link" tabindex="0">')[1].split("</p>")[0].removeprefix("http://testserver")
    )
    assert address not in browser.get("/digest/").text
    reader = Client()
    answer = reader.get(address, headers={"User-Agent": "Reader/1"})
    key = AppKey.objects.get()
    assert key.used_by == "Reader/1"
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    atom = "{http://www.w3.org/2005/Atom}"
    feed = etree.fromstring(answer.content)
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries] == [
        "Week to Sunday, 1 November 2026: 1 thing that touches your gaps",
        "Week to Sunday, 25 October 2026: silence",
    ]
    content = entries[0].findtext(f"{atom}content") or ""
    assert f"<blockquote><p>{QUOTE}</p></blockquote>" in content
    assert "knows &lt;phones&gt;" in content
    assert len({entry.findtext(f"{atom}id") for entry in entries}) == 2
    assert reader.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert reader.post(address).status_code == 405
    assert "last used" in browser.get("/digest/").text
    assert reader.get(address.replace("/digest.atom", "")).status_code == 404, "it opens no podcast feed"
    browser.post(f"/settings/apps/{key.pk}/revoke", {"next": "/digest/"})
    assert reader.get(address).status_code == 404
    assert browser.post("/digest/feed", {"label": " "}).status_code == 400


def test_a_week_with_much_in_it_costs_no_more_queries(browser: Client, me: User) -> None:
    def queries(day: date, lines: int) -> int:
        a_week(me, day, lines)
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/digest/{day}")
        return len(seen)

    a_nugget(a_road(me), "I never looked back.")
    few = queries(DAY, 1)
    assert queries(DAY - timedelta(days=7), 12) == few
