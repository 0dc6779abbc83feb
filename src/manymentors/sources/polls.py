"""Polls on servers that speak Mastodon's API: what a server takes, how a poll stands, and the one at the address of a post."""

from __future__ import annotations

import re

from manymentors.errors import BrokenFile, FetchError, NotAFeed
from manymentors.http_client import Client
from manymentors.shapes import FoundPoll, HeldPoll, PollLimits
from manymentors.sources import loose
from manymentors.sources.clean import text_of_html, web_address

_POST = re.compile(r"(https?://[^/?#@\s]+)/(?:@[\w.@:-]+|users/[\w.-]+/statuses)/(\d{1,30})/?(?:[?#]\S*)?")


def limits(base: str, client: Client) -> PollLimits:
    """What the server says that it takes; what every server takes where it does not say."""
    where, usual = f"{base}/api/v2/instance", PollLimits()
    try:
        told = loose.table(loose.parse(client.get(where).body, where), "configuration", "polls")
    except (FetchError, BrokenFile):
        return usual

    def number(name: str, otherwise: int) -> int:
        found = loose.at(told, name)
        return found if isinstance(found, int) and 0 < found < 10**9 else otherwise

    return PollLimits(
        number("max_options", usual.options),
        number("max_characters_per_option", usual.characters),
        number("min_expiration", usual.shortest),
        number("max_expiration", usual.longest),
    )


def read_poll(told: object) -> HeldPoll | None:
    """A Poll entity of Mastodon's API; None where it is none."""
    id, rows = loose.text(told, "id"), loose.tables(told, "options")
    if not re.fullmatch(r"[\w-]{1,64}", id) or not rows:
        return None
    counts = [_count(row, "votes_count") for row in rows]
    whole = [count for count in counts if count is not None]
    several = loose.at(told, "multiple") is True
    votes = _count(told, "votes_count") or sum(whole)
    voters = _count(told, "voters_count")
    return HeldPoll(
        id=id,
        options=tuple(loose.text(row, "title") for row in rows),
        counts=tuple(whole) if len(whole) == len(rows) else None,
        votes=votes,
        n=voters if voters is not None else None if several else votes,
        several=several,
        closed=loose.at(told, "expired") is True,
        ends=loose.moment(told, "expires_at"),
    )


def ask_poll(base: str, id: str, client: Client) -> HeldPoll:
    """How the poll stands now. Raises FetchError, NotFound where it was deleted, and BrokenFile."""
    where = f"{base}/api/v1/polls/{id}"
    found = read_poll(loose.parse(client.get(where).body, where))
    if found is None:
        raise BrokenFile(f"{where} brought no poll. Look at it there, or try again later.")
    return found


def find_poll(url: str, client: Client) -> FoundPoll:
    """The poll in the post at this address. Raises FetchError, BrokenFile, and NotAFeed where there is none."""
    post = _POST.fullmatch(url.strip())
    if post is None:
        raise NotAFeed(
            f"{url} is not the address of a post. Give one such as https://mastodon.example/@ada/112233."
        )
    where = f"{post[1]}/api/v1/statuses/{post[2]}"
    told = loose.parse(client.get(where).body, where)
    held = read_poll(loose.table(told, "poll"))
    if held is None:
        raise NotAFeed(f"The post at {url} holds no poll. Copy the address of the post that asks.")
    question = " ".join(text_of_html(loose.text(told, "content")).split())
    author = loose.text(told, "account", "display_name") or loose.text(told, "account", "acct")
    return FoundPoll(
        key=loose.text(told, "uri") or where,
        url=web_address(loose.text(told, "url")) or url.strip(),
        author=author,
        question=question,
        held=held,
    )


def _count(told: object, name: str) -> int | None:
    """A number of votes; None for anything else: it is not told."""
    found = loose.at(told, name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**31 else None
