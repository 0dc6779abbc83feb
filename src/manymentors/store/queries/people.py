"""The people a user may learn from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from django.db.models import Count, Max, Model
from django.utils import timezone

from manymentors.errors import NothingThere, UnknownPerson
from manymentors.sources.due import DORMANT
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import (
    Appearance,
    Endorsement,
    Follow,
    Merge,
    Milestone,
    Nugget,
    Person,
    Source,
    SourcePerson,
    User,
)

PAGE = 30


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with what is held of them, in what the user follows. `via` and `why` are the user's own words, the first
    there are, `tier` is that of the first follow; `last` is when they last said something.
    """

    person: Person
    followed: bool
    sources: int
    items: int
    milestones: int
    nuggets: int
    via: str
    why: str
    tier: str = ""
    last: datetime | None = None

    @property
    def dormant(self) -> bool:
        """Have they said nothing for a year? What they said stays; their sources are looked at once a week."""
        return self.last is not None and timezone.now() - self.last >= DORMANT


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people; `total` counts all that fit the question."""

    lines: list[PersonLine]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of a person they follow."""

    why: str = ""
    via: str = ""
    tier: str = ""


def people(user: User) -> list[PersonLine]:
    """Everyone the user may see: the followed first, then those of whom most is held. Six queries."""
    said = said_of(user)
    lines = lines_of(user, list(access.people(user)), said)
    return sorted(
        lines, key=lambda line: (place_of(line.person, said), -line.milestones, -line.items, line.person.name)
    )


