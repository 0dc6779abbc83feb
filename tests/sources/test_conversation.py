"""Whole conversations, as Mastodon servers and Bluesky show them to anybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import NotAFeed, NotFound, RateLimited, ServerFailed
from manymentors.http_client import Client
from manymentors.sources.bluesky.api import APPVIEW
from manymentors.sources.conversation import _of_thread, can_be_asked, conversation
from tests.shared import shared
from tests.sources.mastodon_server import BASE, Mastodon, a_status, an_account
from tests.sources.networks import Answer, Elsewhere, Query, Said, answering
from tests.sources.strategies import ANYTHING

ADA, BO = an_account("ada"), an_account("bo", "8", acct="bo@far.example", url="https://far.example/@bo")


@contextmanager
def speaking(answer: Answer) -> Iterator[Client]:
    with answering(answer) as here, Elsewhere({BASE: here, APPVIEW: here}) as client:
        yield client


# --- Mastodon ------------------------------------------------------------------------------------------------


def a_talk() -> Mastodon:
    """ada asks (0), bo answers (1), ada thanks (2); a private answer (3); somebody else answers the question (4)."""
    ask = a_status(0, ADA, "<p>Which book?</p>")
    answer = a_status(1, BO, "<p>The one on <b>budgets</b>.</p>", in_reply_to_id="1000")
    thanks = a_status(2, ADA, in_reply_to_id="1001")
    hidden = a_status(3, BO, in_reply_to_id="1002", visibility="private")
    other = a_status(4, an_account("cy", "9"), in_reply_to_id="1000")
    server = Mastodon()
    server.talks = {
        "1000": ([], ask, [answer, thanks, hidden, other]),
        "1001": ([ask], answer, [thanks, hidden]),
    }
    return server


@pytest.mark.parametrize("number", ["1000", "1001"])
def test_the_whole_conversation_is_told_from_any_of_its_posts(number: str) -> None:
    with speaking(a_talk()) as client:
        told = conversation("mastodon", "anything", f"{BASE}/@ada/{number}", "", client)
    by_key = {turn.key.rpartition("/")[2]: turn for turn in told}
    assert sorted(by_key) == ["1000", "1001", "1002", "1004"], "what is not public is not told"
    assert by_key["1002"].reply_to == by_key["1001"].key
    assert by_key["1000"].reply_to == ""
    bo = by_key["1001"]
    assert (bo.author, bo.handle, bo.account) == ("Bo", "@bo@far.example", "https://far.example/@bo")
    assert (bo.text, bo.url) == ("The one on budgets.", "https://far.example/@bo/1001")
    assert by_key["1000"].handle == "@ada@social.example"
    assert by_key["1000"].published is not None


def test_a_post_that_is_gone_and_a_server_that_asks_for_peace_are_told_apart() -> None:
    server = a_talk()
    with speaking(server) as client, pytest.raises(NotFound):
        conversation("mastodon", "x", f"{BASE}/@ada/1", "", client)
    server.allowed = 0
    with speaking(server) as client, pytest.raises(RateLimited):
        conversation("mastodon", "x", f"{BASE}/@ada/1000", "", client)


def test_other_networks_show_no_conversations() -> None:
    with speaking(Mastodon()) as client, pytest.raises(NotAFeed, match="shows no conversations"):
        conversation("feed", "x", "https://blog.example/post", "", client)
    assert can_be_asked("mastodon", "x", f"{BASE}/users/ada/statuses/12")
    assert can_be_asked("bluesky", "at://did:plc:ada/app.bsky.feed.post/1", "")
    assert not can_be_asked("mastodon", "x", f"{BASE}/@ada")
    assert not can_be_asked("feed", "at://x", f"{BASE}/@ada/12")


def test_recorded_answers_are_read() -> None:
    recorded = json.loads(shared("fixtures/mastodon/test_status_context.json").read_text())
    post, around = (call["response"]["body"] for call in recorded[:2])
    server = Mastodon()
    server.talks = {post["id"]: (around["ancestors"], post, around["descendants"])}
    with speaking(server) as client:
        told = conversation("mastodon", "x", f"{BASE}/@mastodonpy_test/{post['id']}", "", client)
    assert [turn.text for turn in told] == ["Toot!"]


# --- Bluesky -------------------------------------------------------------------------------------------------


def uri(number: int, who: str = "ada") -> str:
    return f"at://did:plc:{who}/app.bsky.feed.post/{number}"


def node(number: int, who: str = "ada", *replies: Any, **more: Any) -> dict[str, Any]:
    author = {"did": f"did:plc:{who}", "handle": f"{who}.bsky.social", "displayName": who.title()}
    record = {"text": f"post {number}", "createdAt": f"2026-10-01T0{number}:00:00Z"}
    return {
        "post": {"uri": uri(number, who), "author": author, "record": record},
        "replies": [*replies],
        **more,
    }


class Threads:
    def __init__(self, **threads: Any) -> None:
        self.threads, self.asked, self.status = threads, list[str](), 200

    def __call__(self, path: str, query: Query) -> Said:
        assert path.endswith("getPostThread")
        self.asked.append(query["uri"])
        number = query["uri"].rpartition("/")[2]
        if self.status != 200:
            return Said(b"", self.status)
        if f"n{number}" not in self.threads:
            return Said({"error": "NotFound"}, 400)
        return Said({"thread": self.threads[f"n{number}"]})


def numbers(threads: Threads, key: str, root: str = "") -> list[tuple[str, str]]:
    with speaking(threads) as client:
        told = conversation("bluesky", key, "", root, client)
    return [(turn.key.rpartition("/")[2], turn.reply_to.rpartition("/")[2]) for turn in told]


def test_a_thread_is_told_from_where_it_begins() -> None:
    gone = {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri(9), "notFound": True}
    whole = node(1, "ada", node(2, "bo", node(3, "ada")), gone, node(4, "cy"))
    threads = Threads(n1=whole)
    assert numbers(threads, uri(3), uri(1)) == [("1", ""), ("2", "1"), ("4", "1"), ("3", "2")]
    assert threads.asked == [uri(1)]


def test_where_the_beginning_is_gone_or_too_far_away_it_is_told_from_the_post() -> None:
    middle = node(2, "bo", node(3, "ada"), parent=node(1, "ada"))
    assert numbers(Threads(n2=middle), uri(2, "bo"), uri(1)) == [("1", ""), ("2", "1"), ("3", "2")]
    assert numbers(Threads(n1=node(1), n2=middle), uri(2, "bo"), uri(1)) == [
        ("1", ""),
        ("2", "1"),
        ("3", "2"),
    ]
    assert numbers(Threads(n1=node(1)), uri(1), uri(1)) == [("1", "")]
    with pytest.raises(NotFound, match="shows this post no more"):
        numbers(Threads(), uri(1))
    broken = Threads()
    broken.status = 502
    with pytest.raises(ServerFailed):
        numbers(broken, uri(1))


def test_recorded_threads_are_read() -> None:
    folder = shared("fixtures/atproto") / "captured"
    whole = json.loads((folder / "getPostThread.json").read_text())["thread"]
    told = list(_of_thread(whole))
    assert len(told) >= 3
    assert {turn.reply_to for turn in told} <= {"", *(turn.key for turn in told)}
    orphan = json.loads((folder / "getPostThread_parent_deleted.json").read_text())["thread"]
    assert [turn.text for turn in _of_thread(orphan)] == ["reply to deleted"]


@given(st.dictionaries(st.sampled_from(["post", "parent", "replies"]), ANYTHING))
def test_whatever_a_server_says_is_no_fault(told: dict[str, Any]) -> None:
    assert all(turn.key for turn in _of_thread(told))
