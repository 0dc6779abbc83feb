"""Asks a server for an account and its posts, through Mastodon.py over our guarded client; errors are our sentences.

Mastodon.py knows the dialects of the servers that speak this API (GoToSocial, Pleroma, Akkoma, Takahe and others).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from mastodon import Mastodon
from mastodon.errors import MastodonError

from manymentors.errors import BrokenFile, FetchError, NotAFeed, NotFound, ServerFailed
from manymentors.http_client import Client
from manymentors.http_client.for_requests import session
from manymentors.sources import loose
from manymentors.sources.clean import web_address
from manymentors.sources.pages import Page

PAGE = 40
"""The most posts that a server gives at once."""

FOLLOWS = 80
"""The most accounts."""


class Account:
    """An account on the server where it lives: `base` is the server's address, `told` what it says of the account."""

    def __init__(self, base: str, name: str, client: Client) -> None:
        """Asks for the account. Raises FetchError and NotAFeed."""
        self.base, self._client = base, client
        self._api = Mastodon(api_base_url=base, session=session(client), ratelimit_method="throw")
        with _asking(f"{base}/@{name}"):
            told: object = self._api.account_lookup(name)
        self.told: Mapping[str, Any] = loose.table(told)
        self._id = loose.text(self.told, "id")
        self.name = loose.text(self.told, "username")
        if not re.fullmatch(r"[\w.-]+", self._id) or not re.fullmatch(r"[\w.-]+", self.name):
            raise NotAFeed(
                f"{base} does not answer as a Mastodon server does. Check the address of the account."
            )

    @property
    def url(self) -> str:
        """What is followed: an account's name never changes on its server."""
        return f"{self.base}/@{self.name}"

    @property
    def handle(self) -> str:
        return f"@{self.name}@{urlsplit(self.base).netloc}"

    def page(self, max_id: str) -> Page[Mapping[str, Any]]:
        """Public posts and boosts older than `max_id`, newest first; "" for the newest of all."""
        with _asking(self.url):
            found: object = self._api.account_statuses(self._id, max_id=max_id or None, limit=PAGE)
        entries = tuple(entry for entry in loose.tables(found) if loose.text(entry, "id"))
        older = loose.text(getattr(found, "_pagination_next", None), "max_id")
        return Page(entries, tuple(mark(loose.text(entry, "id")) for entry in entries), older)

    def follows(self, max_id: str) -> tuple[list[Mapping[str, Any]], str]:
        """Accounts that it follows, and where to go on, "" at the end; empty where it hides them."""
        with _asking(self.url):
            found: object = self._api.account_following(self._id, max_id=max_id or None, limit=FOLLOWS)
        return loose.tables(found), loose.text(getattr(found, "_pagination_next", None), "max_id")


def context(
    base: str, id: str, client: Client
) -> tuple[list[Mapping[str, Any]], Mapping[str, Any], list[Mapping[str, Any]]]:
    """What a post answers, the post, and what answers it, all as the server shows them to anybody. Raises FetchError, NotAFeed."""
    api = Mastodon(api_base_url=base, session=session(client), ratelimit_method="throw")
    with _asking(f"{base}, post {id}"):
        post: object = api.status(id)
        around: object = api.status_context(id)
    return loose.tables(around, "ancestors"), loose.table(post), loose.tables(around, "descendants")


def mark(id: str) -> str:
    """An id in a form that sorts by time as text."""
    return id.zfill(24)


def find(base: str, name: str, client: Client) -> Account:
    """The account at the server of its handle, or where that server says that it lives (WebFinger).

    Raises FetchError and NotAFeed.
    """
    try:
        return Account(base, name, client)
    except (FetchError, NotAFeed) as exc:
        home = _home(base, name, client)
        if home and home != (base, name):
            return Account(*home, client)
        if isinstance(exc, NotFound):
            host = urlsplit(base).netloc
            message = f"{host} knows no account @{name}. Check the name, or follow the person elsewhere; what was read stays."
            raise NotFound(exc.url, message) from exc
        if isinstance(exc, ServerFailed) and exc.status in (401, 403, 422):
            message = (
                f"{urlsplit(base).netloc} shows @{name} only to its own users. "
                f"Try the account’s feed instead: {base}/@{name}.rss"
            )
            raise ServerFailed(exc.url, message, exc.status) from exc
        raise


def _home(base: str, name: str, client: Client) -> tuple[str, str] | None:
    """The server and the name to which the handle's own domain points, None where it does not."""
    where = f"{base}/.well-known/webfinger?resource=acct:{name}@{urlsplit(base).netloc}"
    try:
        told = loose.parse(client.get(where, accept="application/jrd+json, application/json").body, where)
    except (FetchError, BrokenFile):
        return None
    for link in loose.tables(told, "links"):
        href = web_address(loose.text(link, "href"))
        if loose.text(link, "rel") == "self" and (
            found := re.fullmatch(r"(https?://[^/]+)/(?:@|users/|ap/users/)([\w.-]+)", href)
        ):
            subject = re.match(r"acct:([\w.-]+)@", loose.text(told, "subject"))
            return found[1], subject[1] if subject else found[2]
    return None


@contextmanager
def _asking(where: str) -> Iterator[None]:
    """Lets our errors through from inside the library, and tells what else went wrong in there."""
    try:
        yield
    except (MastodonError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as exc:
        if isinstance(exc.__context__, FetchError):
            raise exc.__context__ from None
        raise NotAFeed(
            f"What came for {where} is not what a Mastodon server says. Check the address."
        ) from exc
