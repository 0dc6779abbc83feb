"""What I mean to hear, how it fits my week, and what else I could hear, each with why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, QuerySet
from django.utils import timezone

from manymentors.crowd.budget import NOTHING, minutes_of, mix_of, sort_of
from manymentors.errors import NothingThere
from manymentors.shapes import Candidate, Mix
from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.folding import fold_title
from manymentors.store.models import Budget, Endorsement, Follow, Item, Listening, Nugget, Queued, User

LONG_ONES = ("text", "html", "notes", "spans", "links")
NEWEST = 300
"""So many of the newest episodes are looked at for what could be heard."""
BEGUN = 60.0
"""Seconds after which an episode counts as begun."""
LATELY = timedelta(days=30)
STOP, GO_ON, RECOMMENDED, NEW = 3.0, 2.5, 2.0, 1.0
"""What speaks for an episode, by how much it counts."""
MINUTES = "{minutes}"
"""Stands in the words of a reason until the minutes are known."""
TIERS = {"now": 0.5, "daily": 0.4, "weekly": 0.3, "monthly": 0.1, "yearly": 0.0}


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


@dataclass(frozen=True, slots=True)
class Possible:
    """A candidate with where to begin and whom its words name."""

    candidate: Candidate
    start: float | None = None
    person: int | None = None


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


# --- what else could be heard -------------------------------------------------------------------------------------


def possible(user: User, now: datetime, without: Collection[int] = ()) -> list[Possible]:
    """What could be heard and is not in the queue, what most speaks for it first: stops, what I began, what is recommended,
    what is new. What was heard to its end, and what has no known length, is no such thing. At most sixteen queries.
    """
    heard = {one.item_id: one for one in Listening.objects.filter(user=user)}
    left_out = {pk for pk, one in heard.items() if one.finished} | set(without)
    left_out |= set(access.queue(user).values_list("item", flat=True))
    audio = access.items(user).exclude(audio_url="").exclude(source__follows__in=_paused(user))
    told: dict[int, tuple[float, str, float | None, int | None, bool]] = {}
    for worth, why, item, start, person in (*_stops(user), *_begun(user, heard, now)):
        if item not in left_out:
            told.setdefault(item, (worth, why, start, person, worth == STOP))
    names = {source: (name, tier, whose) for source, name, tier, whose in _followed(user)}
    recommended = _recommended(user)
    columns = ("id", "source", "duration", "published", "source__title")
    newest = audio.order_by(F("published").desc(nulls_last=True), "-id").values_list(*columns)
    of_shows = newest.filter(source__in=recommended)[:NEWEST] if recommended else ()
    rows = {row[0]: row for row in (*newest[:NEWEST], *of_shows)}
    rows |= {row[0]: row for row in newest.filter(pk__in=told)} if told else {}
    lengths = _usual_lengths({row[1] for row in rows.values()})
    mixes = mixes_of({pk: row[1] for pk, row in rows.items()})
    first_of: set[int] = set()
    out = []
    for pk, source, duration, published, title in rows.values():
        length = duration or (heard[pk].total if pk in heard else None) or lengths.get(source)
        if pk in left_out or not length:
            continue
        if pk in told:
            worth, why, start, person, story = told[pk]
        elif source in recommended and source not in first_of:
            person, name = recommended[source]
            worth, why, start, story = RECOMMENDED, f"{name} recommends this show", None, False
            first_of.add(source)
        else:
            name, tier, person = names.get(source, ("", "weekly", None))
            days = (now - published).days if published else 365
            worth, start, story = NEW + TIERS[tier] - min(max(days, 0), 60) / 60, None, False
            age = "new " if days <= LATELY.days else ""
            why = (
                f"{age}from {name}, whom you follow"
                if name
                else f"{age}in {title or 'a show'}, which you follow"
            )
        begin = begins_at(start, heard.get(pk))
        minutes = (length - (begin or 0.0)) / 60
        if minutes >= 1:
            words = why.replace(MINUTES, f"{round(minutes)} min")
            mix = mixes[pk]
            out.append(Possible(Candidate(pk, minutes, words, worth, mix, source, story), start, person))
    return sorted(out, key=lambda one: (-one.candidate.worth, -one.candidate.key))


Reason = tuple[float, str, int, float | None, int | None]


def _stops(user: User) -> Iterator[Reason]:
    """Where my road stops beside theirs: their story goes on from there."""
    rows = (
        access.stands(user)
        .exclude(stop=None)
        .exclude(stop__seconds=None)
        .order_by("-told", "person__name")
        .values_list("stop__item", "stop__seconds", "person", "person__name")
    )
    for item, seconds, person, name in rows:
        yield STOP, f"{name}’s story goes on from your stop: {MINUTES}", item, seconds, person


def _begun(user: User, heard: dict[int, Listening], now: datetime) -> Iterator[Reason]:
    for item, one in heard.items():
        if not one.finished and one.seconds > BEGUN and one.at >= now - 3 * LATELY:
            minutes, second = divmod(int(one.seconds), 60)
            yield GO_ON, f"you stopped at {minutes}:{second:02}: {MINUTES} are left", item, None, None


def _followed(user: User) -> Iterator[tuple[int, str, str, int | None]]:
    """(source, name, tier, person) of each follow; the name "" where the source is followed for itself. One query."""
    rows = (
        access.follows(user).order_by("person__name").values_list("source", "person__name", "tier", "person")
    )
    for source, name, tier, person in rows:
        yield source, name or "", tier, person


def _paused(user: User) -> QuerySet[Follow, Any]:
    return access.follows(user).filter(paused=True).values("pk")


def _recommended(user: User) -> dict[int, tuple[int | None, str]]:
    """Source that I follow → who recommends the show, where somebody does. At most six queries."""
    titles = {fold_title(title): pk for pk, title in access.sources(user).values_list("pk", "title") if title}
    rows = Endorsement.objects.filter(
        item__source__in=access.follows(user).values("source"), type="show", key__in=titles
    )
    said = rows.select_related("person", "item").defer(*[f"item__{name}" for name in LONG_ONES])
    out: dict[int, tuple[int | None, str]] = {}
    for row, _confirmed in corrected(user, said.order_by("-score", "pk")):
        source, name = titles.get(fold_title(row.title)), row.person.name if row.person else row.name
        if source is not None and name and row.item.source_id != source:
            out.setdefault(source, (row.person_id, name))
    return out


def _usual_lengths(sources: Collection[int]) -> dict[int, float]:
    """What the episodes of each show take on the average, in seconds, for those whose own length is not told."""
    rows = Item.objects.filter(source__in=sources, duration__gt=0).order_by().values("source")
    return dict(rows.annotate(usual=Avg("duration")).values_list("source", "usual"))
