"""The worker asks networks whom accounts follow: a few at a time, and no more of a host that asks for peace."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from manymentors.jobs.derived import FOLLOWS_AT_ONCE, ask_networks_for_follows
from manymentors.store.models import Follow, Source
from tests.factories import NOW, a_user
from tests.sources.networks import Asked, Query, Said, answering

pytestmark = pytest.mark.django_db

AT_ONCE = FOLLOWS_AT_ONCE["bluesky"]


@pytest.fixture
def asked(settings: Settings) -> Iterator[Asked]:
    """What an AppView was asked; after `status` is set on it, it answers only with that."""
    seen = Asked()

    def answer(path: str, query: Query) -> Said:
        if getattr(seen, "status", 200) != 200:
            return Said({}, 429, {"Retry-After": "60"})
        if path.endswith("getProfile"):
            return Said({"did": query["actor"], "handle": "ada.example"})
        return Said({"follows": [{"did": "did:plc:bo", "handle": "bo.example"}]})

    with answering(answer, seen) as here:
        settings.BLUESKY, settings.ALLOW_HOSTS = here, [here.removeprefix("http://")]
        yield seen


@pytest.fixture
def accounts() -> list[Source]:
    me = a_user()
    found = [
        Source.objects.create(
            kind="bluesky",
            url=f"https://bsky.app/profile/did:plc:p{number}",
            answered=NOW,
            title=f"P {number}",
        )
        for number in range(AT_ONCE + 2)
    ]
    for source in found:
        Follow.objects.create(user=me, source=source)
    return found


def told() -> int:
    return Source.objects.filter(items__key="following").count()


def test_a_few_accounts_of_a_network_are_asked_at_a_time(asked: Asked, accounts: list[Source]) -> None:
    ask_networks_for_follows()
    assert told() == AT_ONCE
    ask_networks_for_follows()
    assert told() == len(accounts)
    before = len(asked.all)
    ask_networks_for_follows()
    assert len(asked.all) == before, "nobody is asked again before a month is over"


def test_a_network_that_asks_for_peace_is_left_in_peace(asked: Asked, accounts: list[Source]) -> None:
    vars(asked)["status"] = 429
    ask_networks_for_follows()
    assert (told(), len(asked.all)) == (0, 1)
