"""Accounts on Mastodon, read through the real Mastodon.py from a server of ours and from recorded answers."""

from __future__ import annotations

import json
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import (
    AddressRefused,
    InputError,
    NotAFeed,
    NotFound,
    RateLimited,
    ServerFailed,
    Unreachable,
)
from manymentors.http_client import Client, Politeness
from manymentors.http_client.for_requests import session
from manymentors.shapes import AccountLink, Fetched, Validators
from manymentors.sources.fetch import fetch
from manymentors.sources.look import look
from manymentors.sources.mastodon.read import read_account, read_status
from tests.shared import shared
from tests.sources.mastodon_server import BASE, Mastodon, a_status, an_account, boost
from tests.sources.networks import Asked, Elsewhere, Query, Said, answering
from tests.sources.strategies import ANYTHING

ADA = f"{BASE}/@ada"
PAIR = Path(__file__).parents[1] / "data" / "mastodon" / "ada.json"


@pytest.fixture
def mastodon() -> Mastodon:
    return Mastodon()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def client(mastodon: Mastodon, asked: Asked) -> Iterator[Client]:
    with (
        answering(mastodon, asked) as here,
        Elsewhere({BASE: here, "https://moved.example": here}) as one,
    ):
        yield one


def keys(fetched: Fetched) -> list[str]:
    assert fetched.source is not None
    return [item.key.rpartition("/")[2] for item in fetched.source.items]


def test_an_account_says_what_its_pair_expects() -> None:
    told = json.loads(PAIR.read_text())
    found = read_account(told["account"], ADA, "@ada@social.example", told["statuses"])
    assert found == runpy.run_path(f"{PAIR}.py")["expected"]


# --- addresses


@pytest.mark.parametrize(
    "address",
    [
        "@ada@social.example",
        "@ada@Social.Example",
        "https://social.example/@ada",
        "social.example/@ada/",
        "https://social.example/@ada/1001",
        "https://social.example/@ada/with_replies?x=1",
        "https://social.example/users/ada",
        "https://social.example/users/ada/statuses/1001",
        "https://reader.example/@ada@social.example",
    ],
)
def test_every_way_to_write_an_account_leads_to_it(mastodon: Mastodon, client: Client, address: str) -> None:
    ada = mastodon.add(an_account("ada"))
    mastodon.posts["7"] = [a_status(1, ada)]
    (found,) = look(address, client)
    assert (found.kind, found.url, found.title) == ("mastodon", ADA, "Ada (@ada@social.example)")
    assert [item.text for item in found.items] == ["post 1"]


@pytest.mark.parametrize(
    "address",
    [
        "https://social.example/@ada.rss",
        "https://social.example/ada",
        "https://social.example/",
        "https://social.example/@ada/a-post-about-something",
    ],
)
def test_no_server_is_asked_for_an_address_of_another_form(
    client: Client, asked: Asked, address: str
) -> None:
    with pytest.raises(NotFound):
        look(address, client)
    assert not [path for path in asked.paths if path.startswith(("/api", "/.well-known"))]


def test_places_that_are_known_to_be_others_are_not_asked(asked: Asked) -> None:
    with (
        answering(lambda path, query: Said(b"<html></html>"), asked) as here,
        Elsewhere({"https://medium.com": here}) as client,
        pytest.raises(NotAFeed, match="names no feed"),
    ):
        look("https://medium.com/@ada", client)
    assert asked.paths == ["/@ada"]


def test_a_page_of_that_form_on_another_site_is_a_page(asked: Asked) -> None:
    with (
        answering(lambda path, query: Said(b"<html></html>"), asked) as here,
        Elsewhere({"https://site.example": here}) as client,
        pytest.raises(NotAFeed, match="names no feed"),
    ):
        look("https://site.example/@ada", client)
    assert asked.paths == ["/api/v1/accounts/lookup", "/@ada"]


