"""The sources a user follows, and how they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import Follow, Source, User


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A followed source, its trail, and what is held of it."""

    follow: Follow
    items: int
    heard: int


def sources(user: User) -> list[SourceLine]:
    """All that the user follows, in the order of following. Two queries."""
    counts = {
        pk: (n, heard)
        for pk, n, heard in access.sources(user)
        .annotate(
            n=Count("items", distinct=True),
            heard=Count("items", filter=~Q(items__heard_from=""), distinct=True),
        )
        .values_list("id", "n", "heard")
    }
    follows = access.follows(user).select_related("source", "person").order_by("created", "id")
    return [SourceLine(follow, *counts[follow.source_id]) for follow in follows]


def find_source(user: User, address: str) -> Source:
    """The followed source with this address or title. Raises NothingThere."""
    for source in access.sources(user):
        if address in (source.url, source.title, source.site_url):
            return source
    raise NothingThere(f"You follow nothing with the address or title “{address}”. See: mentors sources")
