"""Words of mine → a post on a network, once: whoever asks again with the same key gets the post that is there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from manymentors.errors import BrokenFile, ServerFailed
from manymentors.http_client import Client
from manymentors.shapes import PollForm
from manymentors.sources import loose
from manymentors.sources.bluesky.read import page_of
from manymentors.sources.clean import text_of_html, web_address

BASE32 = "234567abcdefghijklmnopqrstuvwxyz"
LIMITS = {"mastodon": 500, "bluesky": 300}
"""Characters that every server takes; some take more."""


@dataclass(frozen=True, slots=True)
class Posted:
    """`key` is the post's identity, `id` the name by which its server knows it, `url` its page, `poll` the id of its poll."""

    key: str
    id: str
    url: str
    poll: str = ""


# --- Mastodon ------------------------------------------------------------------------------------------------


def post_status(
    base: str,
    bearer: str,
    words: str,
    *,
    key: str,
    since: datetime | None,
    answers: str,
    client: Client,
    poll: PollForm | None = None,
) -> Posted:
    """`since` is when this was first tried, None where it never was: then it may be there already, and is looked for first,
    since not every server keeps to the key, and none for longer than an hour. `answers` is the id of a post, "" for none.

    Raises FetchError and BrokenFile.
    """
    if since is not None and (there := _find_status(base, bearer, words, since, client)):
        return there
    body: dict[str, object] = {"status": words, "visibility": "public"}
    body |= {"in_reply_to_id": answers} if answers else {}
    if poll is not None:
        told_poll = {"options": list(poll.options), "expires_in": poll.seconds, "multiple": poll.several}
        body["poll"] = told_poll | {"hide_totals": False}
    where = f"{base}/api/v1/statuses"
    headers = {
        "Authorization": f"Bearer {bearer}",
        "Idempotency-Key": key,
        "Content-Type": "application/json",
    }
    told = loose.parse(client.post(where, json.dumps(body).encode(), headers=headers).body, where)
    return _posted_status(told, where)


def _find_status(base: str, bearer: str, words: str, since: datetime, client: Client) -> Posted | None:
    """The latest of my own posts that says just this and is no older than the first try."""
    mine = client.with_keys({base: f"Bearer {bearer}"})
    where = f"{base}/api/v1/accounts/verify_credentials"
    me = loose.text(loose.parse(mine.get(where).body, where), "id")
    where = f"{base}/api/v1/accounts/{me}/statuses?limit=40&exclude_reblogs=true"
    said = " ".join(words.split())
    for status in loose.tables({"all": loose.parse(mine.get(where).body, where)}, "all"):
        when = loose.moment(status, "created_at")
        text = " ".join(text_of_html(loose.text(status, "content")).split())
        if when is not None and (when - since).total_seconds() > -CLOCKS_APART and same_words(text, said):
            return _posted_status(status, where)
    return None


CLOCKS_APART = 300
"""Seconds by which a server's clock may differ from ours."""


def same_words(shown: str, meant: str) -> bool:
    """A server may show mentions without their server (“@ada” for “@ada@social.example”), and shorten addresses."""
    one, other = _told(shown), _told(meant)
    return len(one) == len(other) and all(
        a == b or "http" in (a[:4], b[:4]) for a, b in zip(one, other, strict=True)
    )


def _told(words: str) -> list[str]:
    return ["@" + word[1:].partition("@")[0] if word.startswith("@") else word for word in words.split()]


def _posted_status(told: object, where: str) -> Posted:
    id, uri = loose.text(told, "id"), loose.text(told, "uri")
    if not id or not uri:
        raise BrokenFile(
            f"{where} did not say what became of the post. Look at your account before you try again."
        )
    page = web_address(loose.text(told, "url")) or web_address(uri)
    return Posted(uri, id, page, loose.text(told, "poll", "id"))


# --- Bluesky -------------------------------------------------------------------------------------------------


def post_record(
    server: str,
    jwt: str,
    did: str,
    words: str,
    *,
    began: datetime,
    mentions: str,
    answers: tuple[str, str],
    client: Client,
) -> Posted:
    """The record's name is made of `began`, when this was first tried, so that trying again writes the same one over itself.

    `mentions` is the DID of who is named at the beginning of the words as @handle, "" for nobody; `answers` are uri and cid
    of a post of mine. Raises FetchError and BrokenFile.
    """
    name = record_name(began)
    record: dict[str, object] = {
        "$type": "app.bsky.feed.post",
        "text": words,
        "createdAt": began.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    }
    handle = words.split()[0] if words.startswith("@") else ""
    if handle and mentions.startswith("did:"):
        record["facets"] = [
            {
                "index": {"byteStart": 0, "byteEnd": len(handle.encode())},
                "features": [{"$type": "app.bsky.richtext.facet#mention", "did": mentions}],
            }
        ]
    if all(answers):
        there = {"uri": answers[0], "cid": answers[1]}
        record["reply"] = {"root": there, "parent": there}
    where = f"{server}/xrpc/com.atproto.repo.putRecord"
    body = {"repo": did, "collection": "app.bsky.feed.post", "rkey": name, "record": record}
    headers = {"Authorization": f"Bearer {jwt}", "Content-Type": "application/json"}
    told = loose.parse(client.post(where, json.dumps(body).encode(), headers=headers).body, where)
    uri, cid = loose.text(told, "uri"), loose.text(told, "cid")
    if not uri:
        raise BrokenFile(
            f"{where} did not say what became of the post. Look at your account before you try again."
        )
    return Posted(uri, cid, page_of(uri))


def record_name(moment: datetime) -> str:
    """A TID (atproto specification): 53 bits of microseconds and 10 of a clock, in sortable base 32, 13 letters."""
    number = int(moment.timestamp() * 1_000_000) << 10
    return "".join(BASE32[(number >> shift) & 31] for shift in range(60, -1, -5))


def refused(exc: ServerFailed) -> bool:
    """Did the server take the words for wrong (and not only itself for broken)?"""
    return exc.status in (400, 401, 403, 413, 422)
