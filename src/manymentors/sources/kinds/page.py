"""A web page that links to its feeds: in its head (rel="alternate") or in a Link header. What is followed is the feed."""

from __future__ import annotations

import re
from collections.abc import Collection

from selectolax.lexbor import LexborHTMLParser

from manymentors.errors import MentorsError, NotAFeed
from manymentors.shapes import FoundSource
from manymentors.sources import cage
from manymentors.sources.clean import web_address
from manymentors.sources.feeds.charset import decode
from manymentors.sources.feeds.read import nature_of
from manymentors.sources.kinds import ACCEPT, Address
from manymentors.sources.kinds.feed import read_answer

LOOKS_AT = "answer"
FETCHES: Collection[str] = ()

MOST_FEEDS = 5
_TYPES = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_LINK = re.compile(r"<([^>]*)>([^<]*)")
_WORD = re.compile(r"([\w*]+)\s*=\s*(\"[^\"]*\"|[^\s;,]+)")


def look(address: Address) -> list[FoundSource] | None:
    """The feeds that the page names, each fetched once; those that do not answer are left out unless none does."""
    if address.path is not None:
        return None
    answer = address.answer
    named = links_of_header(answer.headers.get("link", ""), answer.url)
    is_page = nature_of(answer.body[:65536].decode("latin-1")) == "page" or answer.content_type == "text/html"
    if is_page and answer.body:
        named += cage.read(answer.url, links_of_page, answer.body, answer.charset, answer.url)
    elif not named:
        return None
    found: list[FoundSource] = []
    trouble: MentorsError | None = None
    for url in list(dict.fromkeys(named))[:MOST_FEEDS]:
        try:
            feed = address.client.get(url, accept=ACCEPT)
            source = read_answer(feed, feed.moved_to or url)
        except MentorsError as exc:
            trouble = trouble or exc
            continue
        if source is not None:
            found.append(source)
    if found:
        return found
    raise trouble or NotAFeed(
        f"{address.url} is a web page that names no feed. "
        "Look on it for a link called RSS, Atom, Feed or Podcast, and give that address."
    )


def links_of_page(body: bytes, charset: str, url: str) -> list[str]:
    """The addresses of the feeds that a page names in its head, in order. Runs in the worker."""
    text = decode(body, charset)
    tree = LexborHTMLParser(text if text is not None else body.decode("utf-8", "replace"))
    based = tree.css_first("base[href]")
    base = web_address((based.attributes.get("href") if based else "") or "", url) or url
    found = []
    for link in tree.css("link[rel][href]"):
        rels = (link.attributes.get("rel") or "").lower().split()
        media = (link.attributes.get("type") or "").split(";")[0].strip().lower()
        if ("alternate" in rels and media in _TYPES) or "feed" in rels:
            found.append(web_address(link.attributes.get("href") or "", base))
    return [web for web in found if web]


def links_of_header(header: str, url: str) -> list[str]:
    """The addresses of the feeds in a Link header."""
    found = []
    for href, rest in _LINK.findall(header):
        words = {name.lower(): value.strip('"').lower() for name, value in _WORD.findall(rest)}
        if "alternate" in words.get("rel", "").split() and words.get("type", "") in _TYPES:
            found.append(web_address(href, url))
    return [web for web in found if web]
