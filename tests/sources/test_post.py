"""What goes out to a network goes out once, and what comes back is understood or said to be not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from manymentors.errors import BrokenFile, ServerFailed
from manymentors.http_client import Client
from manymentors.sources.post import post_record, post_status, record_name, same_words
from tests.http_client.servers import serving
from tests.post_server import JWT, KEY, Networks, answer

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_a_server_shows_words_a_little_differently() -> None:
    assert same_words("@ada  is it http://a…", "@ada@social.example is it https://a.example/b")
    assert not same_words("@ada is it", "@ada is it so")
    assert not same_words("@ada is it", "@bo is it")


def test_names_of_records_sort_by_time_and_have_thirteen_letters() -> None:
    names = [record_name(NOW + timedelta(microseconds=step)) for step in (0, 1, 10, 10**6, 10**12)]
    assert names == sorted(set(names))
    assert {len(name) for name in names} == {13}


def test_an_answer_that_says_nothing_is_told_and_an_older_post_is_not_taken_for_this_one() -> None:
    with serving() as server, Client(user_agent="t", allow_hosts=[server.host]) as client:
        networks, base = Networks(server, keeps_keys=False), server.url().rstrip("/")

        def post(since: datetime | None, answers: str = "") -> str:
            return post_status(base, KEY, "Hello", key="k", since=since, answers=answers, client=client).id

        assert post(None) == "100"
        assert post(datetime.now(UTC) + timedelta(hours=1)) == "101", "that one is older"
        assert post(datetime.now(UTC), "100") == "101", "it is there"
        networks.posts[-1]["content"] = "<p>Other words</p>"
        networks.posts[0]["created_at"] = "no day"
        assert post(datetime.now(UTC), "100") == "102"
        assert networks.posts[-1]["in_reply_to_id"] == "100"
        server.routes["/api/v1/statuses"] = lambda _: answer({"odd": 1})
        with pytest.raises(BrokenFile, match="did not say what became"):
            post(None)


def test_a_record_answers_a_post_of_mine_and_mentions_whom_it_names() -> None:
    with serving() as server, Client(user_agent="t", allow_hosts=[server.host]) as client:
        networks, base = Networks(server), server.url().rstrip("/")

        def post(words: str, mentions: str = "", answers: tuple[str, str] = ("", "")) -> dict[str, object]:
            posted = post_record(
                base, JWT, "did:plc:me", words, began=NOW, mentions=mentions, answers=answers, client=client
            )
            return networks.records[posted.key]

        assert post("@ada.example hi", "did:plc:ada")["facets"]
        assert "facets" not in post("hi", "did:plc:ada")
        assert "facets" not in post("@ada.example hi")
        there = {"uri": "at://x", "cid": "c"}
        assert post("hi", answers=("at://x", "c"))["reply"] == {"root": there, "parent": there}
        networks.status = 500
        with pytest.raises(ServerFailed):
            post("hi")
        server.routes["/xrpc/com.atproto.repo.putRecord"] = lambda _: answer({})
        with pytest.raises(BrokenFile, match="did not say what became"):
            post("hi")
