"""What waits for me beside what is new: moved roads, candidates at my stops, plans, trouble; and the last there was."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from manymentors.store import access
from manymentors.store.models import Correction, Errand, Item, Source, Stand, Step, User
from manymentors.store.queries.listening import BIG
from manymentors.store.queries.viewpoints import with_lead


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is mine to do: candidates at my stops, steps I planned, sources in trouble, errands that failed."""

    stops: list[Stand] = field(default_factory=list)
    plans: list[Step] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    errands: list[Errand] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.stops or self.plans or self.sources or self.errands)


def last_said(user: User, now: datetime, limit: int = 6) -> list[Item]:
    """The newest things there are, for a day on which nothing is new. One query."""
    rows = Item.objects.filter(source__in=access.sources(user).values("pk"), published__lte=now)
    ids = list(rows.order_by("-published").values_list("pk", flat=True)[:limit])
    items = with_lead(ids)
    return [items[pk] for pk in ids if pk in items]


def roads_moved(user: User, since: datetime, limit: int = 6) -> list[Stand]:
    """Where my stop beside somebody has moved, in what I follow. One query."""
    return list(with_stop(told_there(user).filter(moved__gt=since).order_by("-moved"))[:limit])


def told_there(user: User) -> QuerySet[Stand]:
    """Stands whose stop is told in what I follow now: of whom I have just unfollowed the stands are worked out anew later."""
    return access.stands(user).filter(
        Q(stop=None) | Q(stop__item__source__in=access.follows(user).values("source"))
    )


def with_stop(stands: QuerySet[Stand]) -> QuerySet[Stand]:
    """With the person, and the stop and its item, so that it can be listened to; without the big texts."""
    big = [f"stop__item__{name}" for name in BIG]
    return stands.select_related("person", "stop__item").defer(*big)


def waiting(user: User, now: datetime, limit: int = 3) -> Waiting:
    """Four queries."""
    mine = Correction.objects.filter(
        user=user, fact="milestone", item=OuterRef("stop__item"), quote=OuterRef("stop__quote")
    )
    stops = told_there(user).exclude(stop=None).filter(~Exists(mine)).order_by("-pk")
    trouble = access.errands(user).exclude(problem="").filter(ended__gt=now - timedelta(days=7))
    return Waiting(
        list(with_stop(stops)[:limit]),
        list(access.plans(user)[:limit]),
        list(access.sources(user).exclude(problem="").order_by("title")[:limit]),
        list(trouble.order_by("-pk")[:1]),
    )
