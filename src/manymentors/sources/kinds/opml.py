"""A list of subscriptions (OPML), as a file or an address: each feed in it, with the path of its folders."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import listparser

from manymentors.errors import NotAFeed
from manymentors.http_client import MAX_BYTES
from manymentors.shapes import FoundSource
from manymentors.sources import cage
from manymentors.sources.clean import one_line, web_address
from manymentors.sources.feeds.charset import as_utf8_xml, decode
from manymentors.sources.feeds.read import nature_of
from manymentors.sources.kinds import Address

LOOKS_AT = "answer"
FETCHES: Collection[str] = ()


def look(address: Address) -> list[FoundSource] | None:
    """Each feed is told once; none of them is fetched."""
    if address.path is not None:
        if not address.path.is_file() or address.path.stat().st_size > MAX_BYTES:
            return None
        where, body, charset = str(address.path), address.path.read_bytes(), ""
    else:
        where, body, charset = address.url, address.answer.body, address.answer.charset
    if nature_of(body[:65536].replace(b"\0", b"").decode("latin-1")) != "opml":
        return None
    found = cage.read(where, read_opml, body, charset)
    if not found:
        raise NotAFeed(
            f"{where} is a list of subscriptions without a feed in it. Export it again, then give that file."
        )
    return found


def read_opml(body: bytes, charset: str) -> list[FoundSource]:
    """Every feed with a web address, in order. Runs in the worker. Ill-formed lists give what can be read."""
    text = decode(body, charset)
    xml = as_utf8_xml(text if text is not None else body.decode("utf-8", "replace"))
    feeds: Iterable[dict[str, Any]] = listparser.parse(xml.decode())["feeds"] if xml.startswith(b"<") else ()
    found: dict[str, FoundSource] = {}
    for feed in feeds:
        if url := web_address(feed["url"]):
            folders = feed["categories"][0] if feed["categories"] else ()
            folder = tuple(name for name in map(one_line, folders) if name)
            found.setdefault(
                url, FoundSource("feed", url, title=one_line(feed["title"] or ""), folder=folder)
            )
    return list(found.values())
