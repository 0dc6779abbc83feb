"""A file that somebody brings along → what it is and what is in it, before anything is kept. Reads strangers' bytes: runs in a cage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from manymentors.shapes import FoundSource
from manymentors.sources.archives import files_of, opened
from manymentors.sources.feeds.charset import decode
from manymentors.sources.kinds.opml import read_opml
from manymentors.sources.kinds.takeout import read_subscriptions
from manymentors.sources.mastodon import exports as mastodon
from manymentors.sources.x_archive import read as x

X, MASTODON, LINKEDIN, TAKEOUT = "x_archive", "mastodon_archive", "linkedin", "takeout"
SIGNS = (
    (X, ("data/tweets.js", "data/tweet.js", "data/account.js")),
    (LINKEDIN, ("Positions.csv", "Connections.csv", "Education.csv", "Profile.csv")),
    (TAKEOUT, ("subscriptions.csv",)),
)
"""The files by which a zip is known."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What an archive holds: posts of the owner's own, what they passed on, lists beside them; from when until when."""

    kind: str
    title: str
    site_url: str
    name: str
    posts: int
    passed_on: int
    lists: int
    first: datetime | None = None
    last: datetime | None = None


def kind_of(path: Path) -> str:
    """Which of the archives we know a zip is; "" for none. Raises BrokenFile for one that harms its reader."""
    with opened(path) as archive:
        for kind, names in SIGNS:
            if any(files_of(archive, name) for name in names):
                return kind
        return MASTODON if mastodon.is_archive(archive) else ""


def glimpse(path: Path, kind: str) -> Glimpse:
    """Read the archive of an account through, and count. Raises BrokenFile."""
    with opened(path) as archive:
        read = x.read_archive if kind == X else mastodon.read_archive
        source = read(archive, path.as_uri())
    own = [item for item in source.items if item.text and not item.boost_of]
    days = sorted(item.published for item in source.items if item.published)
    passed_on = sum(bool(item.boost_of) for item in source.items)
    return Glimpse(
        kind,
        source.title,
        source.site_url,
        source.people[0].name if source.people else "",
        len(own),
        passed_on,
        len(source.items) - len(own) - passed_on,
        days[0] if days else None,
        days[-1] if days else None,
    )


def read_list(body: bytes, name: str) -> list[FoundSource]:
    """Whom a list names that can be followed: OPML, the CSV of Mastodon, the CSV of YouTube; empty for none of these."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return read_opml(body, "")
    text = decode(body, "") or body.decode("utf-8", "replace")
    return mastodon.read_accounts(text, name) or read_subscriptions(body, name) or []


def subscriptions_in(path: Path) -> list[FoundSource]:
    """The channels in a zip from Takeout; empty where its list is none."""
    with opened(path) as archive:
        info = files_of(archive, "subscriptions.csv")[0]
        body = archive.read(info)
    return read_subscriptions(body, info.filename) or []
