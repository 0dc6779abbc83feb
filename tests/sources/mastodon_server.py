"""A small server that speaks Mastodon's API as far as anybody may read: accounts, their posts, paging, limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.sources.networks import Query, Said

BASE = "https://social.example"


def an_account(name: str, id: str = "7", **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "username": name,
        "acct": name,
        "display_name": name.title(),
        "url": f"{BASE}/@{name}",
        "uri": f"{BASE}/users/{name}",
        "note": "",
        "fields": [],
    } | more


def a_status(number: int, by: dict[str, Any], content: str = "", **more: Any) -> dict[str, Any]:
    """The post with this number, one an hour."""
    return {
        "id": str(1000 + number),
        "uri": f"{by['uri']}/statuses/{1000 + number}",
        "url": f"{by['url']}/{1000 + number}",
        "created_at": f"2026-10-{1 + number // 24:02}T{number % 24:02}:00:00.000Z",
        "visibility": "public",
        "content": content or f"<p>post {number}</p>",
        "account": by,
    } | more


def boost(number: int, by: dict[str, Any], of: dict[str, Any]) -> dict[str, Any]:
    wrapped = a_status(number, by, content=" ", reblog=of)
    return wrapped | {"uri": f"{wrapped['uri']}/activity", "content": ""}


@dataclass
class Mastodon:
    """`posts` by account id, in any order. After `allowed` requests the server asks for peace."""

    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    posts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    fingers: dict[str, Any] = field(default_factory=dict)
    talks: dict[str, tuple[list[dict[str, Any]], dict[str, Any], list[dict[str, Any]]]] = field(
        default_factory=dict
    )
    """By the id of a post: what it answers, the post, what answers it."""
    follows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By the id of an account: whom it follows, the newest first."""
    closed: bool = False
    """Lists are for its own users only."""
    allowed: int = 300

    def add(self, account: dict[str, Any], *posts: dict[str, Any]) -> dict[str, Any]:
        self.accounts[account["username"]] = account
        self.posts[account["id"]] = list(posts)
        return account

    def __call__(self, path: str, query: Query) -> Said:
        self.allowed -= 1
        limits = {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": str(max(0, self.allowed)),
            "X-RateLimit-Reset": "2126-10-01T00:00:00.000000Z",
        }
        if self.allowed < 0:
            return Said({"error": "Too many requests"}, 429, limits)
        if path == "/.well-known/webfinger" and query.get("resource") in self.fingers:
            return Said(self.fingers[query["resource"]], 200, limits)
        if path == "/api/v1/accounts/lookup" and query.get("acct") in self.accounts:
            return Said(self.accounts[query["acct"]], 200, limits)
        parts = path.split("/")
        if path.startswith("/api/v1/statuses/") and parts[4] in self.talks:
            above, post, below = self.talks[parts[4]]
            whole = path.endswith("/context")
            return Said({"ancestors": above, "descendants": below} if whole else post, 200, limits)
        if path.startswith("/api/v1/accounts/") and path.endswith("/statuses") and parts[4] in self.posts:
            return self._statuses(parts[4], query, limits)
        if path.startswith("/api/v1/accounts/") and path.endswith("/following"):
            if self.closed:
                return Said({"error": "This API requires an authenticated user"}, 401, limits)
            return self._following(parts[4], query, limits)
        return Said({"error": "Record not found"}, 404, limits)

    def _following(self, id: str, query: Query, limits: dict[str, str]) -> Said:
        start, size = int(query.get("max_id", 0)), min(int(query.get("limit", 40)), 80)
        page = self.follows.get(id, [])[start : start + size]
        links = {}
        if start + size < len(self.follows.get(id, [])):
            at = f"{BASE}/api/v1/accounts/{id}/following?limit={size}&max_id={start + size}"
            links["Link"] = f'<{at}>; rel="next"'
        return Said(page, 200, limits | links)

    def _statuses(self, id: str, query: Query, limits: dict[str, str]) -> Said:
        newest = sorted(self.posts[id], key=lambda post: -int(post["id"]))
        older = [post for post in newest if int(post["id"]) < int(query.get("max_id", 10**9))]
        page = older[: int(query.get("limit", 20))]
        links = {}
        if page:
            at = f"{BASE}/api/v1/accounts/{id}/statuses?limit=40"
            links["Link"] = (
                f'<{at}&max_id={page[-1]["id"]}>; rel="next", <{at}&min_id={page[0]["id"]}>; rel="prev"'
            )
        return Said(page, 200, limits | links)
