"""Other apps: keys are made, shown once, revoked; and what apps ask is answered."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from manymentors.actions.app_key import make_key
from manymentors.actions.follow import follow
from manymentors.errors import InputError
from manymentors.jobs.derived import refill_queues
from manymentors.jobs.errands import Errands
from manymentors.shapes import FoundSource
from manymentors.store.models import AppKey, AppSubscription, Follow, User
from tests.factories import a_source, a_user, an_episode

pytestmark = pytest.mark.django_db


def test_a_feed_s_address_is_shown_once_and_opens_the_feed(browser: Client, me: User) -> None:
    answer = browser.post("/settings/apps", {"opens": "queue", "label": " My  phone "})
    found = re.search(r"http://testserver(/feed/[2-9a-z]{28})", answer.text)
    assert found
    assert Client().get(found[1]).status_code == 200
    again = browser.get("/settings/apps").text
    assert found[1] not in again
    assert "My phone" in again
    assert "last used just now" in again or "last used 0" in again


def test_a_key_for_an_app_that_syncs_is_shown_with_server_and_name(browser: Client, me: User) -> None:
    text = browser.post("/settings/apps", {"opens": "sync", "label": "Phone"}).text
    assert re.search(r"<dd class=\"secret\" tabindex=\"0\">([2-9a-z]{4}-){6}[2-9a-z]{4}</dd>", text)
    assert "http://testserver" in text
    assert not AppKey.objects.get().shows
    browser.post("/settings/apps", {"opens": "sync", "label": "Tablet", "shows": "1"})
    assert AppKey.objects.get(label="Tablet").shows


def test_a_key_without_a_name_or_for_nothing_is_refused(browser: Client) -> None:
    assert browser.post("/settings/apps", {"opens": "sync", "label": " "}).status_code == 400
    assert browser.post("/settings/apps", {"opens": "everything", "label": "Phone"}).status_code == 400
    assert not AppKey.objects.exists()


def test_there_is_an_end_to_keys(me: User, monkeypatch: pytest.MonkeyPatch) -> None:
    AppKey.objects.bulk_create(AppKey(user=me, opens="sync", label="x", digest=str(n)) for n in range(50))
    with pytest.raises(InputError, match="Revoke those"):
        make_key(me, "sync", "one more")


def test_a_revoked_key_is_gone_and_another_s_is_not_mine(browser: Client, me: User) -> None:
    row, secret = make_key(me, "queue", "Phone")
    hers, _ = make_key(a_user("eve"), "queue", "Her phone")
    assert "Her phone" not in browser.get("/settings/apps").text
    assert browser.post(reverse("app-revoke", args=[hers.pk])).status_code == 404
    assert "opens nothing any more" in browser.post(reverse("app-revoke", args=[row.pk]), follow=True).text
    assert Client().get(f"/feed/{secret}").status_code == 404
    assert list(AppKey.objects.all()) == [hers]


@pytest.mark.parametrize("say", ["unfollow", "keep"])
def test_what_i_left_there_is_asked_about_and_answered(browser: Client, me: User, say: str) -> None:
    source = a_source(me)
    row = AppSubscription.objects.create(
        user=me, cursor=1, url=source.url, source=source, added=False, device="phone", open=True
    )
    assert "Unfollow here too?" in browser.get("/settings/apps").text
    url = reverse("app-unsubscribed", args=[row.pk])
    browser.post(url, {"say": say})
    assert Follow.objects.filter(user=me).exists() == (say == "keep")
    assert "Unfollow here too?" not in browser.get("/settings/apps").text
    assert browser.post(url, {"say": say}).status_code == 404
    if say == "unfollow":
        browser.get("/settings/apps")
        undo = browser.session["undo"]
        browser.post(undo["url"], undo["fields"])
        assert Follow.objects.filter(user=me).exists()


def test_the_worker_knows_how_to_follow_what_an_app_subscribed_to(me: User) -> None:
    from manymentors.actions.app_subscriptions import follow_uploaded
    from manymentors.jobs.errands import BEGIN

    assert BEGIN["subscribe"] is Errands.subscribe
    known = follow(me, FoundSource("podcast", "https://p.example/feed"), why="mine").follow
    for _ in range(2):
        sources = follow_uploaded(me, ["https://p.example/feed", "https://q.example/feed"], "from AntennaPod")
        assert [source.url for source in sources] == ["https://p.example/feed", "https://q.example/feed"]
    new = Follow.objects.get(source__url="https://q.example/feed")
    assert (new.found_in, new.source.kind) == ("from AntennaPod", "podcast")
    known.refresh_from_db()
    assert known.why == "mine"
    assert Follow.objects.count() == 2


def test_the_worker_fills_the_queues_of_those_who_want_it(me: User) -> None:
    from manymentors.actions.queue import set_budget

    for user in (me, a_user("eve")):
        an_episode(a_source(user))
        set_budget(user, minutes=180, technical=40, career=30, soft=30, refills=user == me)
    refill_queues()
    assert [row.user for row in me.queue.model.objects.all()] == [me]  # type: ignore[attr-defined]
