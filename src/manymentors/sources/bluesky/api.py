"""Asks Bluesky's public AppView: profiles, feeds, follows, lists and starter packs, without an account.

Seven reading calls over our own client. The atproto SDK takes 1.5 s and 81 MB to import, brings a second HTTP library and
some twenty packages, and its strict models refuse records that we can read in part; it is for the day when we post.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from manymentors.errors import NotFound, ServerFailed
from manymentors.http_client import Client
from manymentors.sources import loose
from manymentors.sources.pages import Page

APPVIEW = "https://public.api.bsky.app"
MOST_PAGES_OF_A_LIST = 10

Told = Mapping[str, Any]


def profile(actor: str, client: Client) -> Told:
    """`actor` is a DID or a handle. Raises FetchError and BrokenFile; NotFound where there is none to be read."""
    try:
        told = _ask(client, "app.bsky.actor.getProfile", actor=actor)
    except ServerFailed as exc:
        if exc.status != 400:
            raise
        message = (
            f"Bluesky shows no account {actor}: it does not exist, or it was closed. "
            "Check the name; what was read stays."
        )
        raise NotFound(exc.url, message) from exc
    if for_those_signed_in(told):
        message = (
            f"{actor} asks Bluesky to be shown only to people who are signed in, and so is not read here."
        )
        raise NotFound(f"https://bsky.app/profile/{actor}", message)
    return loose.table(told)


def for_those_signed_in(told: object) -> bool:
    """Does an account ask not to be shown to strangers?"""
    return any(loose.text(label, "val") == "!no-unauthenticated" for label in loose.tables(told, "labels"))


def feed_page(did: str, cursor: str, client: Client) -> Page[Told]:
    """Posts, replies and reposts, newest first; `cursor` "" for the newest."""
    told = _ask(
        client,
        "app.bsky.feed.getAuthorFeed",
        actor=did,
        limit="100",
        filter="posts_with_replies",
        cursor=cursor,
    )
    entries = tuple(loose.tables(told, "feed"))
    return Page(entries, tuple(filter(None, map(mark, entries))), loose.text(told, "cursor"))


def mark(entry: Told) -> str:
    """When the entry came into the feed, in a form that sorts as text; "" where it does not say."""
    reason = loose.moment(entry, "reason", "indexedAt")
    came = reason or loose.moment(entry, "post", "indexedAt")
    return came.strftime("%Y-%m-%dT%H:%M:%S.%f") if came else ""


def thread(uri: str, client: Client) -> Told:
    """The post with what it answers and all that answers it, nested as the network nests them. Raises NotFound."""
    try:
        told = _ask(client, "app.bsky.feed.getPostThread", uri=uri, depth="1000", parentHeight="1000")
    except ServerFailed as exc:
        if exc.status != 400:
            raise
        message = (
            "Bluesky shows this post no more: it was deleted, or its author hides it. What was read stays."
        )
        raise NotFound(exc.url, message) from exc
    return loose.table(told, "thread")


def members(uri: str, client: Client) -> Iterator[Told]:
    """First the list itself, then the profiles of those in it."""
    cursor = ""
    for number in range(MOST_PAGES_OF_A_LIST):
        told = _ask(client, "app.bsky.graph.getList", list=uri, limit="100", cursor=cursor)
        if not number:
            yield loose.table(told, "list")
        yield from (loose.table(item, "subject") for item in loose.tables(told, "items"))
        cursor = loose.text(told, "cursor")
        if not cursor:
            return


def follows_page(did: str, cursor: str, client: Client) -> tuple[list[Told], str]:
    """Profiles of those whom an account follows, and where to go on, "" at the end."""
    told = _ask(client, "app.bsky.graph.getFollows", actor=did, limit="100", cursor=cursor)
    return loose.tables(told, "follows"), loose.text(told, "cursor")


def starter_pack(uri: str, client: Client) -> Told:
    return loose.table(_ask(client, "app.bsky.graph.getStarterPack", starterPack=uri), "starterPack")


def _ask(client: Client, call: str, **params: str) -> object:
    query = urlencode({name: value for name, value in params.items() if value})
    url = f"{APPVIEW}/xrpc/{call}?{query}"
    return loose.parse(client.get(url, accept="application/json").body, url)
