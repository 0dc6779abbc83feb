"""A poll on a network goes out once, when I press the button; its result is read back with how many spoke."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from manymentors.actions import poll_there
from manymentors.actions.poll import drop
from manymentors.errors import InputError, NotAFeed
from manymentors.http_client import Client
from manymentors.store.models import Errand, Poll, PollPost, Token, User
from manymentors.store.queries.polls import polls_due, polls_on, results
from manymentors.store.sealed import ELSEWHERE, seal
from tests.factories import a_user
from tests.http_client.servers import serving
from tests.post_server import KEY, Networks, answer
from tests.sources.mastodon_server import a_status, an_account
from tests.sources.networks import Elsewhere, Query, Said, answering

pytestmark = pytest.mark.django_db
QUESTION, OPTIONS = "Should we pair more?", ["Pair more", "Review more", "Neither"]
MINE = "at://did:plc:me/app.bsky.feed.post/3k"


@pytest.fixture
def networks() -> Iterator[Networks]:
    with serving() as server:
        yield Networks(server)


@pytest.fixture
def client(networks: Networks) -> Iterator[Client]:
    with Client(user_agent="test", allow_hosts=[networks.server.host]) as client:
        yield client


@pytest.fixture
def me(db: None) -> User:
    return a_user("me")


def token(me: User, base: str, network: str = "mastodon") -> Token:
    return Token.objects.create(
        user=me, network=network, server=base.rstrip("/"), account="did:plc:me", handle="@me@social.example",
        sealed=seal(KEY, ELSEWHERE),
    )  # fmt: skip


def a_draft(
    me: User, base: str, network: str = "mastodon", options: list[str] = OPTIONS, days: int = 3
) -> PollPost:
    today = timezone.localdate()
    mine = Token.objects.filter(user=me, network=network).first() or token(me, base, network)
    poll = poll_there.draft_there(
        me, mine, QUESTION, options, several=True, closes=today + timedelta(days=days), today=today
    )
    return poll.there


def pressed(there: PollPost) -> PollPost:
    poll_there.press_poll(there)
    assert Errand.objects.filter(verb="poll", payload={"poll": there.poll_id}).exists()
    return there


def posted(there: PollPost, client: Client) -> PollPost:
    poll_there.post_poll(there.poll_id, client, timezone.now())
    there.refresh_from_db()
    return there


def test_nothing_goes_out_before_post_is_pressed_and_then_it_goes_out_once(
    me: User, networks: Networks, client: Client
) -> None:
    there = posted(a_draft(me, networks.server.url()), client)
    assert (there.state, networks.posts) == ("draft", [])
    there = posted(pressed(there), client)
    assert (there.state, there.there, there.counts, there.problem) == ("out", "1", [0, 0, 0], "")
    assert there.url.endswith("/@me/100")
    (held,) = networks.polls.values()
    assert [one["title"] for one in held["options"]] == OPTIONS
    assert held["multiple"]
    posted(there, client)
    assert len(networks.posts) == 1
    with pytest.raises(InputError, match="out already"):
        poll_there.press_poll(there)
    with pytest.raises(InputError, match="out already"):
        poll_there.rewrite_there(
            there, QUESTION, OPTIONS, several=False, closes=timezone.localdate(), today=timezone.localdate()
        )


@pytest.mark.parametrize("network", ["mastodon", "bluesky"])
@pytest.mark.parametrize("keeps_keys", [True, False])
def test_a_try_after_a_lost_answer_finds_the_post_of_the_one_before(
    me: User, networks: Networks, client: Client, keeps_keys: bool, network: str
) -> None:
    networks.keeps_keys = keeps_keys
    there = posted(pressed(a_draft(me, networks.server.url(), network)), client)
    for _ in range(3):  # killed before it was written
        PollPost.objects.update(state="posting", post="", url="", there="", posted=None)
        there = posted(there, client)
    assert there.state == "out"
    assert len(networks.posts) + len(networks.records) == 1
    assert there.there == ("1" if network == "mastodon" else "")


def test_an_answer_that_cannot_be_read_is_no_reason_to_post_it_again(
    me: User, networks: Networks, client: Client
) -> None:
    there, take = pressed(a_draft(me, networks.server.url())), networks.server.routes["/api/v1/statuses"]

    def garbled(asked):  # type: ignore[no-untyped-def]  # the answer gets lost on its way
        take(asked)
        return answer("…")

    networks.keeps_keys = False
    networks.server.routes["/api/v1/statuses"] = garbled
    there = posted(there, client)
    assert there.state == "posting"
    assert "did not say what became of the post" in there.problem
    assert Token.objects.get().problem == ""
    networks.server.routes["/api/v1/statuses"] = take
    assert posted(there, client).state == "out"
    assert len(networks.posts) == 1


def test_what_the_server_does_not_take_is_a_draft_again_with_the_reason(
    me: User, networks: Networks, client: Client
) -> None:
    base = networks.server.url()
    for options, days, why in (
        ([f"way {at}" for at in "abcde"], 3, "takes 4 answers at most; this poll has 5"),
        (["x" * 60, "y"], 3, "takes 50 characters an answer"),
        (OPTIONS, 60, "open for 30 days at most"),
    ):
        there = posted(pressed(a_draft(me, base, options=options, days=days)), client)
        assert (there.state, there.tried) == ("draft", None)
        assert why in there.problem
    assert networks.posts == []
    assert Token.objects.get().problem == "", "the key is not to blame"
    networks.status = 502
    there = posted(pressed(a_draft(me, base)), client)
    assert (there.state, "502" in there.problem) == ("posting", True)
    with pytest.raises(InputError, match="being posted"):
        drop(there.poll)
    networks.status = 422
    assert posted(there, client).state == "draft"
    Token.objects.update(sealed="broken")
    there = posted(pressed(there), client)
    assert there.state == "draft"
    assert "Connect it again" in Token.objects.get().problem


def test_what_cannot_go_out_is_said_before(me: User, networks: Networks) -> None:
    base = networks.server.url()
    with pytest.raises(InputError, match="mixed up with the numbers"):
        a_draft(me, base, "bluesky", ["4", "2"])
    with pytest.raises(InputError, match="too long for Bluesky"):
        a_draft(me, base, "bluesky", ["x" * 150, "y" * 150])
    there = a_draft(me, base)
    Poll.objects.update(closes=timezone.localdate() - timedelta(days=1))
    there.poll.refresh_from_db()
    with pytest.raises(InputError, match="last day is over"):
        poll_there.press_poll(there)
    Token.objects.update(problem="It was revoked.")
    there = PollPost.objects.get()
    with pytest.raises(InputError, match="revoked"):
        poll_there.press_poll(there)
    Token.objects.all().delete()
    there = PollPost.objects.get()
    with pytest.raises(InputError, match="not connected"):
        poll_there.press_poll(there)
    assert not Errand.objects.exists()


def test_on_bluesky_the_answers_are_numbered_and_replies_are_votes(
    me: User, networks: Networks, client: Client
) -> None:
    there = posted(pressed(a_draft(me, networks.server.url(), "bluesky")), client)
    (record,) = networks.records.values()
    assert record["text"].startswith(
        f"{QUESTION}\n\n1) Pair more\n2) Review more\n3) Neither\n\nReply with a number"
    )
    assert len(record["text"]) <= 300
    PollPost.objects.update(post=f"{MINE} cid")
    there.refresh_from_db()
    replies = [("ada", "2️⃣"), ("bo", "great!"), ("ada", "1)"), ("me", "1"), ("cy", "option 2, always")]

    def network(path: str, query: Query) -> Said:
        nodes = [{"post": a_post(who, text, at)} for at, (who, text) in enumerate(replies)]
        return Said({"thread": {"post": a_post("me", QUESTION, 0, MINE), "replies": nodes}})

    with answering(network) as here, Elsewhere({"https://public.api.bsky.app": here}) as api:
        poll_there.look_there(there, api, timezone.now())
    there.refresh_from_db()
    assert (there.counts, there.n, there.final, there.unread[0]) == ([1, 1, 0], 2, False, 1)
    (result,) = results(me, timezone.localdate())
    assert (result.n, result.of, result.unread, len(result.unread_at), result.open) == (2, None, 1, 1, True)
    PollPost.objects.update(ends=timezone.now())
    there.refresh_from_db()
    with answering(network) as here, Elsewhere({"https://public.api.bsky.app": here}) as api:
        poll_there.look_there(there, api, timezone.now())
    assert there.final


def a_post(who: str, text: str, at: int, uri: str = "") -> dict[str, object]:
    when = (timezone.now() - timedelta(minutes=60 - at)).isoformat().replace("+00:00", "Z")
    reply = {"root": {"uri": MINE, "cid": "c"}, "parent": {"uri": MINE, "cid": "c"}}
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": when} | (
        {} if uri else {"reply": reply}
    )
    return {
        "uri": uri or f"at://did:plc:{who}/app.bsky.feed.post/{at}", "cid": "c", "indexedAt": when, "record": record,
        "author": {"did": f"did:plc:{who}", "handle": f"{who}.example"},
    }  # fmt: skip


def test_mastodon_tells_its_result_and_a_deleted_post_leaves_what_was_read(
    me: User, networks: Networks, client: Client
) -> None:
    there = posted(pressed(a_draft(me, networks.server.url())), client)
    for choice in (0, 0, 1):
        networks.vote("1", choice)
    poll_there.look_there(there, client, timezone.now())
    there.refresh_from_db()
    assert (there.counts, there.n, there.votes, there.final) == ([2, 1, 0], 3, 3, False)
    networks.polls["1"]["expired"] = True
    for option in networks.polls["1"]["options"]:
        option["votes_count"] = None
    poll_there.look_there(there, client, timezone.now())
    assert (there.counts, there.final) == ([], True)
    networks.server.routes["/api/v1/polls/1"] = lambda _: answer({}, 503)
    poll_there.look_there(there, client, timezone.now())
    assert "503" in there.problem
    del networks.server.routes["/api/v1/polls/1"]
    poll_there.look_there(there, client, timezone.now())
    there.refresh_from_db()
    assert (there.state, there.n, there.final) == ("gone", 3, True)
    assert drop(there.poll) == "", "nothing stays there"


def test_it_is_looked_at_every_quarter_of_an_hour_while_it_is_open(
    me: User, networks: Networks, client: Client
) -> None:
    there = a_draft(me, networks.server.url())
    now, quarter = timezone.now(), timedelta(minutes=15)
    assert not polls_due(now, quarter).exists()
    there = posted(pressed(there), client)
    assert polls_due(now, quarter).exists()
    poll_there.look_there(there, client, now)
    assert not polls_due(now + quarter / 2, quarter).exists()
    assert polls_due(now + 2 * quarter, quarter).exists()
    PollPost.objects.update(final=True)
    assert not polls_due(now + 2 * quarter, quarter).exists()
    assert "The post itself stays" in drop(Poll.objects.get())


def test_a_poll_of_somebody_else_is_kept_once_and_never_posted(
    me: User, networks: Networks, client: Client
) -> None:
    held = {"id": "5", "options": [{"title": "a", "votes_count": 6}, {"title": "b", "votes_count": 1}]}
    status = a_status(1, an_account("ada"), "<p>Which &amp; why?</p>", poll=held)
    networks.server.serve("/api/v1/statuses/1001", json.dumps(status).encode())
    url = networks.server.url("/@ada/1001")
    poll = poll_there.bring_poll(me, url, client, timezone.now())
    held["options"][1]["votes_count"] = 2  # type: ignore[index]  # a list of tables
    networks.server.serve("/api/v1/statuses/1001", json.dumps(status).encode())
    assert poll_there.bring_poll(me, url, client, timezone.now()) == poll
    there = PollPost.objects.get()
    assert (there.poll.question, there.author, there.counts, there.n) == ("Which & why?", "Ada", [6, 2], 8)
    with pytest.raises(InputError, match="out already"):
        poll_there.press_poll(there)
    poll_there.post_poll(poll.pk, client, timezone.now())
    assert networks.posts == []
    with pytest.raises(NotAFeed):
        poll_there.bring_poll(me, "https://social.example/", client, timezone.now())
    assert poll_there.bring_poll(a_user("bo"), url, client, timezone.now()) != poll


def test_what_was_voted_stands_beside_a_question_that_shares_its_words(
    me: User, networks: Networks, client: Client
) -> None:
    today = timezone.localdate()
    there = posted(pressed(a_draft(me, networks.server.url())), client)
    assert polls_on(me, "Should teams pair more?", today) == [], "nobody has voted"
    networks.vote("1", 0)
    poll_there.look_there(there, client, timezone.now())
    assert [result.n for result in polls_on(me, "When do you pair?", today)] == [1]
    assert polls_on(me, "Which books do you read?", today) == []
    assert polls_on(a_user("bo"), "When do you pair?", today) == []
