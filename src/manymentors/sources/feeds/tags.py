"""Reads from the XML of a feed what the feed parsers drop or change.

Transcripts, chapters and persons of Podcasting 2.0 (no parser brings them all), Podlove chapters, enclosures with all
attributes, threads, and the guid and date as they were written. Elements are known by their local name; namespaces
only tell families apart, and a prefix that nobody declared will do too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from manymentors.shapes import Audio, Chapter, PersonTag, TranscriptLink
from manymentors.sources.chapters import MOST_CHAPTERS, seconds
from manymentors.sources.clean import one_line, printable, web_address

LONGEST_NAME = 128

_FAMILIES = (
    ("podcast", ("podcastindex.org/namespace", "podcast-namespace")),
    ("itunes", ("itunes.com/dtds/podcast",)),
    ("psc", ("podlove.org/simple-chapters",)),
    ("thr", ("purl.org/syndication/thread",)),
    ("media", ("search.yahoo.com/mrss",)),
    ("yt", ("youtube.com/xml/schemas",)),
    ("ostatus", ("ostatus.org/schema",)),
    ("sy", ("purl.org/rss/1.0/modules/syndication",)),
    ("dc", ("purl.org/dc/",)),
)
_DATES = ("pubdate", "published", "issued", "dc:date", "date", "created", "updated", "modified", "dc:created")
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}


@dataclass(frozen=True, slots=True)
class ItemTags:
    guid: str = ""
    title: str = ""
    link: str = ""
    base: str = ""
    date: str = ""
    description: str = ""
    thread: str = ""
    reply_to: str = ""
    is_video: bool = False
    enclosures: tuple[Audio, ...] = ()
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str = ""
    chapters: tuple[Chapter, ...] = ()
    people: tuple[PersonTag, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedTags:
    base: str = ""
    author: str = ""
    people: tuple[PersonTag, ...] = ()
    items: tuple[ItemTags, ...] = ()
    fresh_for: float | None = None


def read_tags(xml: bytes, url: str) -> FeedTags:
    """Everything found, nothing where there is no XML to be made out. Nothing is loaded: no DTD, no entity, no file."""
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.LxmlError, ValueError):
        return FeedTags(base=url)
    if root is None:
        return FeedTags(base=url)
    base = web_address(root.base or "", url) or url
    channel = next((child for name, child in _named(root) if name == "channel"), root)
    parts = list(_named(channel))
    people = tuple(_people(parts))
    holders = [root] if channel is root else [root, channel]
    items = [child for holder in holders for name, child in _named(holder) if name in ("item", "entry")]
    return FeedTags(
        base=base,
        author=next(
            (text for name, child in parts if name == "itunes:author" and (text := one_line(_text(child)))),
            "",
        ),
        people=people,
        items=tuple(_item(item, url, people) for item in items),
        fresh_for=_fresh_for(parts),
    )


def _item(item: etree._Element, url: str, show_people: tuple[PersonTag, ...]) -> ItemTags:
    base = web_address(item.base or "", url) or url
    parts = list(_named(item))
    parts += [inner for name, child in parts if name == "media:group" for inner in _named(child)]
    texts: dict[str, str] = {}
    for name, child in parts:
        texts.setdefault(name, _text(child))
    firsts = dict(reversed(parts))
    reply = firsts.get("thr:in-reply-to")
    chapters = firsts.get("podcast:chapters")
    permalink = firsts["guid"].get("isPermaLink", "true").lower() != "false" if "guid" in firsts else False
    guid = texts.get("guid") or texts.get("id") or _about(item)
    return ItemTags(
        guid=guid,
        title=texts.get("title", ""),
        link=_link(parts, texts, base) or (web_address(guid) if permalink else ""),
        base=base,
        date=next((texts[name] for name in _DATES if texts.get(name)), ""),
        description=texts.get("media:description") or texts.get("itunes:summary", ""),
        thread=texts.get("ostatus:conversation", "")
        or (_first_attribute(firsts, "ostatus:conversation", "ref")),
        reply_to="" if reply is None else printable(reply.get("href") or reply.get("ref") or ""),
        is_video="yt:videoid" in texts,
        enclosures=tuple(_enclosures(parts, base, seconds(texts.get("itunes:duration")))),
        transcripts=tuple(_transcripts(parts, base)),
        chapters_url="" if chapters is None else web_address(chapters.get("url", ""), base),
        chapters=_podlove(firsts.get("psc:chapters"), base),
        people=tuple(_people(parts)) or show_people,
    )


def _link(parts: list[tuple[str, etree._Element]], texts: dict[str, str], base: str) -> str:
    for name, child in parts:
        if name == "link" and child.get("href") and child.get("rel", "alternate") == "alternate":
            return web_address(child.get("href", ""), base)
    return web_address(texts.get("link", ""), base)


def _enclosures(
    parts: list[tuple[str, etree._Element]], base: str, duration: float | None
) -> Iterator[Audio]:
    for name, child in parts:
        href = ""
        if name in ("enclosure", "media:content"):
            href = child.get("url", "")
        elif name == "link" and child.get("rel") == "enclosure":
            href = child.get("href", "")
        if address := web_address(href, base):
            length = child.get("length") or child.get("fileSize") or ""
            size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
            yield Audio(address, child.get("type", "").strip().lower(), size or None, duration or None)


def _transcripts(parts: list[tuple[str, etree._Element]], base: str) -> Iterator[TranscriptLink]:
    for name, child in parts:
        if name == "podcast:transcript" and (address := web_address(child.get("url", ""), base)):
            language, rel = child.get("language", "").strip(), child.get("rel", "").strip().lower()
            yield TranscriptLink(address, child.get("type", "").strip().lower(), language, rel)


def _people(parts: list[tuple[str, etree._Element]]) -> Iterator[PersonTag]:
    for name, child in parts:
        if name == "podcast:person" and (person := one_line(_text(child))[:LONGEST_NAME].strip()):
            yield PersonTag(
                name=person,
                role=child.get("role", "").strip().lower() or "host",
                group=child.get("group", "").strip().lower() or "cast",
                href=web_address(child.get("href", "")),
                image=web_address(child.get("img", "")),
            )


def _podlove(chapters: etree._Element | None, base: str) -> tuple[Chapter, ...]:
    if chapters is None:
        return ()
    found = [
        Chapter(one_line(child.get("title", "")), start, web_address(child.get("href", ""), base))
        for name, child in list(_named(chapters))[:MOST_CHAPTERS]
        if name == "psc:chapter" and (start := seconds(child.get("start"))) is not None
    ]
    return tuple(sorted(found, key=lambda chapter: chapter.start))


def _fresh_for(parts: list[tuple[str, etree._Element]]) -> float | None:
    """The seconds that `ttl` (minutes) or `sy:updatePeriod` ask for."""
    texts = {name: _text(child).lower() for name, child in reversed(parts)}
    minutes = seconds(texts.get("ttl"))
    if minutes:
        return minutes * 60
    period = _PERIODS.get(texts.get("sy:updateperiod", ""))
    return period / (seconds(texts.get("sy:updatefrequency")) or 1) if period else None


def _about(item: etree._Element) -> str:
    return next(
        (printable(str(value)) for name, value in item.attrib.items() if str(name).endswith("}about")), ""
    )


def _first_attribute(firsts: dict[str, etree._Element], name: str, attribute: str) -> str:
    return printable(firsts[name].get(attribute, "")) if name in firsts else ""


def _named(parent: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The children with their names: lower case, with the family before them where they belong to one."""
    for child in parent:
        if isinstance(child.tag, str):
            yield _name(child.tag), child


@lru_cache(maxsize=1024)
def _name(tag: str) -> str:
    uri, _, local = tag.rpartition("}")
    for family, marks in _FAMILIES:
        if any(mark in uri.lower() for mark in marks):
            return f"{family}:{local.lower()}"
    return local.lower()


def _text(element: etree._Element) -> str:
    return printable("".join(str(part) for part in element.itertext())).strip()
