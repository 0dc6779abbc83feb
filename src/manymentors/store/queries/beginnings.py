"""How everybody began: the first step that each told, of those who came to where I want to go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.folding import fold
from manymentors.store.models import Milestone, Person, User
from manymentors.store.queries.roads import with_items

PAGE = 24
LATE = 4
"""Of the last so many steps that a person told, one has to hold the role that is asked for: it is theirs now, or was lately."""
EARLY = 3
"""First steps that are looked at: one that I removed leaves the place to the next."""
ROLES = ("job", "leadership", "founding", "change")
"""Kinds of steps that tell a role."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first step of somebody, whether I confirmed it, and the late one that holds the role, where one was asked for."""

    person: Person
    first: Milestone
    confirmed: bool
    role: Milestone | None = None


@dataclass(frozen=True, slots=True)
class Beginnings:
    lines: tuple[Beginning, ...]
    number: int
    pages: int
    total: int


def beginnings(user: User, role: str = "", number: int = 1) -> Beginnings:
    """By name. “First” is by the year where it is told, else by the order of telling in the oldest item. At most ten queries."""
    firsts: dict[int, list[int]] = defaultdict(list)
    early = ends(user, last=False, most=EARLY).order_by("person", "place")  # type: ignore[misc]  # an annotation
    for person, pk in early.values_list("person", "pk"):
        firsts[person].append(pk)
    late: Mapping[int, int] = {}
    if words := fold(role).split():
        late = with_role(user, words)
    people = {
        row.pk: row
        for row in Person.objects.filter(pk__in=set(firsts) & set(late) if words else firsts).only(
            "name", "key", "owner"
        )
    }
    order = sorted(people, key=lambda pk: people[pk].key)
    pages = max(1, -(-len(order) // PAGE))
    number = min(max(1, number), pages)
    here = order[(number - 1) * PAGE : number * PAGE]
    rows = shown(user, [pk for person in here for pk in (*firsts[person], late.get(person, 0))])
    lines = [
        Beginning(people[person], *rows[left[0]], role=rows.get(late.get(person, 0), (None, False))[0])
        for person in here
        if (left := [pk for pk in firsts[person] if pk in rows])
    ]
    return Beginnings(tuple(lines), number, pages, len(order))


def ends(user: User, *, last: bool, most: int = 1) -> QuerySet[Milestone]:
    """The first (or last) steps of each person: as each item tells its story in order, those of the oldest (newest) item."""
    order = ["-item__published", "-order", "-pk"] if last else ["order", "item__published", "pk"]
    place = Window(RowNumber(), partition_by=[F("person")], order_by=order)
    return seen(user).annotate(place=place).filter(place__lte=most)


def seen(user: User) -> QuerySet[Milestone]:
    told = Milestone.objects.filter(item__source__in=access.follows(user).values("source"))
    return told.filter(Q(person__owner=None) | Q(person__owner=user)).exclude(person=None)


def with_role(user: User, words: Sequence[str]) -> dict[int, int]:
    """Person → the latest step of theirs that has all the words and is among their last ones."""
    out: dict[int, int] = {}
    rows = ends(user, last=True, most=LATE).order_by("person", "place")  # type: ignore[misc]  # likewise
    for person, pk, kind, what, quote in rows.values_list("person", "pk", "kind", "what", "quote"):
        told = fold(f"{what} {quote}").split()
        if kind in ROLES and person not in out and all(word in told for word in words):
            out[person] = pk
    return out


def shown(user: User, ids: Sequence[int]) -> dict[int, tuple[Milestone, bool]]:
    """These as the user sees them; removed ones lack."""
    rows = Milestone.objects.filter(pk__in=ids).select_related("person")
    return {row.pk: (row, confirmed) for row, confirmed in corrected(user, with_items(user, rows))}