def people_page(user: User, *, words: str = "", tier: str = "", number: int = 1) -> PeoplePage:
    """Those who have all the words in their name, in why I follow them or via whom; by name, as `place_of` puts them. Six queries."""
    said, wanted = said_of(user), fold(words).split()
    fitting = []
    for person in access.people(user).only("name", "key", "owner"):
        mine = said.get(person.pk, Said())
        told = f"{person.key} {fold(mine.why)} {fold(mine.via)}" if person.pk in said else person.key
        if (not tier or mine.tier == tier) and all(word in told for word in wanted):
            fitting.append(person)
    fitting.sort(key=lambda person: (place_of(person, said), person.key))
    pages = max(1, -(-len(fitting) // PAGE))
    number = min(max(1, number), pages)
    here = fitting[(number - 1) * PAGE : number * PAGE]
    return PeoplePage(lines_of(user, here, said), number, pages, len(fitting))


def place_of(person: Person, said: Collection[int]) -> int:
    """The followed first, then those I work with, then those who are only heard."""
    return 0 if person.pk in said else 1 if person.owner_id else 2


def said_of(user: User) -> dict[int, Said]:
    """What I say of everyone I follow. One query."""
    out: dict[int, Said] = {}
    rows = access.follows(user).exclude(person=None).order_by("created", "id")
    for pk, why, via, tier in rows.values_list("person", "why", "via", "tier"):
        before = out.get(pk, Said(tier=tier))
        out[pk] = Said(before.why or why, before.via or via, before.tier)
    return out


def lines_of(user: User, persons: Collection[Person], said: dict[int, Said]) -> list[PersonLine]:
    """Four queries, each of which counts one table by person."""
    ids = [person.pk for person in persons]
    sources = access.sources(user).values("pk")
    appear = (
        Appearance.objects.filter(person__in=ids, item__source__in=sources)
        .exclude(role="booster")
        .values("person")
        .annotate(n=Count("item", distinct=True), last=Max("item__published"))
    )
    items = {row["person"]: (row["n"], row["last"]) for row in appear}
    roles = SourcePerson.objects.filter(person__in=ids, source__in=sources).values("person")
    owned = dict(roles.annotate(n=Count("source", distinct=True)).values_list("person", "n"))
    steps = counted(Milestone, ids, user)
    nuggets = counted(Nugget, ids, user)
    return [
        PersonLine(
            person,
            person.pk in said,
            owned.get(person.pk, 0),
            items.get(person.pk, (0, None))[0],
            steps.get(person.pk, 0),
            nuggets.get(person.pk, 0),
            said.get(person.pk, Said()).via,
            said.get(person.pk, Said()).why,
            said.get(person.pk, Said()).tier,
            items.get(person.pk, (0, None))[1],
        )
        for person in persons
    ]


def counted(model: type[Model], ids: Collection[int], user: User) -> dict[int, int]:
    rows = model._default_manager.filter(person__in=ids, item__source__in=access.sources(user).values("pk"))
    return dict(rows.values("person").annotate(n=Count("pk")).values_list("person", "n"))


def find_person(user: User, name: str) -> Person:
    """The person with this name among those the user may see; a part that fits only one will do.

    Raises UnknownPerson with near names.
    """
    key = fold(name)
    seen = {person.key: person for person in access.people(user)}
    by_pk = {person.pk: person for person in seen.values()}
    merged = Merge.objects.filter(key=key).values_list("person", flat=True).first()
    if key in seen:
        return seen[key]
    if merged in by_pk:
        return by_pk[merged]
    inside = [person for other, person in seen.items() if key and set(key.split()) <= set(other.split())]
    if len(inside) == 1:
        return inside[0]
    if inside:
        raise UnknownPerson(name, [person.name for person in inside[:3]])

    def likeness(other: str) -> float:
        words = [SequenceMatcher(None, a, b).ratio() for a in key.split() for b in other.split()]
        return max([SequenceMatcher(None, key, other).ratio(), *(0.95 * word for word in words)])

    ranked = sorted(((likeness(other), person.name) for other, person in seen.items()), reverse=True)
    raise UnknownPerson(name, [near for score, near in ranked[:3] if score >= 0.6])


def person_numbered(user: User, pk: int) -> Person:
    """The person with this id. Raises NothingThere for one whom the user may not see."""
    person = access.people(user).filter(pk=pk).first()
    if person is None:
        raise NothingThere("There is no such person, or they appear in nothing that you follow.")
    return person


@dataclass(frozen=True, slots=True)
class SourceOfTheirs:
    """A followed source and what the person is in it, "" where they only appear."""

    source: Source
    role: str


@dataclass(frozen=True, slots=True)
class PersonHead:
    """What stands at the top of all pages of a person. `waiting` are sources that were never looked at."""

    person: Person
    said: Said
    followed: bool
    sources: tuple[SourceOfTheirs, ...]
    merges: tuple[Merge, ...]
    waiting: bool

    @property
    def trouble(self) -> bool:
        return any(one.source.problem for one in self.sources)


def head_of(user: User, person: Person) -> PersonHead:
    """Three queries."""
    follows: list[Follow] = list(
        access.follows(user).filter(person=person).select_related("source").order_by("created", "id")
    )
    first = follows[0] if follows else None
    said = Said(
        next((follow.why for follow in follows if follow.why), ""),
        next((follow.via for follow in follows if follow.via), ""),
        first.tier if first else "",
    )
    roles = SourcePerson.objects.filter(person=person, source__in=access.sources(user).values("pk"))
    theirs = {
        row.source_id: (row.source, row.role) for row in roles.select_related("source").order_by("role")
    }
    for follow in follows:
        theirs.setdefault(follow.source_id, (follow.source, ""))
    sources = tuple(SourceOfTheirs(source, role) for source, role in theirs.values())
    waiting = any(follow.source.checked is None for follow in follows)
    return PersonHead(person, said, bool(follows), sources, tuple(person.merges.order_by("pk")), waiting)


def holdings(user: User, person: Person) -> dict[str, int]:
    """How much of each thing is held of a person, in what the user follows; for staff in all that is held. Five queries."""
    tables: dict[str, tuple[type[Model], str]] = {
        "items": (Appearance, "item__source__in"),
        "milestones": (Milestone, "item__source__in"),
        "nuggets": (Nugget, "item__source__in"),
        "endorsements": (Endorsement, "item__source__in"),
        "sources": (SourcePerson, "source__in"),
    }
    sources = access.sources(user).values("pk")
    counts = {}
    for name, (model, where) in tables.items():
        rows = model._default_manager.filter(person=person)
        counts[name] = (rows if user.is_staff else rows.filter(**{where: sources})).count()
    return counts
