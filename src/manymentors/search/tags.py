"""Turns what an entry may be filtered by into tags: one number per fact, the same on the word and the vector side."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from manymentors.shapes import Entry, Filters


def tags_of(entry: Entry) -> list[int]:
    """Everything exact that this entry can be narrowed by; days are compared, not tagged."""
    return [
        _tag("source", entry.source),
        _tag("kind", entry.kind),
        *(_tag("person", person) for person in dict.fromkeys(entry.people)),
        *(_tag("field", field) for field in dict.fromkeys(entry.fields)),
    ]


def tags_wanted(filters: Filters) -> list[int]:
    """The tags that an entry must have, all of them."""
    wanted = []
    if filters.source is not None:
        wanted.append(_tag("source", filters.source))
    if filters.kind:
        wanted.append(_tag("kind", filters.kind))
    if filters.person is not None:
        wanted.append(_tag("person", filters.person))
    if filters.field:
        wanted.append(_tag("field", filters.field))
    return wanted


def sources_wanted(filters: Filters) -> frozenset[int] | None:
    """The tags of which an entry must have one; None where any will do."""
    if filters.sources is None:
        return None
    return frozenset(_tag("source", source) for source in filters.sources)


def number_of(text: str) -> int:
    """64 bits that stand for a text: two texts share them once in billions of billions."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@lru_cache(maxsize=10_000)
def _tag(noun: str, value: int | str) -> int:
    return number_of(f"{noun}:{value}")
