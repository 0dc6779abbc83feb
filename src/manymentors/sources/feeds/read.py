"""The bytes of a feed → what it says, for any kind of feed. Runs in the worker (see `cage`): the bytes are a stranger's."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from manymentors.errors import NotAFeed
from manymentors.shapes import FoundSource, PersonTag
from manymentors.sources.feeds.charset import decode
from manymentors.sources.feeds.items import to_items
from manymentors.sources.feeds.json_feed import read_json
from manymentors.sources.feeds.xml_feed import read_xml

MOST_ITEMS = 5000

_HEAD = 64 * 1024
_MARKS = re.compile(
    r"<(?:\w+:)?(rss|feed|rdf|channel|opml|html|body)[\s>:]|<!doctype\s+(html)", re.IGNORECASE
)

Nature = Literal["feed", "json", "opml", "page", "nothing", "other"]


@dataclass(frozen=True, slots=True)
class FeedRead:
    """`fresh_for`: the seconds for which the feed asks not to be looked at again."""

    source: FoundSource
    fresh_for: float | None = None


def read_feed(body: bytes, charset: str, url: str, now: datetime) -> FeedRead:
    """Read the newest 5,000 items, in the order of the document. Raises NotAFeed; takes seconds on bad days."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # parsers warn about what strangers write, and nobody could do anything
        return _read(body, charset, url, now)


def _read(body: bytes, charset: str, url: str, now: datetime) -> FeedRead:
    text = decode(body, charset)
    nature = nature_of(text if text is not None else body[:_HEAD].decode("latin-1"))
    if nature == "json":
        raw = read_json(text if text is not None else body.decode("utf-8", "replace"), url, MOST_ITEMS)
    elif nature == "feed":
        raw = read_xml(body, text, url, MOST_ITEMS)
    else:
        raise NotAFeed(f"What came is {IN_WORDS[nature]}.")
    items = to_items(raw.items, raw.author, now)
    signed = (PersonTag(raw.author, role="author"),) if raw.author else ()
    source = FoundSource(
        kind="podcast" if any(item.kind == "episode" for item in items) else "feed",
        url=url,
        title=raw.title,
        site_url=raw.site_url,
        description=raw.description,
        people=raw.people or signed,
        items=items,
    )
    return FeedRead(source, raw.fresh_for)


IN_WORDS: dict[Nature, str] = {
    "opml": "a list of subscriptions (OPML)",
    "page": "a web page",
    "nothing": "an empty file",
    "other": "something else",
}


def nature_of(text: str) -> Nature:
    """What the beginning of a document says that it is."""
    head = text[:_HEAD].lstrip("\ufeff\0 \t\r\n")
    if not head:
        return "nothing"
    if head[0] == "{":
        return "json"
    mark = _MARKS.search(re.sub(r"<!--.*?-->", "", head, flags=re.DOTALL))
    if mark is None:
        return "other"
    name = (mark[1] or mark[2]).lower()
    if name in ("html", "body"):
        return "page"
    return "opml" if name == "opml" else "feed"
