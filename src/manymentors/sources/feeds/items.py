"""RawItem → FoundItem: a key that lasts, a date one can believe, HTML that harms nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from manymentors.shapes import Audio, FoundItem
from manymentors.sources.clean import (
    html_of_text,
    links_of_html,
    looks_like_html,
    one_line,
    printable,
    safe_html,
    text_of_html,
)
from manymentors.sources.dates import believable, read_date
from manymentors.sources.feeds.raw import RawItem

LONGEST_KEY = 400

_SOUND = (".mp3", ".m4a", ".aac", ".ogg", ".oga", ".opus", ".flac", ".wav")
_FILM = (".mp4", ".m4v", ".mov", ".webm", ".mkv")


def to_items(raws: Iterable[RawItem], author: str, now: datetime) -> tuple[FoundItem, ...]:
    """`author` signs the items that nobody else does. An item that is there twice, the same in all, comes once."""
    unlike = list(dict.fromkeys(raws))
    return tuple(_item(raw, key, author, now) for raw, key in zip(unlike, _keys(unlike), strict=True))


def _keys(raws: list[RawItem]) -> Iterator[str]:
    """The guid, else the address, else a hash of title and content.

    Where a key is taken, the address joins it, and where that is taken too, the position (Miniflux's rule).
    """
    taken: set[str] = set()
    for position, raw in enumerate(raws, 1):
        key = raw.guid or raw.url or _hash(f"{raw.title}\0{raw.html}")
        if key in taken:
            key = f"{key} {raw.url}".strip()
        if key in taken:
            key = f"{key} #{position}"
        taken.add(key)
        yield key if len(key) <= LONGEST_KEY else _hash(key)


def _hash(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _item(raw: RawItem, key: str, feed_author: str, now: datetime) -> FoundItem:
    is_text = raw.is_text or not looks_like_html(raw.html)
    html = html_of_text(raw.html) if is_text else raw.html
    html = safe_html(html, raw.base)
    audio = next(_heard(raw.enclosures, "audio/", _SOUND), None)
    video = next(_heard(raw.enclosures, "video/", _FILM), None)
    title = one_line(raw.title)
    kind: Literal["post", "article", "episode", "video"]
    if audio:
        kind = "episode"
    elif video or raw.is_video:
        kind = "video"
    else:
        kind = "article" if title else "post"
    return FoundItem(
        key=printable(key),
        kind=kind,
        title=title,
        url=raw.url,
        html=html,
        text=text_of_html(html),
        author=raw.author or feed_author,
        published=believable(read_date(raw.date), now),
        published_raw=printable(raw.date),
        thread=raw.thread,
        reply_to=raw.reply_to,
        audio=audio or video,
        transcripts=raw.transcripts,
        chapters_url=raw.chapters_url,
        chapters=raw.chapters,
        people=raw.people,
        links=links_of_html(html),
    )


def _heard(enclosures: tuple[Audio, ...], media: str, suffixes: tuple[str, ...]) -> Iterator[Audio]:
    """Those of one medium, by what the feed says or, where it says nothing of use, by the end of the address."""
    for audio in enclosures:
        vague = audio.media_type in ("", "application/octet-stream", "binary/octet-stream")
        named = urlsplit(audio.url).path.lower().endswith(suffixes)
        if audio.media_type.startswith(media) or (vague and named):
            yield audio
