"""A conversation as it reads: speeches in a line, my people known by their accounts; and by which ways an item came to me."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from manymentors.crowd.interview import arrange
from manymentors.shapes import Speech, Turn
from manymentors.store import access
from manymentors.store.models import Conversation, Item, Person, Source, User

NETWORKS = ("mastodon", "bluesky")


@dataclass(frozen=True, slots=True)
class Talk:
    """`people` are those of mine who speak in it, by the address of their account; `count` counts all posts."""

    speeches: tuple[Speech, ...]
    people: dict[str, Person]
    count: int
    fetched: datetime | None
    problem: str


def talk_of(user: User, item: Item) -> Talk | None:
    """None where the conversation was never asked for. `item` must be one that the user may see. Two queries."""
    row = Conversation.objects.filter(item=item).first()
    if row is None:
        return None
    turns = [turn_from(told) for told in row.turns]
    accounts = {turn.account for turn in turns}
    people = {account: person for account, person in accounts_of(user).items() if account in accounts}
    speeches = arrange(turns, item.boost_of or item.key, people)
    return Talk(tuple(speeches), people, len(turns), row.fetched, row.problem)


def turn_from(told: dict[str, str]) -> Turn:
    """From what was kept as JSON."""
    published = datetime.fromisoformat(told["published"]) if told["published"] else None
    return Turn(**(told | {"published": published}))  # type: ignore[arg-type]  # the rest are strings


def accounts_of(user: User) -> dict[str, Person]:
    """The addresses of accounts on networks → whose they are, of the people I follow. One query."""
    rows = access.follows(user).filter(source__kind__in=NETWORKS).exclude(person=None)
    return {
        address: row.person
        for row in rows.select_related("source", "person")
        for address in (row.source.url, row.source.site_url)
        if address and row.person
    }


@dataclass(frozen=True, slots=True)
class Route:
    """By which way an item came to me: it stands in this source too, boosted there or published again."""

    item: int
    source: Source
    boosted: bool
    day: datetime | None


def routes_of(user: User, item: Item, most: int = 12) -> list[Route]:
    """The other items that are the same one, in the order in which they came. One query."""
    original = item.boost_of or item.key
    same = Q(boost_of=original) | Q(key=original)
    if item.url:
        same |= Q(url=item.url)
    if item.audio_url:
        same |= Q(audio_url=item.audio_url)
    rows = (
        access.items(user)
        .filter(same)
        .exclude(pk=item.pk)
        .select_related("source")
        .only("boost_of", "published", "source__title", "source__url", "source__kind")
        .order_by("published", "pk")[:most]
    )
    return [Route(row.pk, row.source, bool(row.boost_of), row.published) for row in rows]
