"""What a feed says about one of its items before anything is believed; shared by the XML and the JSON reader."""

from __future__ import annotations

from dataclasses import dataclass

from manymentors.shapes import Audio, Chapter, PersonTag, TranscriptLink


@dataclass(frozen=True, slots=True)
class RawItem:
    """`html` as written, or plain text where `is_text`. Links in it are relative to `base`; the others are whole."""

    guid: str = ""
    url: str = ""
    title: str = ""
    html: str = ""
    is_text: bool = False
    base: str = ""
    author: str = ""
    date: str = ""
    thread: str = ""
    reply_to: str = ""
    is_video: bool = False
    enclosures: tuple[Audio, ...] = ()
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str = ""
    chapters: tuple[Chapter, ...] = ()
    people: tuple[PersonTag, ...] = ()


@dataclass(frozen=True, slots=True)
class RawFeed:
    """`people` are those of the whole show (`podcast:person`), `author` is who signs the feed."""

    title: str = ""
    site_url: str = ""
    description: str = ""
    author: str = ""
    people: tuple[PersonTag, ...] = ()
    items: tuple[RawItem, ...] = ()
    fresh_for: float | None = None
