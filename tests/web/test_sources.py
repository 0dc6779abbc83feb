"""The sources I follow, and what is being done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from manymentors.actions import beat
from manymentors.actions.errand import ask
from manymentors.actions.listener import READER
from manymentors.actions.name_person import person_called
from manymentors.passages.cut import VERSION as CUTTER
from manymentors.store.models import Errand, Follow, Item, Source, User
from manymentors.store.queries.sources import SourceCard, sources_page
from manymentors.web.pages.sources import health
from tests.factories import a_source, a_user, an_item

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def a_card(paused: bool = False, **told: object) -> SourceCard:
    return SourceCard(Source(title="A show", **told), [Follow(paused=paused)], 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("card", "look", "sentence"),
    [
        (a_card(), "waits", "Not looked at yet."),
        (
            a_card(
                checked=NOW - timedelta(minutes=10),
                answered=NOW,
                next_check=NOW + timedelta(hours=2, minutes=1),
            ),
            "well",
            "Looked 10\xa0minutes ago. Next in 2\xa0hours.",
        ),
        (
            a_card(
                checked=NOW,
                answered=NOW - timedelta(days=3),
                problem="It is down.",
                next_check=NOW - timedelta(1),
            ),
            "trouble",
            "Has not answered for 3\xa0days: It is down. It is looked at next.",
        ),
        (
            a_card(checked=NOW, problem="No such host."),
            "trouble",
            "Has never answered: No such host. It is looked at next.",
        ),
        (a_card(checked=NOW), "well", "Looked just now. It is looked at next."),
        (a_card(paused=True, checked=NOW), "paused", "Paused: it is not looked at for you."),
    ],
)
def test_health_is_told_in_words(card: SourceCard, look: str, sentence: str) -> None:
    assert health(card, NOW) == (look, sentence)


def test_what_is_gone_for_good_is_said_so(browser: Client, me: User) -> None:
    Source.objects.filter(pk=a_source(me).pk).update(paused=True, checked=NOW, problem="410")
    assert "Gone for good, says the server." in browser.get("/sources/").text
    assert "Try again" in browser.get("/sources/").text


def test_a_source_is_looked_at_now_paused_and_resumed(browser: Client, me: User) -> None:
    source = a_source(me)
    browser.post(f"/sources/{source.pk}/", {"verb": "look"})
    assert Errand.objects.get().payload == {"sources": [source.pk]}
    answer = browser.post(f"/sources/{source.pk}/", {"verb": "pause"}, follow=True)
    assert "Paused “A show”" in answer.text
    assert "Undo" in answer.text
    assert Follow.objects.get().paused
    browser.post(f"/sources/{source.pk}/", {"verb": "resume"})
    assert not Follow.objects.get().paused
    assert browser.post(f"/sources/{source.pk}/", {"verb": "dance"}).status_code == 400


def test_a_pause_of_mine_is_not_another_users(browser: Client, me: User) -> None:
    source = a_source(me)
    Follow.objects.create(user=a_user("eve"), source=source)
    browser.post(f"/sources/{source.pk}/", {"verb": "pause"})
    assert not Follow.objects.get(user__username="eve").paused


def test_unfollowing_is_undone_with_its_trail(browser: Client, me: User) -> None:
    source = a_source(me, person_called("Ada Example"))
    Follow.objects.update(why="she wrote the manual", tier="now")
    answer = browser.post(f"/sources/{source.pk}/", {"verb": "unfollow"}, follow=True)
    assert not Follow.objects.exists()
    undo = browser.session["undo"]
    assert "Undo" in answer.text
    browser.post(undo["url"], undo["fields"])
    follow = Follow.objects.get()
    assert (follow.why, follow.tier, follow.person and follow.person.name) == (
        "she wrote the manual",
        "now",
        "Ada Example",
    )


def test_what_another_user_follows_does_not_exist(browser: Client, me: User) -> None:
    theirs = a_source(a_user("eve"))
    theirs.title = "Eve's private feed"
    theirs.save()
    assert "Eve&#x27;s" not in browser.get("/sources/").text
    for verb in ("look", "pause", "resume", "unfollow"):
        assert browser.post(f"/sources/{theirs.pk}/", {"verb": verb}).status_code == 404
    assert browser.post("/sources/again", {"note": "made by hand"}).status_code == 400
    assert not Errand.objects.exists()
    assert "Eve" not in browser.get("/sources/manymentors.opml").text


def test_sources_are_found_by_title_person_and_state(browser: Client, me: User) -> None:
    mine = a_source(me, person_called("Ada Example"))
    Source.objects.filter(pk=mine.pk).update(title="Low Tide", problem="It is down.", checked=NOW)
    a_source(me)
    assert [c.source.title for c in sources_page(me, words="ada").cards] == ["Low Tide"]
    assert [c.source.title for c in sources_page(me, words="tide LOW").cards] == ["Low Tide"]
    assert [c.source.title for c in sources_page(me, state="trouble").cards] == ["Low Tide"]
    assert [c.source.title for c in sources_page(me, state="silent").cards] == ["A show"]
    assert sources_page(me, state="paused").cards == []
    assert [c.source.title for c in sources_page(me).cards] == ["Low Tide", "A show"], "trouble comes first"
    assert "Nothing fits" in browser.get("/sources/?words=xylophone").text


def test_the_queries_do_not_grow_with_the_sources(browser: Client, me: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert browser.get("/sources/").status_code == 200
        return len(seen)

    for number in range(3):
        an_item(a_source(me, person_called(f"Ada Example{number}")))
    few = queries()
    for number in range(27):
        an_item(a_source(me, person_called(f"Ben Example{number}")))
    assert queries() == few


def test_subscriptions_are_taken_along_as_opml(browser: Client, me: User) -> None:
    source = a_source(me)
    Source.objects.filter(pk=source.pk).update(
        title="Salt & <Bread>", site_url="https://site.example/?a=1&b=2"
    )
    Follow.objects.update(folder="Listen / Interviews")
    local = a_source(me)
    Source.objects.filter(pk=local.pk).update(kind="folder", url="file:///home/me/talks")
    answer = browser.get("/sources/manymentors.opml")
    assert "attachment" in answer["Content-Disposition"]
    (outline,) = etree.fromstring(answer.content).iterfind(".//outline[@xmlUrl]")
    assert outline.get("text") == "Salt & <Bread>"
    assert outline.get("htmlUrl") == "https://site.example/?a=1&b=2"
    assert outline.getparent().get("text") == "Listen / Interviews"


def test_an_empty_page_offers_the_one_next_thing(browser: Client) -> None:
    text = browser.get("/sources/").text
    assert "Nothing to look at yet" in text
    assert "Follow your first person" in text


def test_progress_polls_while_something_runs_and_then_no_more(browser: Client, me: User) -> None:
    source = a_source(me)
    item = an_item(source)
    part = browser.get("/progress", headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in part
    assert "<h1>" not in part
    assert "No worker is running." in part
    beat.beat("local", timezone.now())
    assert "No worker is running." not in browser.get("/progress").text
    ask(me, "sync", sources=[source.pk])
    assert "Looking at 1 source: waits for the worker" in browser.get("/progress").text
    Errand.objects.update(ended=timezone.now())
    Source.objects.update(checked=timezone.now(), next_check=timezone.now() + timedelta(hours=1))
    assert "1 item is still to be read." in browser.get("/progress").text
    Item.objects.filter(pk=item.pk).update(cut_by=CUTTER, read_by=READER)
    text = browser.get("/progress").text
    assert "every 2s" not in text
    assert "Everything is looked at, heard and read." in text


def test_work_that_was_seen_and_has_ended_says_so_and_offers_to_show_it(browser: Client) -> None:
    seen = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?tier=weekly"}
    assert "Show it" not in browser.get("/progress", headers=seen).text
    ended = browser.get("/progress?seen=1", headers=seen).text
    assert "Everything is looked at, heard and read." in ended
    assert 'href="/people/?tier=weekly">Show it' in ended
    assert "every 2s" not in ended


@pytest.mark.parametrize("page", ["/", "/people/", "/compare/{}/"])
def test_pages_that_wait_for_reading_show_what_goes_on_while_it_is_asked_for(
    browser: Client, me: User, page: str
) -> None:
    person = person_called("Ada Example")
    source = a_source(me, person)
    address = page.format(person.pk)
    assert 'hx-get="/progress"' not in browser.get(address).text
    ask(me, "sync", sources=[source.pk])
    assert 'hx-get="/progress"' in browser.get(address).text
    Errand.objects.update(ended=timezone.now())
    assert 'hx-get="/progress"' not in browser.get(address).text


@pytest.mark.parametrize("tab", ["road", "shelf"])
def test_a_tab_of_somebody_never_looked_at_says_not_read_yet(browser: Client, me: User, tab: str) -> None:
    person = person_called("Ada Example")
    source = a_source(me, person)
    Source.objects.filter(pk=source.pk).update(checked=None)
    assert "Not read yet" in browser.get(f"/people/{person.pk}/{tab}").text
    Source.objects.filter(pk=source.pk).update(checked=timezone.now())
    assert "Not read yet" not in browser.get(f"/people/{person.pk}/{tab}").text


def test_progress_counts_what_is_mine_only(browser: Client, me: User) -> None:
    an_item(a_source(a_user("eve")))
    assert "every 2s" not in browser.get("/progress").text


def test_captions_are_offered_for_channels_and_turned_on_and_off(browser: Client, me: User) -> None:
    source = a_source(me)
    assert "Read captions as transcripts" not in browser.get("/sources/").text
    Source.objects.filter(pk=source.pk).update(kind="youtube")
    assert "Read captions as transcripts" in browser.get("/sources/").text
    answer = browser.post(f"/sources/{source.pk}/", {"verb": "captions"}, follow=True)
    assert "are read as transcripts" in answer.text
    assert "✓ Captions are read as transcripts" in answer.text
    browser.post(f"/sources/{source.pk}/", {"verb": "no-captions"})
    source.refresh_from_db()
    assert not source.captions
