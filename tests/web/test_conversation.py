"""A conversation reads as an interview; an item that came by several ways says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors.actions.converse import converse
from manymentors.actions.forget import forget
from manymentors.actions.name_person import person_called
from manymentors.store.models import Conversation, Errand, Item, Source, User
from tests.factories import NOW, a_post, a_source, a_user, an_item
from tests.sources.mastodon_server import BASE, Mastodon, a_status, an_account
from tests.sources.networks import Elsewhere, answering

pytestmark = pytest.mark.django_db

ADA = an_account("ada")


def sixty() -> Mastodon:
    """A conversation of sixty posts: ada and bo in turn, and strangers who answer aside."""
    bo = an_account("bo", "8", display_name="Bo <b>Sample</b>")
    told = [a_status(0, bo, "<p>It began here</p>")]
    for number in range(1, 60):
        who = (ADA, bo)[number % 2] if number % 3 else an_account(f"guest{number}", str(number + 10))
        answered = number - 1 if (number - 1) % 3 or number == 1 else number - 2
        told.append(a_status(number, who, in_reply_to_id=str(1000 + answered)))
    server = Mastodon()
    server.talks = {"1000": ([], told[0], told[1:])}
    return server


def fetched(item: Item, server: Mastodon, number: str = "1000") -> Conversation:
    item.url = f"{BASE}/@ada/{number}"
    with answering(server) as here, Elsewhere({BASE: here}) as client:
        return converse(item, client, NOW)


def test_the_item_leads_to_its_conversation_which_the_worker_fetches(browser: Client, me: User) -> None:
    item = a_post(me)
    assert f'href="/items/{item.pk}/conversation"' in browser.get(f"/items/{item.pk}/").text
    here = f"/items/{item.pk}/conversation"
    assert "Fetch the conversation" in browser.get(here).text
    assert "is being fetched" in browser.post(here, follow=True).text
    assert Errand.objects.get().payload == {"item": item.pk}
    assert "Fetch the conversation" not in browser.get(here).text, "it is asked for already"


def test_it_reads_as_an_interview_with_my_people_in_bold(browser: Client, me: User) -> None:
    item = a_post(me)
    fetched(item, sixty())
    text = browser.get(f"/items/{item.pk}/conversation").text
    assert "60 posts" in text
    assert text.count('<article class="speech') <= 60
    assert all(f"post {number}<" in text for number in range(1, 60))
    assert "<b>Ada Example</b>" in text
    assert "Bo &lt;b&gt;Sample" in text or "Bo Sample" in text
    assert "<b>Bo" not in text
    assert "answer aside, by Guest" in text
    assert text.index("It began here") < text.index("post 1<")


def test_a_network_that_cannot_be_had_says_so_and_what_was_there_stays(browser: Client, me: User) -> None:
    item = a_post(me)
    fetched(item, sixty())
    row = fetched(item, Mastodon())
    assert row.problem
    text = browser.get(f"/items/{item.pk}/conversation").text
    assert "60 posts" in text
    assert row.problem[:20] in text


def test_what_was_deleted_since_is_not_kept(me: User) -> None:
    item = a_post(me)
    fetched(item, sixty())
    server = sixty()
    above, first, rest = server.talks["1000"]
    server.talks["1000"] = (above, first, rest[:5])
    assert len(fetched(item, server).turns) == 6


def test_who_is_forgotten_is_struck_from_the_conversations_of_others(me: User) -> None:
    fetched(a_post(me, f"{BASE}/@bo/1001", "Bo Sample"), sixty())
    a_post(me)
    forget(person_called("Ada Example"))
    told = {turn["author"] for turn in Conversation.objects.get().turns}
    assert "Ada" not in told
    assert len(told) > 3


def test_other_kinds_and_other_users_find_no_conversation(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    feed = an_item(a_source(me, person_called("Cy Sample")))
    assert browser.get(f"/items/{feed.pk}/conversation").status_code == 404
    assert "conversation" not in browser.get(f"/items/{feed.pk}/").text.split("<main")[1]
    item = a_post(me)
    assert as_user(a_user("bob")).get(f"/items/{item.pk}/conversation").status_code == 404


def test_a_page_asks_as_often_for_sixty_posts_as_for_two(browser: Client, me: User) -> None:
    item = a_post(me)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/items/{item.pk}/conversation")
        return len(seen)

    server = sixty()
    above, first, rest = server.talks["1000"]
    server.talks["1000"] = (above, first, rest[:1])
    fetched(item, server)
    few = asked()
    fetched(item, sixty())
    assert asked() == few


def test_an_item_that_came_by_several_ways_tells_all_of_them(browser: Client, me: User) -> None:
    item = a_post(me)
    for number, (who, boosted) in enumerate((("Bo Sample", True), ("Cy Sample", False))):
        source = a_source(me, person_called(who))
        Source.objects.filter(pk=source.pk).update(title=f"{who} boosts")
        Item.objects.create(
            source=source, key=f"k{number}", kind="post", url=item.url, first_seen=NOW,
            boost_of=item.key if boosted else "", published=NOW - timedelta(days=number), text="Which book?",
        )  # fmt: skip
    text = browser.get(f"/items/{item.pk}/").text
    assert "It came to you by 2 other ways too" in text
    assert text.index("Cy Sample boosts") < text.index("Bo Sample boosts")
    assert "boosted it" in text
    alone = an_item(a_source(me))
    assert "came to you by" not in browser.get(f"/items/{alone.pk}/").text
