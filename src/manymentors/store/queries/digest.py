"""The gaps of my week, what was said in it, and the digests that were made of both. Nothing of anybody who is mine alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet

from manymentors.crowd.budget import SORT_OF, minutes_of
from manymentors.errors import NothingThere
from manymentors.shapes import SORTS
from manymentors.store import access
from manymentors.store.models import (
    Appearance,
    Asked,
    Digest,
    DigestLine,
    DigestPlan,
    Item,
    Listening,
    Nugget,
    Opinion,
    Proof,
    Question,
    Stand,
    Step,
    Trait,
    User,
)
from manymentors.store.queries.ideal import COUNTS
from manymentors.store.queries.listening import BIG
from manymentors.store.queries.queue import BEGUN, mixes_of
from manymentors.store.queries.topics import my_topics

THIN = 1
"""A trait that so many voices prove, or fewer, is a gap."""
ASKED_AT_MOST = 8
"""Topics, questions and plans of each sort to which the week is listened."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What I lack: thin traits with how many prove them, topics on which I stand, what I asked and keep asking, what I plan."""

    traits: tuple[tuple[Trait, int], ...]
    topics: tuple[Opinion, ...]
    questions: tuple[Question, ...]
    asked: tuple[Asked, ...]
    plans: tuple[Step, ...]
    stops: int

    @property
    def n(self) -> int:
        return (
            len(self.traits) + len(self.topics) + len(self.questions) + len(self.asked)
            + len(self.plans) + self.stops
        )  # fmt: skip


def gaps_of(user: User) -> Gaps:
    """Seven queries."""
    public = access.proofs(user).filter(COUNTS, person__owner=None)
    voices = dict(public.values("trait").annotate(n=Count("person", distinct=True)).values_list("trait", "n"))
    thin = [(trait, voices.get(trait.pk, 0)) for trait in access.traits(user)]
    asked = access.asked(user).filter(state="waiting", person__owner=None).select_related("person")
    return Gaps(
        tuple((trait, n) for trait, n in thin if n <= THIN),
        tuple(my_topics(user)[:ASKED_AT_MOST]),
        tuple(access.questions(user).order_by("-asked", "-id")[:ASKED_AT_MOST]),
        tuple(asked.order_by("-asked", "-id")[:ASKED_AT_MOST]),
        tuple(access.plans(user)[:ASKED_AT_MOST]),
        access.stands(user).filter(person__owner=None).exclude(stop_line="").count(),
    )


def in_week(user: User, since: datetime, until: datetime) -> QuerySet[Item]:
    """What was published then, and what has no date and was first seen then; of what I follow."""
    then = Q(published__gte=since, published__lt=until)
    undated = Q(published=None, first_seen__gte=since, first_seen__lt=until)
    return access.items(user).filter(then | undated)


def said_in(user: User, since: datetime, until: datetime) -> tuple[int, int]:
    """How many things, by how many people of those whom everybody may see. Two queries."""
    items = in_week(user, since, until)
    spoke = Appearance.objects.filter(item__in=items.values("pk"), person__owner=None).exclude(role="booster")
    return items.count(), spoke.values("person").distinct().count()


def proofs_in(user: User, traits: Sequence[int], since: datetime, until: datetime) -> list[Proof]:
    """What was told then that proves these traits, clearly or in part; not what I rejected. One query."""
    rows = access.proofs(user).filter(trait__in=traits, person__owner=None).exclude(says="reject")
    week = in_week(user, since, until).values("pk")
    return list(
        rows.filter(item__in=week)
        .select_related("trait", "person", "milestone", "nugget")
        .order_by("-clear", "-score", "pk")
    )


def stops_in(user: User, since: datetime, until: datetime) -> list[Stand]:
    """Where my road stops beside somebody who told it then, and where my stop moved then. One query."""
    rows = access.stands(user).filter(person__owner=None).exclude(stop=None)
    told = Q(stop__item__in=in_week(user, since, until).values("pk"))
    moved = Q(moved__gte=since, moved__lt=until)
    return list(rows.filter(told | moved).select_related("person", "stop").order_by("-moved", "-told", "pk"))


def replies_in(user: User, since: datetime, until: datetime) -> list[Asked]:
    """What I asked somebody, and what they said to it then: answered, or found and waiting for my word. One query."""
    answered = Q(state="answered", answered__gte=since, answered__lt=until)
    found = Q(state="waiting", proposed=True, looked__gte=since)
    rows = access.asked(user).filter(person__owner=None).exclude(answer="")
    return list(rows.filter(answered | found).select_related("person").order_by("-answered", "pk"))


