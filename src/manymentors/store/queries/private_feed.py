"""What is in a private podcast feed: the episodes of my queue, or every stop beside my road; and the moments that matter in one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min, Q, QuerySet

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import Item, Milestone, Stand, User
from manymentors.store.queries.apps import may_leave

MOST = 200
BIG = ("html", "text", "spans", "links")


@dataclass(frozen=True, slots=True)
class FeedLine:
    """An episode, why it is there, and the moment by which apps sort it: the first is the newest."""

    item: Item
    why: str
    at: datetime
    start: float | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A second of an episode: their story starts there, or your paths part there (`what` is their next step)."""

    seconds: float
    name: str
    parts: bool
    what: str = ""


def queue_lines(user: User) -> list[FeedLine]:
    """In the order of the queue. Nothing of people who are mine alone. Two queries."""
    rows = list(
        access.queue(user)
        .filter(item__in=may_leave(user).values("pk"))
        .filter(Q(person=None) | Q(person__owner=None))
        .select_related("item__source")
        .defer(*[f"item__{name}" for name in BIG])[:MOST]
    )
    newest = max((row.created for row in rows), default=None)
    if newest is None:
        return []
    return [
        FeedLine(row.item, row.why, newest - timedelta(minutes=at), row.start) for at, row in enumerate(rows)
    ]


def road_lines(user: User) -> list[FeedLine]:
    """Every episode in which my road stops beside somebody's, the latest published first. Two queries."""
    found: dict[int, list[Stand]] = defaultdict(list)
    for stand in _stops(user).filter(stop__item__in=may_leave(user).values("pk")):
        if stand.stop is not None:
            found[stand.stop.item_id].append(stand)
    items = Item.objects.select_related("source").defer(*BIG)
    newest = items.filter(pk__in=found).order_by(F("published").desc(nulls_last=True), "-pk")[:MOST]
    return [
        FeedLine(
            item,
            "; ".join(
                f"{stand.person.name}’s story goes on from your stop: {stand.stop_line}"
                for stand in found[item.pk]
            ),
            item.published or item.first_seen,
            min(
                (stand.stop.seconds for stand in found[item.pk] if stand.stop and stand.stop.seconds),
                default=None,
            ),
        )
        for item in newest
    ]


def moments_of(user: User, items: Iterable[int]) -> dict[int, list[Moment]]:
    """Item → where somebody's story starts and where my road stops beside theirs, in order. Two queries."""
    ids = list(items)
    out: dict[int, list[Moment]] = defaultdict(list)
    stops = list(_stops(user).filter(stop__item__in=ids))
    whose = {stand.person_id: stand.person.name for stand in stops}
    told = Milestone.objects.filter(item__in=ids, person__in=whose, seconds__isnull=False)
    first = told.order_by().values("item", "person").annotate(at=Min("seconds"))
    stop_at = {
        (s.stop.item_id, s.person_id): s.stop.seconds for s in stops if s.stop and s.stop.seconds is not None
    }
    for item, person, at in first.values_list("item", "person", "at"):
        if (item, person) in stop_at and at < stop_at[item, person]:
            out[item].append(Moment(at, whose[person], parts=False))
    for stand in stops:
        if stand.stop is not None and stand.stop.seconds is not None:
            out[stand.stop.item_id].append(
                Moment(stand.stop.seconds, stand.person.name, True, stand.stop_line)
            )
    return {item: sorted(some, key=lambda one: one.seconds) for item, some in out.items()}


def episode(user: User, pk: int) -> Item:
    """One that a feed may tell of, with its texts. Raises NothingThere."""
    item = may_leave(user).select_related("source").filter(pk=pk).first()
    if item is None:
        raise NothingThere("There is no such episode here.")
    return item


def _stops(user: User) -> QuerySet[Stand]:
    return (
        access.stands(user)
        .filter(person__owner=None, stop__seconds__isnull=False)
        .select_related("person", "stop")
        .order_by("-told", "person__name")
    )