def test_a_handle_leads_to_the_server_that_its_domain_names(mastodon: Mastodon, client: Client) -> None:
    mastodon.add(an_account("ada_h"))
    link = {
        "rel": "self",
        "type": "application/activity+json",
        "href": "https://moved.example/users/ada_h",
    }
    page = {"rel": "http://webfinger.net/rel/profile-page", "href": f"{BASE}/@ada_h"}
    finger = {"subject": "acct:ada_h@moved.example", "links": [page, link]}
    mastodon.fingers["acct:ada@social.example"] = finger
    assert look("@ada@social.example", client)[0].url == "https://moved.example/@ada_h"
    mastodon.fingers["acct:ada@social.example"] = {"links": [link]}
    assert look("@ada@social.example", client)[0].url == "https://moved.example/@ada_h"


# --- what goes wrong


def test_an_account_that_the_server_does_not_know_is_named(client: Client) -> None:
    with pytest.raises(NotFound, match=r"social\.example knows no account @ada\. Check the name"):
        look("@ada@social.example", client)


@pytest.mark.parametrize("address", ["@ada@gone.invalid", "https://gone.invalid/@ada"])
def test_a_server_that_is_gone_is_named(address: str) -> None:
    with (
        Client(user_agent="test", resolve=lambda host, port: [], politeness=Politeness(gap=0)) as client,
        pytest.raises(Unreachable, match=r"gone\.invalid cannot be reached"),
    ):
        look(address, client)


def test_a_server_that_shows_nothing_to_strangers_says_where_to_look() -> None:
    def refusing(path: str, query: object) -> Said:
        return Said({"error": "This method requires an authenticated user"}, 422)

    with (
        answering(refusing) as here,
        Elsewhere({BASE: here}) as client,
        pytest.raises(ServerFailed, match=r"only to its own users.*@ada\.rss"),
    ):
        look("@ada@social.example", client)


@pytest.mark.parametrize(
    ("flag", "words"), [("suspended", "suspended by its server"), ("limited", "to followers only")]
)
def test_an_account_that_its_server_hides_is_named_and_may_come_back(
    mastodon: Mastodon, client: Client, flag: str, words: str
) -> None:
    ada = mastodon.add(an_account("ada", **{flag: True}))
    for ask in (
        lambda: look("@ada@social.example", client),
        lambda: fetch("mastodon", ADA, client, Validators()),
    ):
        with pytest.raises(NotFound, match=f"{words}.*What was read stays") as caught:
            ask()
        assert caught.value.retry
    mastodon.posts["7"] = [a_status(1, ada)]
    assert keys(fetch("mastodon", ADA, client, Validators())) == ["1001"]


def test_an_account_that_is_empty_is_followed_all_the_same(mastodon: Mastodon, client: Client) -> None:
    mastodon.add(an_account("ada", display_name=""))
    (found,) = look("@ada@social.example", client)
    assert (found.title, found.people, found.items) == ("@ada@social.example", (), ())
    assert keys(fetch("mastodon", ADA, client, Validators())) == []


def test_an_account_that_has_moved_is_followed_there_and_its_past_is_kept(
    mastodon: Mastodon, client: Client
) -> None:
    new = an_account("ada2", "9", url="https://moved.example/@ada2")
    old = mastodon.add(an_account("ada", moved=new))
    mastodon.posts["7"] = [a_status(1, old)]
    assert [found.url for found in look("@ada@social.example", client)] == [ADA], "the new one is not there"
    mastodon.add(new)
    there, here = look("@ada@social.example", client)
    assert (there.url, here.url) == ("https://moved.example/@ada2", ADA)
    assert here.accounts == (AccountLink("https://moved.example/@ada2", "moved"),)
    fetched = fetch("mastodon", ADA, client, Validators())
    assert fetched.moved_to == "https://moved.example/@ada2"
    assert keys(fetched) == ["1001"]


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"[]", b'"x"', b"{}", b'{"id": "../..", "username": "ada"}', b'{"id": "1"}', b"[" * 100_000],
)
def test_what_is_no_answer_of_a_mastodon_server_gets_its_sentence(body: bytes) -> None:
    with answering(lambda path, query: Said(body)) as here, Elsewhere({BASE: here}) as client:
        with pytest.raises(NotAFeed, match="Mastodon server"):
            look("@ada@social.example", client)
        with pytest.raises(NotAFeed, match="Mastodon server"):
            fetch("mastodon", ADA, client, Validators())