def told_before(user: User) -> set[tuple[int | None, str]]:
    """(item, quote) of every line of an earlier digest. One query."""
    rows = DigestLine.objects.filter(digest__user=user)
    return set(rows.values_list("item", "quote"))


def nuggets_in(user: User, since: datetime, until: datetime, most: int = 3_000) -> list[tuple[int, str, str]]:
    """(id, quote, skill) of what was told then, the surest first. One query."""
    rows = Nugget.objects.filter(item__in=in_week(user, since, until).values("pk"))
    public = rows.filter(Q(person=None) | Q(person__owner=None))
    return list(public.order_by("-score", "pk").values_list("pk", "quote", "skill")[:most])


def mix_in(user: User, since: datetime, until: datetime) -> tuple[dict[str, int], bool]:
    """What I took in then, in minutes heard of each sort, and True; where I heard nothing, the nuggets that were told, by
    sort, and False. Four queries.
    """
    heard = list(
        Listening.objects.filter(user=user, at__gte=since, at__lt=until, seconds__gt=BEGUN)
        .values_list("item", "item__source", "seconds")
        .order_by("item")
    )
    if heard:
        mixes = mixes_of({item: source for item, source, _ in heard})
        minutes = minutes_of((seconds / 60, mixes[item]) for item, _, seconds in heard)
        if any(minutes):
            return {sort: round(n) for sort, n in zip(SORTS, minutes, strict=True)}, True
    rows = Nugget.objects.filter(item__in=in_week(user, since, until).values("pk")).order_by()
    told = Counter[str]()
    for field, n in rows.values_list("field").annotate(n=Count("pk")):
        if field in SORT_OF:
            told[SORT_OF[field]] += n
    return {sort: told[sort] for sort in SORTS}, False


# --- the digests that there are --------------------------------------------------------------------------------


def plan_of(user: User) -> DigestPlan:
    """What I chose, or how it is until I do. One query."""
    return DigestPlan.objects.filter(user=user).first() or DigestPlan(user=user)


def due_day(plan: DigestPlan, today: date) -> date | None:
    """The latest of my weekdays, today among them; None where I want no digest."""
    if plan.weekday is None:
        return None
    return today - timedelta(days=(today.weekday() - plan.weekday) % 7)


def digest_days(user: User, most: int = 60) -> list[date]:
    """The days of my digests, the latest first. One query."""
    return list(access.digests(user).values_list("day", flat=True)[:most])


def latest(user: User, most: int = 1) -> list[Digest]:
    """With what I may still see of them. Two queries."""
    return list(with_lines(access.digests(user), user)[:most])


def find_digest(user: User, day: date) -> Digest:
    """Raises NothingThere."""
    row = with_lines(access.digests(user), user).filter(day=day).first()
    if row is None:
        raise NothingThere("There is no digest of this day. Choose one of the weeks that there are.")
    return row


def with_lines(digests: QuerySet[Digest], user: User) -> QuerySet[Digest]:
    """Each with `lines`, of which those lack whose source I follow no more, with their items without the big texts."""
    heavy = [f"item__{name}" for name in BIG]
    mine = Q(item=None) | Q(item__source__in=access.follows(user).values("source"))
    lines = (
        DigestLine.objects.filter(mine)
        .filter(Q(person=None) | Q(person__owner=None))
        .select_related("person", "item__source", "asked")
        .defer(*heavy)
        .order_by("position")
    )
    return digests.prefetch_related(Prefetch("lines", queryset=lines))


def to_be_digested() -> QuerySet[User]:
    """Everybody who follows something and wants a digest. One query."""
    wants = Q(digest_plan=None) | Q(digest_plan__weekday__isnull=False)
    return User.objects.filter(wants, is_active=True, follows__isnull=False).distinct().order_by("pk")


def to_be_mailed(now: datetime, young: timedelta) -> QuerySet[Digest]:
    """Digests that want mailing: made lately, to an address, and never tried."""
    rows = Digest.objects.filter(mailing=None, made__gte=now - young, user__is_active=True)
    return rows.exclude(user__digest_plan__mail="").exclude(user__digest_plan=None).order_by(F("made").asc())
