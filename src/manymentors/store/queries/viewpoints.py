"""What a person said, newest first, threads as one text; and where they appear on others' shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Substr

from manymentors.store import access
from manymentors.store.models import Appearance, Item, Person, SourcePerson, User

PAGE = 30
LONG = 4000
"""Characters that are loaded of a text; the rest is in the reader."""
THEIRS = ("owner", "host", "author", "co-host", "cohost", "admin")
"""What somebody is in a source of their own."""


class Light(NamedTuple):
    """An item as it is needed to find threads and order them."""

    pk: int
    source: int
    key: str
    url: str
    thread: str
    reply_to: str
    boost_of: str
    published: datetime | None
    first_seen: datetime

    @property
    def day(self) -> datetime:
        return self.published or self.first_seen


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """One item, or the items of one thread in the order of writing. Each has its beginning as `lead`, cut off at LONG."""

    items: tuple[Item, ...]
    passed_on: bool

    @property
    def first(self) -> Item:
        return self.items[0]

    @property
    def last(self) -> Item:
        return self.items[-1]


@dataclass(frozen=True, slots=True)
class Viewpoints:
    lines: list[Viewpoint]
    number: int
    pages: int


def viewpoints(user: User, person: Person, *, number: int = 1) -> Viewpoints:
    """A page of what the person said or passed on. Two queries: all their items lightly, then those of the page."""
    threads = threads_of(light_items(user, person))
    pages = max(1, -(-len(threads) // PAGE))
    number = min(max(1, number), pages)
    here = threads[(number - 1) * PAGE : number * PAGE]
    items = with_lead([row.pk for thread in here for row in thread])
    return Viewpoints(
        [
            Viewpoint(tuple(items[row.pk] for row in thread if row.pk in items), bool(thread[0].boost_of))
            for thread in here
        ],
        number,
        pages,
    )


def light_items(user: User, person: Person) -> list[Light]:
    rows = Item.objects.filter(
        pk__in=Appearance.objects.filter(person=person).values("item"),
        source__in=access.sources(user).values("pk"),
    ).values_list("pk", "source", "key", "url", "thread", "reply_to", "boost_of", "published", "first_seen")
    return [Light(*row) for row in rows]


def threads_of(items: Sequence[Light]) -> list[list[Light]]:
    """Items of one thread together, each in the order of writing; the thread with the newest item first.

    Of one thread are those that the source says are, and replies to an item that is here too.
    """
    by_key = {(row.source, row.key): row.pk for row in items}
    by_url = {row.url: row.pk for row in items if row.url}
    parent = {row.pk: row.pk for row in items}

    def root(pk: int) -> int:
        while parent[pk] != pk:
            parent[pk] = parent[parent[pk]]
            pk = parent[pk]
        return pk

    named: dict[tuple[int, str], int] = {}
    for row in items:
        if row.boost_of:
            continue
        if row.thread:
            parent[root(row.pk)] = root(named.setdefault((row.source, row.thread), row.pk))
        if row.reply_to:
            answered = by_url.get(row.reply_to) or by_key.get((row.source, row.reply_to))
            if answered is not None:
                parent[root(row.pk)] = root(answered)
    threads: dict[int, list[Light]] = {}
    for row in sorted(items, key=lambda row: (row.day, row.pk)):
        threads.setdefault(root(row.pk), []).append(row)
    return sorted(threads.values(), key=lambda rows: (rows[-1].day, rows[-1].pk), reverse=True)


def with_lead(ids: Sequence[int]) -> dict[int, Item]:
    """Items with their source and the beginning of their text and of their notes, without the rest. One query."""
    rows = (
        Item.objects.filter(pk__in=ids)
        .select_related("source")
        .only(
            "key", "kind", "title", "url", "author", "published", "first_seen", "boost_of", "audio_url",
            "duration", "heard_from", "source__title", "source__url", "source__kind",
        )
        .annotate(lead=Substr("text", 1, LONG), lead_notes=Substr("notes", 1, LONG))
    )  # fmt: skip
    return {row.pk: row for row in rows}


@dataclass(frozen=True, slots=True)
class AppearanceLine:
    """An item of somebody else's in which the person is a guest, a host, or found by the reader."""

    item: Item
    roles: tuple[str, ...]
    by_reader: bool


def appearances(user: User, person: Person) -> list[AppearanceLine]:
    """Where the person appears on sources that are not theirs, newest first. Two queries."""
    theirs = SourcePerson.objects.filter(person=person, role__in=THEIRS).values("source")
    rows = (
        Appearance.objects.filter(person=person, item__source__in=access.sources(user).values("pk"))
        .exclude(role="booster")
        .exclude(item__source__in=theirs)
        .order_by(F("item__published").desc(nulls_last=True), "-item", "role")
        .values_list("item", "role", "evidence")[:500]
    )
    roles: dict[int, list[tuple[str, str]]] = {}
    for pk, role, evidence in rows:
        roles.setdefault(pk, []).append((role, evidence))
    items = with_lead(list(roles))
    return [
        AppearanceLine(
            items[pk],
            tuple(role for role, _ in told),
            all(evidence == "reader" for _, evidence in told),
        )
        for pk, told in roles.items()
        if pk in items
    ]