def test_headers_that_break_the_library_get_their_sentence() -> None:
    def odd(path: str, query: object) -> Said:
        return Said(an_account("ada"), headers={"X-RateLimit-Reset": "when it suits"})

    with (
        answering(odd) as here,
        Elsewhere({BASE: here}) as client,
        pytest.raises(NotAFeed, match="not what a Mastodon server says"),
    ):
        look("@ada@social.example", client)


def test_an_address_that_is_no_account_is_named(client: Client) -> None:
    with pytest.raises(InputError, match="Follow it again as @name@server"):
        fetch("mastodon", BASE, client, Validators())


# --- paging


def test_the_whole_history_comes_over_some_looks_and_nothing_is_missed(
    mastodon: Mastodon, client: Client, asked: Asked
) -> None:
    ada = mastodon.add(an_account("ada"))
    mastodon.posts["7"] = [a_status(number, ada) for number in range(700)]
    seen: list[str] = []
    kept = Validators()
    for count in (320, 320, 140):
        fetched = fetch("mastodon", ADA, client, kept)
        kept = fetched.validators
        assert len(keys(fetched)) == count
        seen += keys(fetched)
    assert len(set(seen)) == 700
    kept = fetch("mastodon", ADA, client, kept).validators
    asked.all.clear()
    assert fetch("mastodon", ADA, client, kept) == Fetched(None, kept)
    assert len(asked.all) == 2, "the account and its newest page"

    mastodon.posts["7"] += [a_status(number, ada) for number in range(700, 744)]
    newest = fetch("mastodon", ADA, client, kept)
    assert len(keys(newest)) == 80
    mastodon.posts["7"] += [a_status(number, ada) for number in range(744, 1144)]
    first = fetch("mastodon", ADA, client, newest.validators)
    second = fetch("mastodon", ADA, client, first.validators)
    assert {str(1000 + number) for number in range(744, 1144)} <= {*keys(first), *keys(second)}


def test_a_server_that_asks_for_peace_is_left_in_peace_and_what_came_is_kept(
    mastodon: Mastodon, client: Client
) -> None:
    ada = mastodon.add(an_account("ada"))
    mastodon.posts["7"] = [a_status(number, ada) for number in range(100)]
    mastodon.allowed = 2
    first = fetch("mastodon", ADA, client, Validators())
    assert len(keys(first)) == 40
    with pytest.raises(RateLimited) as caught:
        fetch("mastodon", ADA, client, first.validators)
    assert (caught.value.wait, caught.value.whole_host) == (24 * 3600, True)
    mastodon.allowed = 300
    assert len(keys(fetch("mastodon", ADA, client, first.validators))) == 100


def test_a_page_that_leads_to_itself_ends_the_walk(client: Client) -> None:
    ada = an_account("ada")

    def turning(path: str, query: object) -> Said:
        link = {"Link": f'<{BASE}/api/v1/accounts/7/statuses?max_id=1001>; rel="next"'}
        return Said(ada) if path.endswith("lookup") else Said([a_status(1, ada)], headers=link)

    with answering(turning) as here, Elsewhere({BASE: here}) as other:
        assert fetch("mastodon", ADA, other, Validators()).validators.last_modified == ""


def test_an_edited_post_comes_again_and_a_boost_is_a_boost(mastodon: Mastodon, client: Client) -> None:
    bo = an_account("bo", "8")
    ada = mastodon.add(an_account("ada"))
    post = a_status(2, ada)
    mastodon.posts["7"] = [boost(3, ada, a_status(1, bo, "<p>theirs</p>")), post]
    first = fetch("mastodon", ADA, client, Validators())
    assert first.source is not None
    theirs, _ = first.source.items
    assert (theirs.text, theirs.author, theirs.boost_of) == ("theirs", "Bo", f"{BASE}/users/bo/statuses/1001")
    post["content"] = "<p>post 2, mended</p>"
    again = fetch("mastodon", ADA, client, first.validators)
    assert again.source is not None
    assert again.source.items[1].text == "post 2, mended"


