"""What following an address, or an uploaded list, would follow: shown before anything is kept, and carried sealed to the follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from dataclasses import dataclass

from django.core import signing

from manymentors.actions.client import new_client
from manymentors.errors import InputError, NotAFeed, TooSlow
from manymentors.shapes import Audio, FoundItem, FoundSource, PersonTag
from manymentors.sources import cage
from manymentors.sources.kinds.opml import read_opml
from manymentors.sources.look import look
from manymentors.store.folding import fold

SECONDS = 20
"""Somebody waits before a page: a slower source is followed without a preview, or not at all."""
LARGEST = 4 * 1024 * 1024
MOST = 1000
"""Feeds of one list that are offered at a time."""
FOR = 3600

SEVERAL = re.compile(r"\s*(?:,|&|\band\b)\s*")

_looking = ThreadPoolExecutor(max_workers=4, thread_name_prefix="preview")


@dataclass(frozen=True, slots=True)
class Preview:
    """A source as it is shown before it is followed: `names` are those whom it names, the most named first."""

    source: FoundSource
    items: int
    with_transcript: int
    with_audio: int
    titles: tuple[str, ...]
    names: tuple[str, ...]


def look_there(address: str) -> list[FoundSource]:
    """Everything that can be followed at a web address; never a file of this machine. Waits at most SECONDS.

    Raises InputError, NotAFeed and FetchError.
    """

    def there() -> list[FoundSource]:
        with new_client() as client:
            return look(address, client, local=False)

    try:
        return _looking.submit(there).result(timeout=SECONDS)[:MOST]
    except TookTooLong as exc:
        raise TooSlow(
            address,
            f"{address} did not answer within {SECONDS} seconds. Try again, or give the address of its feed.",
        ) from exc


def look_in_list(name: str, body: bytes) -> list[FoundSource]:
    """Each feed of an uploaded list of subscriptions (OPML). Asks no network; reads strangers' bytes in the cage."""
    if len(body) > LARGEST:
        raise InputError(f"{name} is larger than 4 MB. Export the list alone, without what was listened to.")
    found = cage.read(name, read_opml, body, "")
    if not found:
        raise NotAFeed(
            f"{name} is no list of subscriptions (OPML), or there is no feed in it. Export it again."
        )
    return found[:MOST]


def preview_of(source: FoundSource) -> Preview:
    named = Counter(tag.name for tag in source.people for _ in range(len(source.items) or 1))
    named.update(tag.name for item in source.items for tag in item.people)
    named.update(item.author for item in source.items if item.author)
    newest = sorted(source.items, key=lambda item: item.published.timestamp() if item.published else 0)[::-1]
    return Preview(
        source,
        len(source.items),
        sum(bool(item.transcripts) for item in source.items),
        sum(item.audio is not None for item in source.items),
        tuple(item.title or item.text[:80] for item in newest[:5]),
        tuple(one_each(name for name, _ in named.most_common(20)))[:12],
    )


def one_each(names: Iterable[str]) -> list[str]:
    """Without names that are several (“Ada and Bo”) where each of them is there, and without the same spelt twice."""
    out = {fold(name): name for name in reversed(list(names))}
    several = [
        key
        for key, name in out.items()
        if len(parts := [fold(part) for part in SEVERAL.split(name)]) > 1
        and all(part in out for part in parts)
    ]
    return [name for key, name in reversed(out.items()) if key and key not in several]


def seal(found: Sequence[FoundSource]) -> str:
    """What was found, so that following needs no second look: signed, since nobody may write it by hand."""
    rows = [
        [
            source.kind,
            source.url,
            source.title,
            source.site_url,
            source.description[:500],
            list(source.folder),
            [tag.name for tag in source.people],
            any(item.audio for item in source.items),
        ]
        for source in found
    ]
    return signing.dumps(rows, salt="found", compress=True)


def unseal(note: str) -> list[FoundSource] | None:
    """What `seal` sealed within the hour; None for anything else, which is then looked at anew."""
    try:
        rows = signing.loads(note, salt="found", max_age=FOR)
    except signing.BadSignature:
        return None
    return [
        FoundSource(
            kind,
            url,
            title=title,
            site_url=site_url,
            description=description,
            folder=tuple(folder),
            people=tuple(PersonTag(name) for name in names),
            items=(FoundItem("sealed", audio=Audio("")),) if audio else (),
        )
        for kind, url, title, site_url, description, folder, names, audio in rows
    ]
