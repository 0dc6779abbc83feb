"""Whom an account follows, asked of servers of ours that speak as Mastodon, Bluesky and GitHub do, and read from what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings

from manymentors.errors import InputError, RateLimited, ServerFailed
from manymentors.http_client import Client
from manymentors.shapes import FoundItem, Link
from manymentors.sources.bluesky.api import APPVIEW
from manymentors.sources.follows import MOST, follows_of, item_of
from manymentors.sources.identities import points_at
from manymentors.sources.kinds.github import API
from tests.shared import shared
from tests.sources.mastodon_server import BASE, Mastodon, an_account
from tests.sources.networks import Answer, Asked, Elsewhere, Query, Said, answering
from tests.sources.strategies import ANYTHING

ADA = f"{BASE}/@ada"
ON_BLUESKY = "https://bsky.app/profile/did:plc:ada"


@contextmanager
def network(origin: str, answer: Answer, asked: Asked | None = None) -> Iterator[Client]:
    with answering(answer, asked) as here, Elsewhere({origin: here}) as client:
        yield client


def listed(kind: str, url: str, client: Client) -> FoundItem:
    item = follows_of(kind, url, "Ada", client).item
    assert item is not None
    return item


# --- Mastodon


def test_everybody_whom_an_account_on_mastodon_follows_is_listed_page_by_page() -> None:
    server, asked = Mastodon(), Asked()
    server.add(an_account("ada", following_count=100))
    far = an_account(
        "bo", id="9", acct="bo@far.example", url="https://far.example/@bo", display_name="Bo :star:"
    )
    unnamed = an_account("cy", id="10", display_name="")
    nowhere = an_account("dee", id="11", url="javascript:alert(1)")
    server.follows["7"] = [far, unnamed, nowhere, *(an_account(f"p{n}", id=str(n)) for n in range(20, 117))]
    with network(BASE, server, asked) as client:
        item = listed("mastodon", ADA, client)
    assert (item.key, item.title, item.text, len(item.links)) == ("following", "Whom Ada follows", "", 99)
    assert item.links[0] == Link("https://far.example/@bo", "Bo (@bo@far.example)")
    assert item.links[1] == Link(f"{BASE}/@cy", "@cy@social.example")
    assert [query.get("max_id") for path, query in asked.all if path.endswith("/following")] == [None, "80"]
    assert [pointer.whom.key for pointer in points_at(item)][:2] == [
        "mastodon:https://far.example/@bo",
        f"mastodon:{BASE}/@cy",
    ]
    assert {pointer.kind for pointer in points_at(item)} == {"follows"}


def test_a_list_that_is_hidden_or_shown_to_few_says_so() -> None:
    server = Mastodon()
    server.add(an_account("ada", following_count=3))
    with network(BASE, server) as client:
        told = follows_of("mastodon", ADA, "Ada", client)
        assert (told.item, told.why) == (None, "Whom they follow is hidden.")
        server.closed = True
        told = follows_of("mastodon", ADA, "Ada", client)
        assert (told.item, told.why) == (None, "social.example shows whom they follow only to its own users.")
        server.closed = False
        server.add(an_account("ada", following_count=0))
        assert listed("mastodon", ADA, client).links == ()


# --- Bluesky


class AppView:
    """`follows` of ada, a hundred a page; after `allowed` requests it asks for peace."""

    def __init__(self, follows: list[dict[str, Any]]) -> None:
        self.follows, self.allowed, self.circle = follows, 10**6, False

    def __call__(self, path: str, query: Query) -> Said:
        self.allowed -= 1
        if self.allowed < 0:
            return Said({}, 429, {"ratelimit-reset": "99999999999"})
        if path.endswith("getProfile"):
            return Said({"did": "did:plc:ada", "handle": "ada.example"})
        assert path.endswith("app.bsky.graph.getFollows")
        assert query["actor"] == "did:plc:ada"
        start = int(query.get("cursor", 0))
        more = {"cursor": str(start + 100)} if start + 100 < len(self.follows) else {}
        return Said(
            {"follows": self.follows[start : start + 100]} | ({"cursor": "7"} if self.circle else more)
        )


def person(number: int, **more: Any) -> dict[str, Any]:
    return {"did": f"did:plc:p{number}", "handle": f"p{number}.example", "displayName": f"P {number}"} | more


def test_everybody_whom_an_account_on_bluesky_follows_is_listed() -> None:
    shy = person(1, labels=[{"val": "!no-unauthenticated"}])
    lost = person(2, handle="handle.invalid", displayName="")
    appview = AppView([person(0), shy, lost, {"did": "no did"}, *map(person, range(3, 200))])
    with network(APPVIEW, appview) as client:
        item = listed("bluesky", ON_BLUESKY, client)
    assert len(item.links) == 199
    assert item.links[:2] == (
        Link("https://bsky.app/profile/did:plc:p0", "P 0 (@p0.example)"),
        Link("https://bsky.app/profile/did:plc:p2", ""),
    )


def test_a_list_is_taken_as_far_as_the_limit_and_never_round_in_a_circle() -> None:
    appview = AppView([person(n) for n in range(5000)])
    with network(APPVIEW, appview) as client:
        assert len(listed("bluesky", ON_BLUESKY, client).links) == MOST["bluesky"]
        appview.follows, appview.circle = appview.follows[:50], True
        assert len(listed("bluesky", ON_BLUESKY, client).links) == 50


def test_half_a_list_is_no_list() -> None:
    appview = AppView([person(n) for n in range(500)])
    appview.allowed = 3
    with network(APPVIEW, appview) as client, pytest.raises(RateLimited):
        follows_of("bluesky", ON_BLUESKY, "Ada", client)


def test_the_recorded_list_of_bluesky_is_read() -> None:
    def replay(path: str, query: Query) -> Said:
        name = "getProfile" if path.endswith("getProfile") else "getFollows"
        told = json.loads(shared(f"fixtures/atproto/captured/{name}.json").read_bytes())
        return Said(told | ({"follows": [], "cursor": ""} if "cursor" in query else {}))

    with network(APPVIEW, replay) as client:
        item = listed("bluesky", "https://bsky.app/profile/did:plc:eygz4r3dkvtbmuyy4qarsswm", client)
    assert item.links == (Link("https://bsky.app/profile/did:plc:6zxq5tfl6g7fnpyjz54ih26o", "@boris.test"),)


# --- GitHub


def test_everybody_whom_a_user_of_github_follows_is_listed() -> None:
    names = [f"user{n}" for n in range(130)]

    def answer(path: str, query: Query) -> Said:
        assert path == "/users/ada/following"
        start = 100 * (int(query["page"]) - 1)
        return Said([{"login": name} for name in [*names, "not a name"][start : start + 100]])

    with network(API, answer) as client:
        item = listed("github", "https://github.com/ada", client)
    assert len(item.links) == 130
    assert item.links[0] == Link("https://github.com/user0", "user0")
    assert points_at(item)[0].whom.key == "github:@user0"


# --- what goes wrong


def test_what_is_no_account_of_these_networks_is_said() -> None:
    with network(APPVIEW, lambda path, query: Said({}, 500)) as client:
        for kind, url, says in (
            ("bluesky", "https://bsky.app/", "@name.bsky.social"),
            ("mastodon", "https://social.example/", "@name@server"),
            ("github", "https://github.com/about", "https://github.com/name"),
            ("feed", "https://a.example/feed", "on no network"),
        ):
            with pytest.raises(InputError, match=says):
                follows_of(kind, url, "Ada", client)
        with pytest.raises(ServerFailed):
            follows_of("bluesky", ON_BLUESKY, "Ada", client)


@settings(deadline=None, max_examples=40)
@given(ANYTHING, ANYTHING)
def test_no_answer_brings_the_reader_down(told: object, one: object) -> None:
    def answer(path: str, query: Query) -> Said:
        if path.endswith("getProfile"):
            return Said({"did": "did:plc:ada"})
        return Said({"follows": told if isinstance(told, list) else [told, one]})

    with network(APPVIEW, answer) as client:
        listed("bluesky", ON_BLUESKY, client)


def test_nobody_is_a_list_too() -> None:
    assert item_of([], "Ada").links == ()
