"""What the people I follow said since I looked, by how much of my attention they have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import BigIntegerField, ExpressionWrapper, F, Max, Q, QuerySet

from manymentors.store import access
from manymentors.store.models import Appearance, Item, Person, Source, User
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
SHOWN, FOLDED = 3, 6
"""Items of one person: on their line, and behind it."""
OPEN, LINES = 8, 60
"""Lines of one tier: beside the others, and where it is asked for alone."""
ROWS, YEARLY_ROWS = 5000, 1500
"""What is looked through at most; of those whom I look at once a year the newest will do."""


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
    """`reach` says what `since` is: my last visit, the span of the tier, or some other date."""

    tier: str
    since: datetime
    reach: str
    lines: tuple[Line, ...]
    others: bool


def since_of(tier: str, visit: datetime | None, now: datetime) -> datetime:
    """From when a tier tells: since my last visit, at least its span, and (but for the yearly) at most FURTHEST."""
    span = now - SPANS[tier]
    if tier == "now" and visit is not None:
        span = visit
    return span if tier == "yearly" else max(min(span, visit or span), now - FURTHEST)


def today(user: User, visit: datetime | None, now: datetime, *, only: str = "") -> list[Section]:
    """Sections in the order of tiers, those with nothing new left out; in each, who speaks seldom stands first. `only` asks
    for one tier alone, at more length.

    At most nine queries, whatever there is to read.
    """
    most = LINES if only else OPEN
    tiers = {pk: said.tier for pk, said in said_of(user).items()}
    alone = dict(access.follows(user).filter(person=None).values_list("source", "tier"))
    since = {tier: since_of(tier, visit, now) for tier in SPANS}
    said, days = new_of_people(user, tiers, since, now)
    told = {item for rows in said.values() for item, _ in rows}
    published = new_of_sources(user, alone, since, now, told)
    chosen: dict[str, list[tuple[bool, int]]] = {
        tier: seldom_first(
            [((True, pk), rows) for pk, rows in said.items() if tiers[pk] == tier]
            + [((False, pk), rows) for pk, rows in published.items() if alone[pk] == tier]
        )
        for tier in SPANS
        if only in ("", tier)
    }
    rows_of = {(True, pk): rows for pk, rows in said.items()} | {
        (False, pk): rows for pk, rows in published.items()
    }
    shown = [key for keys in chosen.values() for key in keys[:most]]
    items = with_lead([pk for key in shown for pk, _ in rows_of[key][: SHOWN + FOLDED]])
    people = Person.objects.in_bulk([pk for person, pk in shown if person])
    sources = Source.objects.in_bulk([pk for person, pk in shown if not person])
    visible = [pk for person, pk in shown if person]
    quiet = quiet_days(user, {pk: days[pk] for pk in visible}, now)
    sections = []
    for tier, keys in chosen.items():
        lines = []
        for person, pk in keys[:most]:
            here = [items[item] for item, _ in rows_of[person, pk][: SHOWN + FOLDED] if item in items]
            who, where = (people[pk], None) if person else (None, sources[pk])
            line = Line(
                str(who or where),
                who,
                where,
                tuple(here[:SHOWN]),
                tuple(here[SHOWN:]),
                quiet.get(pk, 0) if person else 0,
            )
            lines.append(line)
        if lines:
            lines.sort(key=lambda line: -line.quiet)
            start = since[tier]
            reach = "visit" if start == visit else "span" if start == now - SPANS[tier] else "date"
            sections.append(Section(tier, start, reach, tuple(lines), len(keys) > most))
    return sections


Rows = list[tuple[int, datetime]]


def new_of_people(
    user: User, tiers: dict[int, str], since: dict[str, datetime], now: datetime
) -> tuple[dict[int, Rows], dict[int, list[datetime]]]:
    """Person → what is new of them, the newest first; and all days on which they spoke in the last FURTHEST, or longer. Two
    queries.
    """
    said: dict[int, Rows] = defaultdict(list)
    days: dict[int, list[datetime]] = defaultdict(list)
    told: set[tuple[int, int]] = set()
    for tiers_asked, most in ((("now", "daily", "weekly", "monthly"), ROWS), (("yearly",), YEARLY_ROWS)):
        asked = {pk for pk, tier in tiers.items() if tier in tiers_asked}
        if not asked:
            continue
        earliest = min(now - FURTHEST, *(since[tiers[pk]] for pk in asked))
        rows = said_between(user, earliest, now, tiers_asked).order_by("-item__published", "-item")
        for pk, item, day in rows.values_list("person", "item", "item__published")[:most]:
            if day is None or pk not in asked:
                continue
            days[pk].append(day)
            if day >= since[tiers[pk]] and (pk, item) not in told:
                told.add((pk, item))
                said[pk].append((item, day))
    return dict(said), days


def new_of_sources(
    user: User, alone: dict[int, str], since: dict[str, datetime], now: datetime, told: Collection[int]
) -> dict[int, Rows]:
    """Source that I follow for itself → what is new there and was not told by a person. One query, by date."""
    if not alone:
        return {}
    rows = (
        Item.objects.alias(where=beside("source"))
        .filter(
            where__in=access.follows(user).filter(person=None).values("source"),
            published__gte=min(since[tier] for tier in alone.values()),
            published__lte=now,
        )
        .order_by("-published", "-pk")
        .values_list("pk", "source", "published")
    )
    out: dict[int, Rows] = defaultdict(list)
    for pk, source, day in rows[:ROWS]:
        if day is not None and day >= since[alone[source]] and pk not in told:
            out[source].append((pk, day))
    return dict(out)


def seldom_first(lines: Iterable[tuple[tuple[bool, int], Rows]]) -> list[tuple[bool, int]]:
    """Who said least first, so that nobody who speaks seldom is buried under those who speak often."""
    ranked = sorted(lines, key=lambda line: (min(len(line[1]), SHOWN + 1), -line[1][0][1].timestamp()))
    return [key for key, _ in ranked]


def said_between(
    user: User, since: datetime, until: datetime, tiers: Collection[str]
) -> QuerySet[Appearance]:
    """What people in these tiers said themselves. The database goes along the dates."""
    mine = access.follows(user)
    return (
        Appearance.objects.alias(where=beside("item__source"), whose=beside("person"))
        .filter(
            where__in=mine.values("source"),
            whose__in=mine.filter(tier__in=tiers).exclude(person=None).values("person"),
            item__published__gte=since,
            item__published__lte=until,
        )
        .exclude(role="booster")
    )


def beside(column: str) -> ExpressionWrapper[Any]:
    """A column as a number that no index knows: SQLite would go through everything that a source ever published, rather
    than through the few days that are asked for.
    """
    return ExpressionWrapper(F(column) + 0, BigIntegerField())


def quiet_days(user: User, days: dict[int, list[datetime]], now: datetime) -> dict[int, int]:
    """For how many days people had said nothing until they came back lately, of those who had been quiet for QUIET. Two queries.

    `days` are all on which each spoke since FURTHEST ago or longer, the newest first.
    """
    lately = now - FURTHEST
    unknown = {pk for pk, rows in days.items() if rows[-1] >= lately and not gap_in(rows, lately)}
    last: dict[int, datetime] = {}
    if unknown:
        recent = said_between(user, lately - QUIET, lately, SPANS).values("person")
        last = dict(recent.annotate(last=Max("item__published")).values_list("person", "last"))
        ever = Appearance.objects.alias(where=beside("item__source")).exclude(role="booster")
        ever = ever.filter(person__in=unknown - last.keys(), where__in=access.follows(user).values("source"))
        before = ever.values("person").annotate(
            last=Max("item__published", filter=Q(item__published__lt=lately))
        )
        last |= {pk: day for pk, day in before.values_list("person", "last") if day is not None}
    gaps = {
        pk: gap_in([*rows, last[pk]] if pk in unknown and pk in last else rows, lately)
        for pk, rows in days.items()
    }
    return {pk: gap for pk, gap in gaps.items() if gap}


def gap_in(days: list[datetime], lately: datetime) -> int:
    """The days of silence that ended lately, 0 where there was none."""
    for after, before in pairwise(days):
        if after >= lately and after - before > QUIET:
            return (after - before).days
    return 0
