"""Which of the nuggets that I keep come back today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from manymentors.crowd.review import FIRST, MOST, Waiting, pick
from manymentors.store import access
from manymentors.store.models import Review, User
from manymentors.store.queries.nuggets import NuggetLine, kept_lines


@dataclass(frozen=True, slots=True)
class Day:
    """What to look at today, around `theme` ("" for none). `seen` were looked at today already; `next` is when more comes,
    None where nothing is kept; `kept` counts all that I keep.
    """

    theme: str
    lines: list[NuggetLine]
    seen: int
    next: datetime | None
    kept: int


def review_day(user: User, now: datetime) -> Day:
    """At most MOST a day, those already looked at counted. At most twelve queries."""
    kept = access.keepsakes(user)
    never = Q(review=None, created__lte=now - FIRST)
    waits = dict(kept.filter(never | Q(review__due__lte=now)).values_list("pk", "review__due"))
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Review.objects.filter(keepsake__user=user, seen__gte=midnight).count()
    total = kept.count()
    if waits and seen < MOST:
        lines, _ = kept_lines(user, only=list(waits), size=len(waits))
        by_pk = {line.kept.pk: line for line in lines if line.kept}
        theme, chosen = pick(
            [
                Waiting(
                    pk,
                    line.nugget.field if line.nugget else "",
                    waits[pk] if waits[pk] is not None else line.kept.created + FIRST,
                )
                for pk, line in by_pk.items()
                if line.kept
            ],
            MOST - seen,
        )
        return Day(theme, [by_pk[one.key] for one in chosen], seen, next_after(user, now), total)
    return Day("", [], seen, next_after(user, now), total)


def next_after(user: User, now: datetime) -> datetime | None:
    """When the next comes that is not due yet; tomorrow where more is due than a day has."""
    kept = access.keepsakes(user)
    later = (
        Review.objects.filter(keepsake__user=user, due__gt=now).order_by("due").values_list("due", flat=True)
    )
    fresh = (
        kept.filter(review=None, created__gt=now - FIRST)
        .order_by("created")
        .values_list("created", flat=True)
    )
    days = [*later[:1], *(created + FIRST for created in fresh[:1])]
    if kept.filter(Q(review=None, created__lte=now - FIRST) | Q(review__due__lte=now)).count():
        days.append(now + timedelta(days=1))
    return min(days, default=None)
