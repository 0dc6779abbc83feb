"""JSON Feed 1.0 and 1.1 → RawFeed. Extensions (names that begin with “_”) are tolerated and not read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from manymentors.errors import NotAFeed
from manymentors.shapes import Audio
from manymentors.sources.chapters import seconds
from manymentors.sources.clean import one_line, printable, web_address
from manymentors.sources.feeds.raw import RawFeed, RawItem


def read_json(text: str, url: str, most_items: int) -> RawFeed:
    """Raises NotAFeed for JSON that is something else."""
    try:
        feed = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as exc:
        raise NotAFeed("It begins like JSON but cannot be read as JSON.") from exc
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotAFeed("It is JSON, but no JSON Feed: there is no list called “items”.")
    if "jsonfeed.org" not in str(feed.get("version")) and "title" not in feed:
        raise NotAFeed("It is JSON, but no JSON Feed: neither a “version” nor a “title” says so.")
    author = _author(feed)
    return RawFeed(
        title=one_line(_string(feed.get("title"))),
        site_url=web_address(_string(feed.get("home_page_url")), url),
        description=one_line(_string(feed.get("description"))),
        author=author,
        items=tuple(_item(entry, url) for entry in feed["items"][:most_items] if isinstance(entry, dict)),
    )


def _item(entry: dict[str, Any], url: str) -> RawItem:
    html = _string(entry.get("content_html"))
    return RawItem(
        guid=_string(entry.get("id")),
        url=_address(entry, "url", url) or _address(entry, "external_url", url),
        title=_string(entry.get("title")),
        html=html or _string(entry.get("content_text")) or _string(entry.get("summary")),
        is_text=not html,
        base=url,
        author=_author(entry),
        date=_string(entry.get("date_published")) or _string(entry.get("date_modified")),
        enclosures=tuple(_enclosures(entry, url)),
    )


def _enclosures(entry: dict[str, Any], url: str) -> Iterator[Audio]:
    attachments = entry.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, dict) and (address := _address(attachment, "url", url)):
            size = attachment.get("size_in_bytes")
            length = int(size) if isinstance(size, int | float) and 0 < size < 1e15 else None
            duration = seconds(attachment.get("duration_in_seconds")) or None
            yield Audio(address, _string(attachment.get("mime_type")).lower(), length, duration)


def _author(holder: dict[str, Any]) -> str:
    """The name of the first author; `author` is from version 1.0."""
    authors = holder.get("authors")
    for author in [*(authors if isinstance(authors, list) else ()), holder.get("author")]:
        name = author.get("name") if isinstance(author, dict) else author
        if text := one_line(_string(name)):
            return text
    return ""


def _address(holder: dict[str, Any], name: str, url: str) -> str:
    return web_address(_string(holder.get(name)), url)


def _string(value: object) -> str:
    """Text and numbers as text; anything else is nothing."""
    if isinstance(value, str):
        return printable(value).strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
