"""Accounts, lists and starter packs of Bluesky, read from an AppView of ours and from recorded answers."""

from __future__ import annotations

import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import BrokenFile, InputError, NotAFeed, NotFound, RateLimited, ServerFailed
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources.bluesky.api import APPVIEW
from manymentors.sources.bluesky.read import read_account, read_entry, with_links
from manymentors.sources.fetch import fetch
from manymentors.sources.kinds import bluesky
from manymentors.sources.look import look
from tests.shared import shared
from tests.sources.networks import Asked, Elsewhere, Query, Said, answering
from tests.sources.strategies import ANYTHING

ADA = "https://bsky.app/profile/did:plc:ada"
PAIR = Path(__file__).parents[1] / "data" / "bluesky" / "ada.json"
LIST = "at://did:plc:ada/app.bsky.graph.list/3l"


class AppView:
    """Answers as the AppView does; `posts` of ada by number, one an hour."""

    def __init__(self) -> None:
        self.profiles: dict[str, dict[str, Any]] = {
            name: {"did": "did:plc:ada", "handle": "ada.bsky.social", "displayName": "Ada Holm"}
            for name in ("ada.bsky.social", "did:plc:ada")
        }
        self.posts = range(3)
        self.people = [f"did:plc:p{number}" for number in range(150)]
        self.about: dict[str, Any] = {"name": "Mentors", "purpose": "app.bsky.graph.defs#curatelist"}
        self.pack: dict[str, Any] = {"record": {"name": "Start here"}, "list": {"uri": LIST}}
        self.allowed = 300
        self.status = 200

    def __call__(self, path: str, query: Query) -> Said:
        self.allowed -= 1
        if self.allowed < 0:
            return Said({"error": "RateLimitExceeded"}, 429, {"ratelimit-reset": "99999999999"})
        if self.status != 200:
            return Said(b"", self.status)
        call = path.removeprefix("/xrpc/app.bsky.")
        if call == "actor.getProfile" and query["actor"] in self.profiles:
            return Said(self.profiles[query["actor"]])
        if call == "feed.getAuthorFeed" and query["actor"] == "did:plc:ada":
            newest = [number for number in reversed(self.posts) if number < int(query.get("cursor", 10**6))]
            page = newest[:100]
            more = {"cursor": str(page[-1])} if page else {}
            return Said({"feed": [a_post(number) for number in page]} | more)
        if call == "graph.getList" and query["list"] == LIST:
            start = int(query.get("cursor", 0))
            items = [
                {"subject": {"did": did, "handle": f"{did[8:]}.example"}}
                for did in self.people[start : start + 100]
            ]
            more = {"cursor": str(start + 100)} if start + 100 < len(self.people) else {}
            return Said({"list": self.about, "items": items} | more)
        if call == "graph.getStarterPack":
            assert query["starterPack"] == "at://did:plc:ada/app.bsky.graph.starterpack/3p"
            return Said({"starterPack": self.pack})
        return Said({"error": "InvalidRequest", "message": "Profile not found"}, 400)


def a_post(number: int) -> dict[str, Any]:
    when = f"2026-{1 + number // 672:02}-{1 + number // 24 % 28:02}T{number % 24:02}:00:00.000Z"
    author = {"did": "did:plc:ada", "handle": "ada.bsky.social"}
    uri = f"at://did:plc:ada/app.bsky.feed.post/{number}"
    record = {"text": f"post {number}", "createdAt": when}
    return {"post": {"uri": uri, "author": author, "indexedAt": when, "record": record}}


@pytest.fixture
def appview() -> AppView:
    return AppView()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def client(appview: AppView, asked: Asked) -> Iterator[Client]:
    with answering(appview, asked) as here, Elsewhere({APPVIEW: here}) as one:
        yield one


def source_of(fetched: Fetched) -> FoundSource:
    assert fetched.source is not None
    return fetched.source


def test_an_account_says_what_its_pair_expects() -> None:
    told = json.loads(PAIR.read_text())
    assert read_account(told["profile"], told["feed"]) == runpy.run_path(f"{PAIR}.py")["expected"]


def test_an_account_whose_name_no_longer_leads_to_it_is_known_by_its_identity() -> None:
    found = read_account({"did": "did:plc:ada", "handle": "handle.invalid", "description": "http://[::1 x"})
    assert (found.title, found.site_url, found.accounts) == ("did:plc:ada", ADA, ())


# --- addresses


