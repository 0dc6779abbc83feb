"""What the owner liked, and whom they follow → items that only link: none of it are the owner's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from manymentors.shapes import FoundItem, Link
from manymentors.sources import loose
from manymentors.sources.clean import one_line
from manymentors.sources.x_archive.text import SITE, Told, given_at, key_of


def likes_by_month(likes: Iterable[Told], author: str) -> Iterator[FoundItem]:
    """One item for each month in which liked tweets were written (when they were liked, the archive does not tell)."""
    months: dict[str, dict[str, Link]] = {}
    for like in likes:
        if id := loose.text(like, "tweetId"):
            written = given_at(id)
            month = written.strftime("%Y-%m") if written else "early"
            text = one_line(loose.text(like, "fullText"))
            months.setdefault(month, {})[id] = Link(key_of(id), text if len(text) < 200 else f"{text[:199]}…")
    for month, links in sorted(months.items()):
        when = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC) if month != "early" else None
        yield FoundItem(
            key=f"likes:{month}",
            kind="post",
            title=f"Liked: tweets of {when:%B %Y}" if when else "Liked: tweets of the first years",
            author=author,
            published=when,
            links=tuple(links.values()),
        )


def follows_with_names(follows: Iterable[Told], names: Mapping[str, str], author: str) -> FoundItem:
    """Everyone followed, with the name where a tweet of the owner tells it (`names`, by account id)."""
    links = {}
    for follow in follows:
        if re.fullmatch(r"\d+", id := loose.text(follow, "accountId"), re.ASCII):
            links[id] = Link(f"{SITE}/i/user/{id}", names.get(id, ""))
    return FoundItem(
        key="following",
        kind="post",
        title=f"Whom {author or 'the owner'} follows on X",
        author=author,
        links=tuple(links.values()),
    )
