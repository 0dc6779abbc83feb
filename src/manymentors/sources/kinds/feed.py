"""Feeds and podcasts: RSS, Atom, RDF and JSON Feed. A podcast is a feed that has episodes."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from manymentors.errors import NotAFeed
from manymentors.http_client import Client, Response
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources import cage
from manymentors.sources.feeds.read import FeedRead, nature_of, read_feed
from manymentors.sources.kinds import ACCEPT, Address

LOOKS_AT = "answer"
FETCHES = ("feed", "podcast")


def look(address: Address) -> list[FoundSource] | None:
    if address.path is not None:
        return None
    found = read_answer(address.answer, address.lasting_url)
    return None if found is None else [found]


def read_answer(answer: Response, url: str) -> FoundSource | None:
    """The feed in the answer, None where it is something else. `url` is where to look again."""
    if nature_of(answer.body[:65536].replace(b"\0", b"").decode("latin-1")) not in ("feed", "json"):
        return None
    try:
        return _read(answer, url).source
    except NotAFeed:
        return None


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    answer = client.get(url, validators=validators, accept=ACCEPT)
    fresh_for = _fresh_for(answer)
    if answer.not_modified:
        return Fetched(None, _validators(answer, validators), answer.moved_to, fresh_for)
    digest = hashlib.sha256(answer.body).hexdigest()
    kept = _validators(answer, Validators(body_hash=digest))
    if digest == validators.body_hash:
        return Fetched(None, kept, answer.moved_to, fresh_for)
    found = _read(answer, url)
    longest = max((seconds for seconds in (fresh_for, found.fresh_for) if seconds is not None), default=None)
    return Fetched(found.source, kept, answer.moved_to, longest)


def _read(answer: Response, url: str) -> FeedRead:
    """Links are made whole with where the answer came from."""
    try:
        found = cage.read(answer.url, read_feed, answer.body, answer.charset, answer.url, datetime.now(UTC))
    except NotAFeed as exc:
        raise NotAFeed(f"{answer.url} brought no feed. {exc} Check whether the feed has moved.") from exc
    return FeedRead(_at(found.source, url), found.fresh_for)


def _at(source: FoundSource, url: str) -> FoundSource:
    return FoundSource(
        kind=source.kind,
        url=url,
        title=source.title,
        site_url=source.site_url,
        description=source.description,
        people=source.people,
        items=source.items,
    )


def _validators(answer: Response, before: Validators) -> Validators:
    """What the answer says; a 304 need not repeat what still holds."""
    return Validators(
        etag=answer.headers.get("etag", before.etag),
        last_modified=answer.headers.get("last-modified", before.last_modified),
        body_hash=before.body_hash,
    )


def _fresh_for(answer: Response) -> float | None:
    """Seconds, from Cache-Control or else Expires; None where the server does not say or says “always ask”."""
    control = answer.headers.get("cache-control", "").lower()
    if re.search(r"no-cache|no-store", control):
        return None
    if found := re.search(r"max-age\s*=\s*\"?(\d{1,10})", control):
        return float(found[1]) or None
    try:
        expires = parsedate_to_datetime(answer.headers["expires"])
        wait = (expires - parsedate_to_datetime(answer.headers["date"])).total_seconds()
    except (KeyError, ValueError, TypeError, OverflowError):
        return None
    return wait if wait > 0 else None