@pytest.mark.parametrize(
    "address",
    [
        "@ada.bsky.social",
        "ada.bsky.social",
        "did:plc:ada",
        "at://did:plc:ada",
        "at://ada.bsky.social/app.bsky.feed.post/2",
        "https://bsky.app/profile/ada.bsky.social",
        "https://bsky.app/profile/did:plc:ada/",
        "bsky.app/profile/ada.bsky.social/post/2?ref=x",
        "https://bsky.app/profile/ada.bsky.social/feed/x",
    ],
)
def test_every_way_to_write_an_account_leads_to_its_identity(client: Client, address: str) -> None:
    (found,) = look(address, client)
    assert (found.kind, found.url, found.title) == ("bluesky", ADA, "Ada Holm (@ada.bsky.social)")
    assert [item.text for item in found.items] == ["post 2", "post 1", "post 0"]


@pytest.mark.parametrize(
    ("address", "folder"),
    [
        (LIST, "Mentors"),
        ("https://bsky.app/profile/ada.bsky.social/lists/3l", "Mentors"),
        ("https://bsky.app/starter-pack/ada.bsky.social/3p", "Start here"),
        ("https://bsky.app/start/did:plc:ada/3p", "Start here"),
        ("at://did:plc:ada/app.bsky.graph.starterpack/3p", "Start here"),
    ],
)
def test_everybody_in_a_list_can_be_followed(client: Client, asked: Asked, address: str, folder: str) -> None:
    found = look(address, client)
    assert len(found) == 150
    assert found[3] == FoundSource(
        "bluesky",
        "https://bsky.app/profile/did:plc:p3",
        "@p3.example",
        site_url="https://bsky.app/profile/p3.example",
        folder=(folder,),
        accounts=found[3].accounts,
    )
    assert not [path for path in asked.paths if "getAuthorFeed" in path]


def test_a_list_ends_somewhere(appview: AppView, client: Client) -> None:
    appview.people = [f"did:plc:p{number}" for number in range(3000)]
    assert len(look(LIST, client)) == 1000


def test_a_list_of_those_to_be_hidden_is_not_followed(appview: AppView, client: Client) -> None:
    appview.about["purpose"] = "app.bsky.graph.defs#modlist"
    with pytest.raises(NotAFeed, match="to be hidden"):
        look(LIST, client)


def test_a_list_with_nobody_in_it_is_named(appview: AppView, client: Client) -> None:
    appview.people = []
    with pytest.raises(NotAFeed, match="nobody in this list"):
        look(LIST, client)
    appview.pack = {}
    with pytest.raises(NotAFeed, match="nobody in this list"):
        look("https://bsky.app/start/did:plc:ada/3p", client)


@pytest.mark.parametrize(
    "text",
    ["at://", "at://x y/z", "https://bsky.app/profile/ada", "https://bsky.app/start/ada/3p", "@ada", "ada.example",
     "https://bsky.app/", "https://other.example/profile/ada.bsky.social", "did:x"],
)  # fmt: skip
def test_what_has_another_form_is_not_asked_for(text: str) -> None:
    assert bluesky.named_in(text, text) is None


def test_identities_and_handles_are_told_as_the_protocol_tells_them() -> None:
    for name, form in (("handle", bluesky.HANDLE), ("did", bluesky.DID)):
        for valid in (True, False):
            file = shared(
                f"fixtures/atproto/interop/syntax/{name}_syntax_{'valid' if valid else 'invalid'}.txt"
            )
            for line in file.read_text().split("\n"):
                if line and not line.startswith("#"):
                    assert bool(form.fullmatch(line)) == valid, line


# --- fetching


def test_the_whole_history_comes_over_some_looks_and_nothing_is_missed(
    appview: AppView, client: Client
) -> None:
    appview.posts = range(1000)
    first = fetch("bluesky", ADA, client, Validators())
    second = fetch("bluesky", ADA, client, first.validators)
    keys = {item.key for item in (*source_of(first).items, *source_of(second).items)}
    assert len(keys) == 1000
    third = fetch("bluesky", ADA, client, second.validators)
    fourth = fetch("bluesky", ADA, client, third.validators)
    assert fourth == Fetched(None, third.validators)
    appview.posts = range(1001)
    assert source_of(fetch("bluesky", ADA, client, fourth.validators)).items[0].text == "post 1000"


def test_an_account_that_is_not_there_is_named(client: Client) -> None:
    for ask in (
        lambda: look("@nobody.bsky.social", client),
        lambda: fetch("bluesky", "https://bsky.app/profile/did:plc:nobody", client, Validators()),
    ):
        with pytest.raises(NotFound, match=r"shows no account .*nobody.* what was read stays"):
            ask()


