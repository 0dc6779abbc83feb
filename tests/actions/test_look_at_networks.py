"""Looking at accounts of networks: posts come and stay, edits are kept, boosts bring but are not said, trouble is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from manymentors.actions.follow import follow
from manymentors.actions.look import look, save
from manymentors.actions.read import first_reading
from manymentors.http_client import Client
from manymentors.shapes import FoundItem, FoundSource, Link
from manymentors.sources.look import look as preview
from manymentors.store.models import Appearance, Item, Person, Source
from tests.factories import NOW, a_user
from tests.sources.mastodon_server import BASE, Mastodon, a_status, an_account, boost
from tests.sources.networks import Elsewhere, answering

pytestmark = pytest.mark.django_db


@pytest.fixture
def mastodon() -> Mastodon:
    return Mastodon()


@pytest.fixture
def client(mastodon: Mastodon) -> Iterator[Client]:
    with answering(mastodon) as here, Elsewhere({BASE: here}) as one:
        yield one


def followed(mastodon: Mastodon, client: Client) -> Source:
    mastodon.accounts.setdefault("ada", an_account("ada"))
    mastodon.posts.setdefault("7", [])
    (found,) = preview("@ada@social.example", client)
    return follow(a_user(), found, person="Ada Example").follow.source


def test_posts_are_updated_and_never_lost(mastodon: Mastodon, client: Client) -> None:
    ada = mastodon.add(an_account("ada"))
    first, second = a_status(1, ada), a_status(2, ada)
    mastodon.posts["7"] = [first, second]
    source = followed(mastodon, client)
    assert look(source, client, NOW).new == 2
    assert look(source, client, NOW).changed == 0
    second["content"] = "<p>post 2, mended</p>"
    mastodon.posts["7"] = [second]
    looked = look(source, client, NOW)
    assert (looked.new, looked.changed, looked.problem) == (0, 1, "")
    assert sorted(source.items.values_list("text", flat=True)) == ["post 1", "post 2, mended"]


def test_what_is_boosted_is_kept_as_boosted_and_nobody_says_it(mastodon: Mastodon, client: Client) -> None:
    ada, bo = mastodon.add(an_account("ada")), an_account("bo", "8")
    mastodon.posts["7"] = [boost(2, ada, a_status(1, bo, "<p>I became a manager in 2012.</p>"))]
    source = followed(mastodon, client)
    look(source, client, NOW)
    item = source.items.get()
    assert item.boost_of == f"{BASE}/users/bo/statuses/1001"
    assert [(one.person.name, one.role) for one in Appearance.objects.all()] == [("Ada Example", "booster")]
    assert first_reading(item).milestones == ()


def test_a_thread_is_one_however_its_posts_came(mastodon: Mastodon, client: Client) -> None:
    ada = mastodon.add(an_account("ada"))

    def answer(number: int, to: int) -> dict[str, object]:
        return a_status(number, ada, in_reply_to_id=str(1000 + to), in_reply_to_account_id="7")

    mastodon.posts["7"] = [a_status(1, ada), answer(2, 1)]
    source = followed(mastodon, client)
    look(source, client, NOW)
    mastodon.posts["7"] = [answer(3, 2), answer(4, 3)]
    look(source, client, NOW)
    assert set(source.items.values_list("thread", flat=True)) == {f"{BASE}/users/ada/statuses/1001"}
    assert source.items.count() == 4


def test_trouble_is_told_and_what_was_read_stays(mastodon: Mastodon, client: Client) -> None:
    ada = mastodon.add(an_account("ada"))
    mastodon.posts["7"] = [a_status(1, ada)]
    source = followed(mastodon, client)
    look(source, client, NOW)
    mastodon.posts["7"] = []
    ada["suspended"] = True
    assert "suspended by its server" in look(source, client, NOW).problem
    mastodon.accounts.clear()
    assert "knows no account @ada" in look(source, client, NOW).problem
    mastodon.allowed = 0
    assert "too busy" in look(source, client, NOW).problem
    source.refresh_from_db()
    assert source.next_check - NOW >= timedelta(hours=23), "the server said when it gives more"
    assert source.items.count() == 1


def test_many_items_are_written_in_few_statements(
    django_assert_max_num_queries: CaptureQueriesContext,
) -> None:
    source = Source.objects.create(kind="x_archive", url="file:///x.zip")
    items = tuple(
        FoundItem(key=str(number), kind="post", text=f"post {number}", author="Ada Example")
        for number in range(2000)
    )
    with django_assert_max_num_queries(150):  # type: ignore[operator]
        assert save(source, FoundSource("x_archive", "file:///x.zip", items=items), NOW) == (2000, 0)
    assert Appearance.objects.filter(person=Person.objects.get()).count() == 2000
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert save(source, FoundSource("x_archive", "file:///x.zip", items=items), NOW) == (0, 0)


def test_what_only_links_is_shown_and_not_read() -> None:
    source = Source.objects.create(kind="github", url="https://github.com/ada")
    week = FoundItem(
        key="2026-W47", kind="post", html="<p>Released it.</p>", links=(Link("https://a.example/"),)
    )
    save(source, FoundSource("github", source.url, items=(week, week)), NOW)
    item = Item.objects.get()
    assert (item.html, item.text) == ("<p>Released it.</p>", "")
    reading = first_reading(item)
    assert (reading.milestones, reading.nuggets, reading.endorsements) == ((), (), ())