# --- strangers


NAMES = (
    "id", "uri", "url", "content", "visibility", "created_at", "reblog", "account", "in_reply_to_id", "poll", "card",
    "in_reply_to_account_id", "mentions", "media_attachments", "quote", "spoiler_text", "display_name", "acct",
)  # fmt: skip


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_no_status_brings_the_reader_down(status: dict[str, Any]) -> None:
    for told in (
        status,
        {"uri": "x", "reblog": status},
        {**status, "uri": "x", "quote": {"quoted_status": status}},
    ):
        found = read_status(told, ADA)
        assert found is None or (found.key and "<script" not in found.html)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from((*NAMES, "note", "fields", "moved", "avatar_static")), ANYTHING))
def test_no_account_brings_the_reader_down(account: dict[str, Any]) -> None:
    assert read_account(account, ADA, "@ada@social.example").kind == "mastodon"
    assert read_account({"fields": [account], "moved": account}, ADA, "@a@b").url == ADA


def test_every_recorded_answer_is_read() -> None:
    posts = accounts = 0
    for path in sorted(shared("fixtures/mastodon").glob("*.json")):
        waiting = [json.loads(path.read_text())]
        while waiting:
            told = waiting.pop()
            if isinstance(told, list):
                waiting += told
            elif isinstance(told, dict):
                waiting += told.values()
                if "spoiler_text" in told and "uri" in told:
                    found = read_status(told, ADA)
                    assert (found is None) == (told["visibility"] in ("direct", "private"))
                    posts += 1
                elif "display_name" in told and "acct" in told:
                    assert read_account(told, ADA, "@a@b").title
                    accounts += 1
    assert posts > 50
    assert accounts > 50


def test_recorded_pages_are_walked_as_the_server_meant_them() -> None:
    recorded: dict[str, Said] = {}
    for name in ("test_account_lookup", "test_fetch_next_previous"):
        for call in json.loads(shared(f"fixtures/mastodon/{name}.json").read_text()):
            path = call["request"]["url"].removeprefix("http://localhost:3000").replace("limit=5", "limit=40")
            headers = {title: values[0] for title, values in call["response"]["headers"].items()}
            recorded.setdefault(path, Said(call["response"]["body"], call["response"]["status"], headers))

    def replay(path: str, query: Query) -> Said:
        asked = "&".join(f"{name}={query[name]}" for name in ("acct", "limit", "max_id") if name in query)
        return recorded.get(f"{path}?{asked}", Said([]))

    with answering(replay) as here, Elsewhere({BASE: here}) as client:
        fetched = fetch("mastodon", f"{BASE}/@mastodonpy_test", client, Validators())
    assert fetched.source is not None
    assert fetched.source.title == "John Lennon (@mastodonpy_test@social.example)"
    assert len(fetched.source.items) == 10
    assert fetched.validators.etag == "117020580518794573".zfill(24)


# --- the guard


def test_the_library_reaches_no_private_address() -> None:
    with (
        Client(
            user_agent="test", resolve=lambda host, port: ["127.0.0.1"], politeness=Politeness(gap=0)
        ) as client,
        pytest.raises(AddressRefused, match="private network"),
    ):
        fetch("mastodon", "https://inside.example/@ada", client, Validators())


def test_the_session_only_reads_and_knows_no_other_way_out(client: Client) -> None:
    with session(client) as made:
        assert sorted(made.adapters) == ["http://", "https://"]
        assert not made.trust_env
        with pytest.raises(AddressRefused, match="only read"):
            made.post(f"{BASE}/api/v1/statuses")


def test_the_library_is_loaded_only_when_a_server_is_asked() -> None:
    program = (
        "import sys, manymentors.sources.kinds as k; k.all_kinds(); print({'mastodon'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
