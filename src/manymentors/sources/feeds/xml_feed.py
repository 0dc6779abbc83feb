"""RSS, Atom and RDF → RawFeed: fastfeedparser first, feedparser where that cannot, our own pass for what both drop."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any, cast

import fastfeedparser
from lxml import etree

from manymentors.errors import NotAFeed
from manymentors.sources.clean import one_line, printable, web_address
from manymentors.sources.feeds.charset import as_utf8_xml
from manymentors.sources.feeds.raw import RawFeed, RawItem
from manymentors.sources.feeds.tags import FeedTags, ItemTags, read_tags

Parsed = Mapping[str, Any]
"""What both parsers give: {"feed": {…}, "entries": [{…}]}."""

PARSER_TROUBLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, RuntimeError, etree.LxmlError,
)  # fmt: skip
"""What parsers raise on strangers' input, none of it documented."""

_ITEM = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>/]", re.IGNORECASE)


def read_xml(body: bytes, text: str | None, url: str, most_items: int) -> RawFeed:
    """`text` is the decoded body, None where its charset is not what it says. Raises NotAFeed."""
    if text is None:
        parsed = parse_slowly(body)
        xml = as_utf8_xml(body.decode(parsed.get("encoding") or "utf-8", "replace"))
        parsed = parsed or parse_fast(xml)
    else:
        text = first_items(text, most_items)
        xml = as_utf8_xml(text)
        parsed = parse_fast(xml)
        if not parsed.get("entries") and (not parsed or _ITEM.search(text)):
            parsed = parse_slowly(xml)
    tags = read_tags(xml, url)
    feed = _joined(parsed, tags, url, most_items)
    if not (feed.items or feed.title or feed.site_url):
        raise NotAFeed("It looks like a feed at first, but there is nothing in it that can be read.")
    return feed


def parse_fast(xml: bytes) -> Parsed:
    """Empty where fastfeedparser gives up. Only bytes go in: text that begins with http:// would be fetched."""
    try:
        return cast(Parsed, fastfeedparser.parse(xml))
    except PARSER_TROUBLE:
        return {}


def parse_slowly(xml: bytes) -> Parsed:
    """By feedparser, 50 times slower and more forgiving. Only a file object goes in: a name would be opened."""
    import feedparser

    try:
        return cast(
            Parsed, feedparser.parse(io.BytesIO(xml), response_headers={"content-type": "application/xml"})
        )
    except PARSER_TROUBLE:
        return {}


def first_items(text: str, most: int) -> str:
    """The document up to its `most` items: beyond some thousands the parsers take minutes."""
    for count, start in enumerate(_ITEM.finditer(text)):
        if count == most:
            return text[: start.start()] + _closing(text)
    return text


def _closing(text: str) -> str:
    root = re.search(r"<((?:\w+:)?(?:rss|rdf|feed))[\s>]", text, re.IGNORECASE)
    if root is None:
        return ""
    return f"</channel></{root[1]}>" if root[1].lower() == "rss" else f"</{root[1]}>"


def _joined(parsed: Parsed, tags: FeedTags, url: str, most_items: int) -> RawFeed:
    feed = parsed.get("feed", {})
    entries = parsed.get("entries", [])[:most_items]
    return RawFeed(
        title=one_line(_string(feed, "title")),
        site_url=web_address(_string(feed, "link"), tags.base),
        description=one_line(_string(feed, "subtitle") or _string(feed, "description")),
        author=_name(_string(feed, "author")) or _name(tags.author),
        people=tags.people,
        items=tuple(
            _item(entry, extra, url) for entry, extra in zip(entries, _aligned(entries, tags), strict=True)
        ),
        fresh_for=tags.fresh_for,
    )


def _aligned(entries: list[Parsed], tags: FeedTags) -> list[ItemTags]:
    """For each entry the tags of the same item: by position, or by guid and link where the parsers count differently."""
    if len(entries) == len(tags.items):
        return list(tags.items)
    by_name = {name: item for item in reversed(tags.items) for name in (item.link, item.guid) if name}
    nothing = ItemTags(base=tags.base)
    return [
        by_name.get(_string(entry, "id")) or by_name.get(_string(entry, "link")) or nothing
        for entry in entries
    ]


def _item(entry: Parsed, extra: ItemTags, url: str) -> RawItem:
    html, is_text = _content(entry)
    link, base = _string(entry, "link"), extra.base or url
    return RawItem(
        guid=extra.guid or _string(entry, "id"),
        url=extra.link or web_address(link, "" if link in ("", _string(entry, "id")) else base),
        title=extra.title or _string(entry, "title"),
        html=html or extra.description,
        is_text=is_text if html else True,
        base=base,
        author=_name(_string(entry, "author")),
        date=extra.date,  # never the parser's: fastfeedparser makes dates up out of a guid such as “3”
        thread=extra.thread,
        reply_to=extra.reply_to,
        is_video=extra.is_video,
        enclosures=extra.enclosures,
        transcripts=extra.transcripts,
        chapters_url=extra.chapters_url,
        chapters=extra.chapters,
        people=extra.people,
    )


def _content(entry: Parsed) -> tuple[str, bool]:
    """The fullest text of the entry, and whether it is plain text."""
    for content in entry.get("content") or ():
        if value := _string(content, "value"):
            return value, _string(content, "type") in ("text", "text/plain")
    return _string(entry, "description") or _string(entry, "summary"), False


def _name(author: str) -> str:
    """“a@b.example (Ada)” and “Ada <a@b.example>” are Ada."""
    text = printable(author).strip()
    if found := re.fullmatch(r"\S+@\S+\s*\((.+)\)", text) or re.fullmatch(r"(.+?)\s*[<(]\S+@\S+[>)]", text):
        return one_line(found[1])
    return one_line(text)


def _string(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name) if name in holder else None  # feedparser warns about some names that are missing
    return value.strip() if isinstance(value, str) else ""
