"""What a source published."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class PersonTag:
    """Somebody named by a feed: a `podcast:person`, an author. `role` is lower case ("host", "guest", "author")."""

    name: str
    role: str = "host"
    group: str = "cast"
    href: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptLink:
    url: str
    media_type: str = ""
    language: str = ""
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Audio:
    """An enclosure. `length` in bytes and `duration` in seconds as the feed claims them, None where it does not."""

    url: str
    media_type: str = ""
    length: int | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    start: float
    url: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One thing a source published, as the source tells it.

    `key` identifies it within the source and is stable over fetches. `html` is sanitised, `text` is plain.
    `published` is aware (UTC) or None; `published_raw` is the source's own string.
    """

    key: str
    kind: Literal["post", "article", "episode", "video", "note"] = "article"
    title: str = ""
    url: str = ""
    html: str = ""
    text: str = ""
    author: str = ""
    published: datetime | None = None
    published_raw: str = ""
    thread: str = ""
    reply_to: str = ""
    boost_of: str = ""
    audio: Audio | None = None
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters_url: str = ""
    chapters: tuple[Chapter, ...] = ()
    people: tuple[PersonTag, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountLink:
    """Another place that a profile calls its own. `evidence` says how much that is worth:

    "verified" the network saw the other side link back, "moved" the account has moved there, "rel=me" it is claimed in a
    link of that kind, "profile" it only stands in the profile.
    """

    url: str
    evidence: Literal["verified", "moved", "rel=me", "profile"] = "profile"


@dataclass(frozen=True, slots=True)
class FoundSource:
    """A place that can be followed. `people` are those the whole source names; `folder` is its OPML folder path.

    `accounts` are other places of the same person, as the source says; nothing is followed or joined because of them.
    `identity` is what stays when the address does not, such as an account's id; "" where the address is all there is.
    """

    kind: str
    url: str
    title: str = ""
    site_url: str = ""
    description: str = ""
    people: tuple[PersonTag, ...] = ()
    items: tuple[FoundItem, ...] = ()
    folder: tuple[str, ...] = ()
    accounts: tuple[AccountLink, ...] = ()
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Validators:
    """What lets the next request be conditional; empty where the server gave none.

    A kind whose server knows no validators may keep here how far it has read; nobody else looks into them.
    """

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The answer of one look at a source. `source` is None where nothing has changed since."""

    source: FoundSource | None
    validators: Validators = field(default_factory=Validators)
    moved_to: str = ""
    fresh_for: float | None = None
    """Seconds for which the source asks not to be looked at again (max-age, ttl), None where it does not say."""


@dataclass(frozen=True, slots=True)
class Following:
    """Whom an account follows. `item` lists them; it is None where that is not shown to anybody, and `why` says so."""

    item: FoundItem | None
    why: str = ""
