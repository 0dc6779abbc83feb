"""Polls as servers that speak Mastodon's API tell of them; what is not told is not made up."""

from __future__ import annotations

import json
from typing import Any

import pytest

from manymentors.errors import BrokenFile, NotAFeed, NotFound
from manymentors.http_client import Client
from manymentors.shapes import PollForm, PollLimits
from manymentors.sources.polls import ask_poll, find_poll, limits, read_poll
from manymentors.sources.post import post_status
from tests.http_client.servers import serving
from tests.post_server import KEY, Networks
from tests.shared import shared
from tests.sources.mastodon_server import a_status, an_account


def recorded(name: str) -> list[dict[str, Any]]:
    return list(json.loads(shared(f"fixtures/mastodon/{name}.json").read_text()))


def test_the_recorded_polls_are_read_as_the_server_told_them() -> None:
    calls = recorded("test_polls")
    first = read_poll(calls[0]["response"]["body"]["poll"])
    assert first is not None
    assert (first.id, first.options, first.counts) == ("1", ("four twenty", "sixty-nine"), (0, 0))
    assert (first.several, first.closed, first.n) == (True, False, 0)
    assert first.ends is not None
    votes = [read_poll(call["response"]["body"]) for call in calls[1:5]]
    assert [(poll.counts, poll.votes, poll.n) for poll in votes if poll] == [
        ((0, 1), 1, 1), ((0, 1), 1, 1), ((1, 1), 2, 1), ((1, 1), 2, 1),
    ]  # fmt: skip


def test_a_poll_goes_out_as_the_recorded_one_did() -> None:
    sent = json.loads(recorded("test_polls")[0]["request"]["body"])
    with serving() as server, Client(user_agent="t", allow_hosts=[server.host]) as client:
        networks, base = Networks(server), server.url().rstrip("/")
        form = PollForm(("four twenty", "sixty-nine"), 300, several=True)
        posted = post_status(base, KEY, "nice", key="k", since=None, answers="", client=client, poll=form)
        assert json.loads(server.asked[-1].body) == sent | {"visibility": "public"}
        assert ask_poll(base, posted.poll, client).options == form.options
        networks.vote(posted.poll, 1)
        assert ask_poll(base, posted.poll, client).counts == (0, 1)


def test_what_a_server_takes_is_what_it_says_and_else_what_all_take() -> None:
    told = recorded("test_instance")[0]["response"]["body"]
    told["configuration"]["polls"]["max_options"] = 10
    with serving() as server, Client(user_agent="t", allow_hosts=[server.host]) as client:
        base = server.url().rstrip("/")
        assert limits(base, client) == PollLimits()
        server.serve("/api/v2/instance", json.dumps(told).encode())
        assert limits(base, client) == PollLimits(options=10)
        server.serve("/api/v2/instance", b'{"configuration": {"polls": {"max_options": "many"}}}')
        assert limits(base, client) == PollLimits()
        server.serve("/api/v2/instance", b"<html>")
        assert limits(base, client) == PollLimits()


def test_what_is_not_told_is_not_made_up() -> None:
    several = {
        "id": "7",
        "multiple": True,
        "votes_count": 5,
        "options": [{"title": "a", "votes_count": None}],
    }
    hidden = read_poll(several)
    assert hidden is not None
    assert (hidden.counts, hidden.votes, hidden.n, hidden.ends) == (None, 5, None, None)
    one = read_poll(
        {"id": 7, "options": [{"title": "a", "votes_count": 3}, {"title": "b", "votes_count": 1}]}
    )
    assert one is not None
    assert (one.counts, one.votes, one.n) == ((3, 1), 4, 4)
    for wrong in (
        None,
        [],
        {},
        {"id": "1"},
        {"id": "1", "options": []},
        {"id": "../x", "options": [{"title": "a"}]},
    ):
        assert read_poll(wrong) is None
    odd = read_poll(
        {"id": "1", "votes_count": -1, "options": [{"votes_count": True}, "x", {"votes_count": 2**40}]}
    )
    assert odd is not None
    assert (odd.counts, odd.votes, odd.options) == (None, 0, ("", ""))


def test_the_poll_at_the_address_of_a_post() -> None:
    poll = recorded("test_polls")[2]["response"]["body"]
    status = a_status(1, an_account("ada"), "<p>Pair <b>more</b>?</p>", poll=poll)
    with serving() as server, Client(user_agent="t", allow_hosts=[server.host]) as client:
        server.serve("/api/v1/statuses/1001", json.dumps(status).encode())
        server.serve("/api/v1/statuses/1", json.dumps(status | {"poll": None, "url": ""}).encode())
        server.serve("/api/v1/polls/9", b'{"error": "x"}')
        found = find_poll(server.url("/@ada/1001"), client)
        assert (found.question, found.author, found.held.n) == ("Pair more?", "Ada", 1)
        assert (found.key, found.url) == (status["uri"], status["url"])
        with pytest.raises(NotAFeed, match="holds no poll"):
            find_poll(server.url("/@ada/1"), client)
        with pytest.raises(NotAFeed, match="not the address of a post"):
            find_poll("https://social.example/about", client)
        with pytest.raises(BrokenFile, match="brought no poll"):
            ask_poll(server.url().rstrip("/"), "9", client)
        with pytest.raises(NotFound):
            ask_poll(server.url().rstrip("/"), "8", client)
