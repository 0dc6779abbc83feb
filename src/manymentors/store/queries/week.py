"""Shadow week: what one person said and did in one week, in the order of the days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from manymentors.store import access
from manymentors.store.models import Appearance, Item, Person, User
from manymentors.store.queries.viewpoints import with_lead

WEEK = timedelta(days=7)
MOST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """An item, and whether they only passed it on."""

    item: Item
    passed_on: bool


@dataclass(frozen=True, slots=True)
class Week:
    """From Monday `start`. `days` are those on which there was something; `before` and `after` are Mondays of the nearest other
    weeks with anything, None where there are none.
    """

    start: date
    days: tuple[tuple[date, tuple[Entry, ...]], ...]
    before: date | None
    after: date | None

    @property
    def end(self) -> date:
        return self.start + WEEK - timedelta(days=1)


def week_of(user: User, person: Person, day: date | None, now: datetime) -> Week:
    """The week that holds the day; without one, the latest in which they said anything. Four queries."""
    told = Appearance.objects.filter(
        person=person,
        item__source__in=access.follows(user).values("source"),
        item__published__isnull=False,
        item__published__lte=now,
    )
    if day is None:
        latest = told.order_by("-item__published").values_list("item__published", flat=True).first()
        day = timezone.localtime(latest or now).date()
    start = day - timedelta(days=day.weekday())
    since = timezone.make_aware(datetime.combine(start, time()))
    until = timezone.make_aware(datetime.combine(start + WEEK, time()))
    here = told.filter(item__published__gte=since, item__published__lt=until)
    rows = here.order_by("item__published", "item").values_list("item", "role", "item__published")
    entries = entries_of([(pk, role, when) for pk, role, when in rows[:MOST] if when is not None])
    earlier = told.filter(item__published__lt=since).order_by("-item__published")
    later = told.filter(item__published__gte=until).order_by("item__published")
    return Week(
        start,
        tuple((day, tuple(found)) for day, found in entries.items()),
        *(monday(rows.values_list("item__published", flat=True).first()) for rows in (earlier, later)),
    )


def entries_of(rows: Sequence[tuple[int, str, datetime]]) -> dict[date, list[Entry]]:
    items = with_lead([pk for pk, _, _ in rows])
    own = {pk for pk, role, _ in rows if role != "booster"}
    out: dict[date, list[Entry]] = {}
    for pk, when in dict.fromkeys((pk, when) for pk, _, when in rows):
        if pk in items:
            out.setdefault(timezone.localtime(when).date(), []).append(Entry(items[pk], pk not in own))
    return out


def monday(moment: datetime | None) -> date | None:
    if moment is None:
        return None
    day = timezone.localtime(moment).date()
    return day - timedelta(days=day.weekday())
