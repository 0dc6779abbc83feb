"""A Mastodon server and a Bluesky one on the loopback that take posts, and tell how many they hold."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from tests.http_client.servers import Asked, Chunks, Server, whole

KEY, JWT = "correct-horse-battery", "a-jwt"


def answer(body: Any, status: int = 200) -> list[bytes]:
    return [whole(json.dumps(body).encode(), status, Content_Type="application/json")]


@dataclass
class Networks:
    """`keeps_keys`: does Mastodon know an Idempotency-Key again? `posts` and `records` are what they hold; `calls` counts."""

    server: Server
    keeps_keys: bool = True
    posts: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    polls: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: int = 200
    calls: int = 0
    pause: float = 0.0
    """Seconds between taking a post and answering."""

    def __post_init__(self) -> None:
        self.server.routes |= {
            "/api/v1/statuses": self.take_post,
            "/api/v1/accounts/verify_credentials": lambda _: answer({"id": "3", "username": "me"}),
            "/api/v1/accounts/3/statuses?limit=40&exclude_reblogs=true": lambda _: answer(self.posts[::-1]),
            "/xrpc/com.atproto.server.createSession": lambda _: answer(
                {"did": "did:plc:me", "handle": "me.example", "accessJwt": JWT}
            ),
            "/xrpc/com.atproto.repo.putRecord": self.take_record,
        }

    def take_post(self, asked: Asked) -> Chunks:
        self.calls += 1
        if self.status != 200:
            return answer({"error": "no"}, self.status)
        assert asked.headers["authorization"] == f"Bearer {KEY}"
        key = asked.headers["idempotency-key"]
        if self.keeps_keys and key in self.keys:
            return answer(self.keys[key])
        told = json.loads(asked.body)
        id = str(100 + len(self.posts))
        post = {
            "id": id,
            "uri": f"{self.server.url()}users/me/statuses/{id}",
            "url": f"{self.server.url()}@me/{id}",
            "created_at": datetime.now(UTC).isoformat(),
            "content": f"<p>{escape(told['status'])}</p>",
            "in_reply_to_id": told.get("in_reply_to_id"),
            "poll": self.hold(told["poll"]) if "poll" in told else None,
        }
        self.posts.append(post)
        self.keys[key] = post
        return [self.pause, *answer(post)]

    def hold(self, told: dict[str, Any]) -> dict[str, Any]:
        """A poll, as Mastodon tells of one."""
        ends = datetime.now(UTC) + timedelta(seconds=told["expires_in"])
        poll = {
            "id": str(len(self.polls) + 1),
            "expires_at": ends.isoformat(),
            "expired": False,
            "multiple": told["multiple"],
            "votes_count": 0,
            "voters_count": 0,
            "options": [{"title": title, "votes_count": 0} for title in told["options"]],
        }
        self.polls[str(poll["id"])] = poll
        self.server.routes[f"/api/v1/polls/{poll['id']}"] = lambda _: answer(poll)
        return poll

    def vote(self, poll: str, choice: int) -> None:
        """One more voter."""
        told = self.polls[poll]
        told["options"][choice]["votes_count"] += 1
        told["votes_count"] += 1
        told["voters_count"] += 1

    def take_record(self, asked: Asked) -> Chunks:
        self.calls += 1
        if self.status != 200:
            return answer({"error": "InvalidRequest"}, self.status)
        assert asked.headers["authorization"] == f"Bearer {JWT}"
        told = json.loads(asked.body)
        uri = f"at://did:plc:me/app.bsky.feed.post/{told['rkey']}"
        self.records[uri] = told["record"]
        return [self.pause, *answer({"uri": uri, "cid": f"cid-{told['rkey']}"})]
