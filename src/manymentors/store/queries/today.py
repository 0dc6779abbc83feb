"""What the people I follow said since I looked, by how much of my attention they have; and what waits for me."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef

from manymentors.store import access
from manymentors.store.models import Appearance, Correction, Errand, Item, Person, Source, Stand, Step, User
from manymentors.store.queries.people import said_of
from manymentors.store.queries.viewpoints import with_lead

SPANS = {
    "now": timedelta(days=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=31),
    "yearly": timedelta(days=366),
}
"""How far back a tier reaches at least; where my last visit is longer ago, it reaches back to that."""
FURTHEST = timedelta(days=31)
"""After a long absence no tier but the yearly reaches back further: Today is one screen, and all of it is on the person's page."""
QUIET = timedelta(days=90)
SHOWN, FOLDED, ROWS = 3, 9, 3000


@dataclass(frozen=True, slots=True)
class Line:
    """One person, or a source followed for itself: the newest items, those folded, and for how many days they were quiet."""

    name: str
    person: Person | None
    source: Source | None
    items: tuple[Item, ...]
    more: tuple[Item, ...] = ()
    quiet: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    tier: str
    since: datetime
    visit: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is mine to do: candidates at my stops, steps I planned, sources in trouble, errands that failed."""

    stops: list[Stand] = field(default_factory=list)
    plans: list[Step] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.stops or self.plans or self.sources or self.errands)


def since_of(tier: str, visit: datetime | None, now: datetime) -> datetime:
    """From when a tier tells: since my last visit, at least its span, and (but for the yearly) at most FURTHEST."""
    span = now - SPANS[tier]
    if tier == "now" and visit is not None:
        span = visit
    return span if tier == "yearly" else max(min(span, visit or span), now - FURTHEST)


def today(user: User, visit: datetime | None, now: datetime) -> list[Section]:
    """Sections in the order of tiers, those with nothing new left out. At most nine queries, whatever there is to read."""
    tiers = {pk: said.tier for pk, said in said_of(user).items()}
    alone = dict(access.follows(user).filter(person=None).values_list("source", "tier"))
    since = {tier: since_of(tier, visit, now) for tier in SPANS}
    yearly = {pk for pk, tier in tiers.items() if tier == "yearly"}
    said: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for people in (tiers.keys() - yearly, yearly):
        if people:
            for pk, item, day in said_since(user, people, min(since[tiers[pk]] for pk in people), now):
                if day >= since[tiers[pk]] and item not in (known for known, _ in said[pk]):
                    said[pk].append((item, day))
    told = {item for rows in said.values() for item, _ in rows}
    published: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    if alone:
        for pk, source, day in published_since(alone, min(since[tier] for tier in alone.values()), now):
            if day >= since[alone[source]] and pk not in told:
                published[source].append((pk, day))
    quiet = quiet_before(user, {pk: rows[-1][1] for pk, rows in said.items() if rows})
    wanted = [pk for rows in (*said.values(), *published.values()) for pk, _ in rows[: SHOWN + FOLDED]]
    items = with_lead(wanted)
    names = Person.objects.in_bulk([pk for pk, rows in said.items() if rows])
    sources = Source.objects.in_bulk(list(published))
    lines: dict[str, list[tuple[datetime, Line]]] = defaultdict(list)
    for pk, rows in said.items():
        if rows:
            shown = split(rows, items)
            line = Line(names[pk].name, names[pk], None, *shown, quiet.get(pk, 0))
            lines[tiers[pk]].append((rows[0][1], line))
    for pk, rows in published.items():
        lines[alone[pk]].append((rows[0][1], Line(str(sources[pk]), None, sources[pk], *split(rows, items))))
    return [
        Section(
            tier,
            since[tier],
            visit is not None and since[tier] == visit,
            tuple(
                line
                for _, line in sorted(lines[tier], key=lambda pair: (-pair[1].quiet, -pair[0].timestamp()))
            ),
        )
        for tier in SPANS
        if lines[tier]
    ]


def split(
    rows: Iterable[tuple[int, datetime]], items: dict[int, Item]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    here = [items[pk] for pk, _ in rows if pk in items]
    return tuple(here[:SHOWN]), tuple(here[SHOWN:])


def said_since(
    user: User, people: Collection[int], since: datetime, now: datetime
) -> list[tuple[int, int, datetime]]:
    """(person, item, day) of what they said themselves, the newest first, at most ROWS. One query, by date."""
    rows = (
        Appearance.objects.filter(
            item__published__gte=since,
            item__published__lte=now,
            item__source__in=access.sources(user).values("pk"),
            person__in=people,
        )
        .exclude(role="booster")
        .order_by("-item__published", "-item")
        .values_list("person", "item", "item__published")
    )
    return [(pk, item, day) for pk, item, day in rows[:ROWS] if day is not None]


def published_since(
    sources: Collection[int], since: datetime, now: datetime
) -> list[tuple[int, int, datetime]]:
    """(item, source, day) of what came there, the newest first, at most ROWS. One query, by date."""
    rows = (
        Item.objects.filter(source__in=sources, published__gte=since, published__lte=now)
        .order_by("-published", "-pk")
        .values_list("pk", "source", "published")
    )
    return [(pk, source, day) for pk, source, day in rows[:ROWS] if day is not None]


def quiet_before(user: User, first: dict[int, datetime]) -> dict[int, int]:
    """For how many days people had said nothing before what is new, of those who had been quiet for QUIET. Two queries."""
    if not first:
        return {}
    earliest, latest = min(first.values()), max(first.values())
    recent: dict[int, list[datetime]] = defaultdict(list)
    for pk, _, day in said_since(user, first.keys(), earliest - QUIET, latest):
        if day < first[pk]:
            recent[pk].append(day)
    candidates = [
        pk for pk, day in first.items() if not any(day - before <= QUIET for before in recent.get(pk, ()))
    ]
    before = (
        Appearance.objects.filter(person__in=candidates[:100], item__published__lt=earliest - QUIET)
        .exclude(role="booster")
        .values("person")
        .annotate(last=Max("item__published"))
        .values_list("person", "last")
    )
    last = dict(before)
    out = {}
    for pk in candidates[:100]:
        known = [*recent.get(pk, ()), *([last[pk]] if pk in last else [])]
        if known:
            out[pk] = (first[pk] - max(known)).days
    return out


def last_said(user: User, now: datetime, limit: int = 6) -> list[Item]:
    """The newest things there are, for a day on which nothing is new. One query."""
    rows = Item.objects.filter(source__in=access.sources(user).values("pk"), published__lte=now)
    ids = list(rows.order_by("-published").values_list("pk", flat=True)[:limit])
    items = with_lead(ids)
    return [items[pk] for pk in ids if pk in items]


def roads_moved(user: User, since: datetime, limit: int = 6) -> list[Stand]:
    """Where my stop beside somebody has moved. One query."""
    return list(
        access.stands(user).filter(moved__gt=since).select_related("person").order_by("-moved")[:limit]
    )


def waiting(user: User, now: datetime, limit: int = 3) -> Waiting:
    """Four queries."""
    mine = Correction.objects.filter(
        user=user, fact="milestone", item=OuterRef("stop__item"), quote=OuterRef("stop__quote")
    )
    stops = access.stands(user).exclude(stop=None).filter(~Exists(mine)).order_by("-pk")
    trouble = access.errands(user).exclude(problem="").filter(ended__gt=now - timedelta(days=7))
    return Waiting(
        list(stops.select_related("person")[:limit]),
        list(access.plans(user)[:limit]),
        list(access.sources(user).exclude(problem="").order_by("title")[:limit]),
        list(trouble.order_by("-pk")[:1]),
    )