def test_an_account_that_asks_not_to_be_shown_to_strangers_is_not(appview: AppView, client: Client) -> None:
    appview.profiles["did:plc:ada"]["labels"] = [{"val": "!no-unauthenticated"}]
    with pytest.raises(NotFound, match="only to people who are signed in"):
        fetch("bluesky", ADA, client, Validators())


def test_other_failures_come_through(appview: AppView, client: Client) -> None:
    appview.status = 502
    with pytest.raises(ServerFailed, match="502"):
        look("@ada.bsky.social", client)
    appview.status = 200
    appview.profiles["did:plc:ada"] = {}
    with pytest.raises(NotAFeed, match="no identity"):
        look("did:plc:ada", client)
    appview.allowed = 0
    with pytest.raises(RateLimited) as caught:
        look("@ada.bsky.social", client)
    assert (caught.value.wait, caught.value.whole_host) == (24 * 3600, True)
    with (
        answering(lambda path, query: Said(b"<html>")) as here,
        Elsewhere({APPVIEW: here}) as other,
        pytest.raises(BrokenFile, match="not JSON"),
    ):
        look("@ada.bsky.social", other)
    with pytest.raises(InputError, match="Follow it again"):
        fetch("bluesky", "https://bsky.app/", client, Validators())


# --- strangers


NAMES = (
    "uri", "did", "handle", "displayName", "description", "$type", "indexedAt", "createdAt", "record", "text", "facets",
    "embed", "media", "images", "alt", "external", "reply", "root", "parent", "labels", "values", "val", "author",
)  # fmt: skip
LOOSE = st.recursive(
    ANYTHING,
    lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=8,
)
TABLE = st.dictionaries(st.sampled_from(NAMES), LOOSE)


@settings(deadline=None)
@given(TABLE, TABLE, TABLE)
def test_no_entry_brings_the_reader_down(
    post: dict[str, Any], record: dict[str, Any], reason: dict[str, Any]
) -> None:
    told = {
        "post": {**post, "uri": "at://did:plc:x/app.bsky.feed.post/3a", "record": record},
        "reason": reason,
    }
    found = read_entry(told, "did:plc:ada")
    assert found is not None
    assert read_account({**post, "did": "did:plc:ada"}, [told, post]).url == ADA


@settings(deadline=None)
@given(
    st.text(),
    st.lists(st.tuples(st.integers(-2, 30), st.integers(-2, 30)), max_size=5),
)
def test_links_lose_no_word(text: str, places: list[tuple[int, int]]) -> None:
    text = text.encode("utf-8", "ignore").decode().replace("<", "").replace("&", "").replace(">", "")
    facets = [
        {"index": {"byteStart": start, "byteEnd": end}, "features": [{"uri": "https://a.example/"}]}
        for start, end in places
    ]
    html = with_links(text.replace("\n", ""), facets).replace("&quot;", '"').replace("&#x27;", "'")
    assert html.replace('<a href="https://a.example/">', "").replace("</a>", "") == text.replace("\n", "")


def test_every_recorded_answer_is_read() -> None:
    posts = 0
    for path in sorted(shared("fixtures/atproto/captured").glob("*.json")):
        waiting = [json.loads(path.read_text())]
        while waiting:
            told = waiting.pop()
            waiting += told if isinstance(told, list) else told.values() if isinstance(told, dict) else []
            if isinstance(told, dict) and "indexedAt" in told and "uri" in told and "author" in told:
                found = read_entry({"post": told}, "did:plc:x")
                assert found is not None
                posts += 1
            if isinstance(told, dict) and "did" in told and "handle" in told:
                assert read_account(told).title.startswith("@")
    assert posts > 30


def test_a_recorded_account_is_followed() -> None:
    def replay(path: str, query: Query) -> Said:
        page = "" if "cursor" in query else "_page1"
        name = "getProfile" if path.endswith("getProfile") else f"getAuthorFeed{page}"
        return Said(shared(f"fixtures/atproto/captured/{name}.json").read_bytes())

    with answering(replay) as here, Elsewhere({APPVIEW: here}) as client:
        (found,) = look("did:plc:eygz4r3dkvtbmuyy4qarsswm", client)
        fetched = fetch("bluesky", found.url, client, Validators())
    assert found.title == "@ada.test"
    texts = [item.text for item in source_of(fetched).items]
    assert texts[:3] == ["Link card", "An image post\n\n[Image: a blue rectangle]", "thanks!"]
    assert len(texts) == 4
