"""Long tweets: the archive keeps their whole text apart, and often without the id of the tweet that was cut."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator

from manymentors.shapes import FoundItem, Link
from manymentors.sources import loose
from manymentors.sources.x_archive.text import Told, with_links


class Notes:
    """The whole texts, each of which one tweet may take."""

    def __init__(self, notes: Iterable[Told] = ()) -> None:
        self._by_beginning: dict[str, list[Told]] = {}
        for note in notes:
            self._by_beginning.setdefault(_beginning(_note_text(note)), []).append(note)

    def take(self, tweet: Told, text: str) -> Told | None:
        """The note of which the tweet is the beginning; of several, the one of the same id or minute."""
        here = _beginning(text)
        notes = self._by_beginning.get(here, []) if here else []
        cut = _squashed(text)
        found = [note for note in notes if _squashed(_note_text(note)).startswith(cut)]
        found = [note for note in found if _same(note, tweet)] or found
        if not found:
            return None
        self._by_beginning[here] = [note for note in notes if note is not found[0]]
        return found[0]

    def left(self, author: str) -> Iterator[FoundItem]:
        """Those of which the archive holds no short form: they are items of their own."""
        for notes in self._by_beginning.values():
            for note in notes:
                text, html, links = written(note)
                id = loose.text(note, "noteTweetId")
                if text and id:
                    yield FoundItem(
                        key=f"note:{id}",
                        kind="post",
                        html=html,
                        text=text,
                        author=author,
                        published=loose.moment(note, "createdAt"),
                        published_raw=loose.text(note, "createdAt"),
                        links=links,
                    )


def written(note: Told) -> tuple[str, str, tuple[Link, ...]]:
    """Text, HTML and links."""
    urls = loose.tables(note, "core", "urls")
    whole = {loose.text(url, "shortUrl") or loose.text(url, "url"): url for url in urls}
    return with_links(_note_text(note), whole, set())


def _note_text(note: Told) -> str:
    found = loose.text(note, "core", "text") or loose.text(note, "noteTweetResults", "text")
    return entities.unescape(found).strip()


def _squashed(text: str) -> str:
    """Without white space, and without the dots and the address with which a cut tweet ends."""
    words = text.split()
    while words and re.fullmatch(r"…|https?://t\.co/\w*…?", words[-1]):
        words.pop()
    return "".join(words).rstrip("…")


def _beginning(text: str) -> str:
    """The first words, by which a cut tweet and its whole text find each other; "" where they are too few."""
    squashed = _squashed(text)
    return squashed[:60] if len(squashed) >= 60 else ""


def _same(note: Told, tweet: Told) -> bool:
    if id := loose.text(note, "tweetId"):
        return id == loose.text(tweet, "id_str")
    one, other = loose.moment(note, "createdAt"), loose.moment(tweet, "created_at")
    return bool(one and other and abs((one - other).total_seconds()) < 60)
