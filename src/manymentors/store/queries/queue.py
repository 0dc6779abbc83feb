"""What I mean to hear, each with why, and how it fits my week."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils import timezone

from manymentors.crowd.budget import NOTHING, minutes_of, mix_of, sort_of
from manymentors.errors import NothingThere
from manymentors.shapes import Mix
from manymentors.store import access
from manymentors.store.models import (
    Budget,
    Item,
    Listening,
    Nugget,
    Queued,
    User,
)

LONG_ONES = ("text", "html", "notes", "spans", "links")
BEGUN = 60.0
"""Seconds after which an episode counts as begun."""
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """`minutes` are what is left to hear from where I would begin, None where the length is not told; `from_second` is that place."""

    row: Queued
    minutes: float | None
    mix: Mix
    from_second: float | None

    @property
    def sort(self) -> str:
        return sort_of(self.mix)


@dataclass(frozen=True, slots=True)
class Queue:
    """`minutes` of all whose length is told; `untold` are the others. `mix` are the minutes of each sort in it.

    `heard` are minutes heard since Monday, `heard_mix` those of each sort in the last thirty days.
    """

    lines: list[QueueLine]
    budget: Budget
    minutes: float
    untold: int
    mix: Mix
    heard: float
    heard_mix: Mix
    week_mix: Mix

    @property
    def room(self) -> float:
        """Minutes of my week that are neither queued nor heard."""
        return max(0.0, self.budget.minutes - self.minutes - self.heard)


def queue(user: User, now: datetime) -> Queue:
    """Eight queries, however long it is."""
    rows = list(_with_items(access.queue(user)))
    items = {row.item_id: row.item for row in rows}
    at = {one.item_id: one for one in Listening.objects.filter(user=user, item__in=items)}
    heard = list(_heard(user, now - LATELY))
    mixes = mixes_of(
        {pk: item.source_id for pk, item in items.items()} | {pk: source for pk, source, _, _ in heard}
    )
    lines = []
    for row in rows:
        begin = begins_at(row.start, at.get(row.item_id))
        lines.append(
            QueueLine(row, minutes_left(row.item, begin, at.get(row.item_id)), mixes[row.item_id], begin)
        )
    told = [(line.minutes, line.mix) for line in lines if line.minutes is not None]
    week = monday_of(now)
    this_week = [(minutes, mixes[pk]) for pk, _, minutes, day in heard if day >= week]
    return Queue(
        lines,
        budget_of(user),
        sum(minutes for minutes, _ in told),
        len(lines) - len(told),
        minutes_of(told),
        sum(minutes for minutes, _ in this_week),
        minutes_of((minutes, mixes[pk]) for pk, _, minutes, _ in heard),
        minutes_of(this_week),
    )


def queued_numbered(user: User, pk: int) -> Queued:
    """Raises NothingThere."""
    row = _with_items(access.queue(user)).filter(pk=pk).first()
    if row is None:
        raise NothingThere("This is not in your queue any more. Open the queue again.")
    return row


def budget_of(user: User) -> Budget:
    """What I set, or how it is until I do. One query."""
    return Budget.objects.filter(user=user).first() or Budget(user=user)


def monday_of(now: datetime) -> datetime:
    """When this week began, in the time of this installation."""
    here = timezone.localtime(now)
    return (here - timedelta(days=here.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


def begins_at(start: float | None, at: Listening | None) -> float | None:
    """The farther of where its reason begins and where I stopped; None for the beginning."""
    stopped = at.seconds if at and not at.finished and at.seconds > BEGUN else None
    return max((second for second in (start, stopped) if second), default=None)


def minutes_left(item: Item, begin: float | None, at: Listening | None) -> float | None:
    length = item.duration or (at.total if at else None)
    return max(0.0, length - (begin or 0.0)) / 60 if length else None


def mixes_of(items: dict[int, int]) -> dict[int, Mix]:
    """Item → the sorts of its nuggets, of those of its show where it has none. `items` gives the source of each. Two queries."""
    by_item: dict[int, Counter[str]] = defaultdict(Counter)
    by_source: dict[int, Counter[str]] = defaultdict(Counter)
    rows = Nugget.objects.filter(item__in=items).order_by().values_list("item", "field")
    for pk, field, n in rows.annotate(n=Count("pk")):
        by_item[pk][field] += n
    shows = Nugget.objects.filter(item__source__in=set(items.values())).order_by()
    for pk, field, n in shows.values_list("item__source", "field").annotate(n=Count("pk")):
        by_source[pk][field] += n
    return {
        pk: mix_of(by_item[pk])
        if pk in by_item
        else mix_of(by_source[source])
        if source in by_source
        else NOTHING
        for pk, source in items.items()
    }


def _heard(user: User, since: datetime) -> Iterator[tuple[int, int, float, datetime]]:
    """(item, source, minutes, when) of what I listened to since then. One query.

    Not what an app only told to have been played some day: it says that it began where it ended.
    """
    told = access.play_actions(user).filter(item=OuterRef("item"), at=OuterRef("at"))
    rows = Listening.objects.filter(user=user, at__gte=since, seconds__gt=BEGUN)
    rows = rows.exclude(Exists(told.filter(started__gte=F("position"))))
    for pk, source, seconds, day in rows.values_list("item", "item__source", "seconds", "at"):
        yield pk, source, seconds / 60, day


def _with_items(rows: QuerySet[Queued]) -> QuerySet[Queued]:
    return rows.select_related("item__source").defer(*[f"item__{name}" for name in LONG_ONES])
