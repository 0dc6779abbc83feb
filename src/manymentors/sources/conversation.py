"""The address of a post → the whole conversation around it, as its network shows it to anybody."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from manymentors.errors import NotAFeed, NotFound
from manymentors.http_client import Client
from manymentors.shapes import Turn
from manymentors.sources.bluesky import api as bluesky
from manymentors.sources.bluesky.read import SITE, read_entry
from manymentors.sources.loose import table, tables, text
from manymentors.sources.mastodon.read import read_status

MOST = 2_000
"""Posts of one conversation that are taken."""

_POST = re.compile(r"(https?://[^/?#@\s]+)/(?:@[\w.@:-]+|users/[\w.-]+/statuses)/(\d{1,30})/?(?:[?#]\S*)?")

Told = Mapping[str, Any]


def can_be_asked(kind: str, key: str, url: str) -> bool:
    """Does the network of this post show conversations to anybody?"""
    return (kind == "bluesky" and key.startswith("at://")) or (
        kind.startswith("mastodon") and _POST.fullmatch(url) is not None
    )


def conversation(kind: str, key: str, url: str, root: str, client: Client) -> list[Turn]:
    """All posts of it (`root` is the key with which it begins, "" where that is not known), each after what it answers; posts that were deleted or hidden lack, and so does what nobody may read.

    Raises FetchError and BrokenFile, NotFound where the post is gone, NotAFeed where its network shows no conversations.
    """
    if kind == "bluesky" and key.startswith("at://"):
        told = _of_root(root, key, client) or list(_of_thread(bluesky.thread(key, client)))
    elif kind.startswith("mastodon") and (post := _POST.fullmatch(url)):
        told = _of_status(post[1], post[2], client)
    else:
        raise NotAFeed(
            f"{url or key} is of a network that shows no conversations to others. Open the post where it was published."
        )
    return list({turn.key: turn for turn in told}.values())[:MOST]


# --- Mastodon ------------------------------------------------------------------------------------------------


def _of_status(base: str, id: str, client: Client) -> list[Turn]:
    from manymentors.sources.mastodon.api import context

    above, post, below = context(base, id, client)
    told = [*above, post, *below]
    if above:  # the other answers to what it answers are told where that begins
        _, top, beside = context(base, text(above[0], "id"), client)
        told += [top, *beside]
    keys = {text(status, "id"): text(status, "uri") for status in told}
    return [turn for status in told if (turn := _turn_of_status(status, keys, base))]


def _turn_of_status(status: Told, keys: Mapping[str, str], base: str) -> Turn | None:
    found = read_status(status, base)
    if found is None:
        return None
    author = table(status, "account")
    acct = text(author, "acct")
    here = base.partition("://")[2]
    return Turn(
        key=found.key,
        reply_to=keys.get(text(status, "in_reply_to_id"), ""),
        url=found.url,
        author=found.author,
        handle=f"@{acct}" if "@" in acct else f"@{acct}@{here}",
        account=text(author, "url"),
        html=found.html,
        text=found.text,
        published=found.published,
    )


# --- Bluesky -------------------------------------------------------------------------------------------------


def _of_root(root: str, key: str, client: Client) -> list[Turn]:
    """From where it begins; nothing where that is gone, or where the post is not told from there."""
    if not root.startswith("at://") or root == key:
        return []
    try:
        told = list(_of_thread(bluesky.thread(root, client)))
    except NotFound:
        return []
    return told if any(turn.key == key for turn in told) else []


def _of_thread(told: Told) -> Iterator[Turn]:
    """The post and all that the network nests in it: what it answers, from the top, then what answers it. Without recursion:
    a conversation may be deeper than a stack.
    """
    above = [told]
    while len(above) < MOST and (parent := table(above[-1], "parent")):
        above.append(parent)
    waiting: deque[tuple[Told, str]] = deque()
    before = ""
    for node in reversed(above):
        waiting.append((node, before))
        before = text(node, "post", "uri")
    while waiting:
        node, answered = waiting.popleft()
        turn = _turn_of_post(node, answered)
        if turn is not None:
            yield turn
            waiting.extend((reply, turn.key) for reply in tables(node, "replies"))


def _turn_of_post(node: Told, parent: str) -> Turn | None:
    found = read_entry({"post": table(node, "post")}, "")
    if found is None:  # deleted, blocked, or no post at all
        return None
    author = table(node, "post", "author")
    return Turn(
        key=found.key,
        reply_to=found.reply_to or parent,
        url=found.url,
        author=found.author,
        handle=f"@{text(author, 'handle')}",
        account=f"{SITE}/profile/{text(author, 'did')}",
        html=found.html,
        text=found.text,
        published=found.published,
    )
