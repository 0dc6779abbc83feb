"""The people a user may learn from."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Count, Q

from manymentors.errors import UnknownPerson
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Follow, Person, User


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with what is held of them. `via` and `why` are the user's own words, of their first follow."""

    person: Person
    followed: bool
    sources: int
    items: int
    milestones: int
    nuggets: int
    via: str
    why: str


def people(user: User) -> list[PersonLine]:
    """Everyone the user may see: the followed first, then those of whom most is held. Four queries."""
    ids = access.people(user).values("id")
    rows = Person.objects.filter(pk__in=ids)
    follows: dict[int, Follow] = {}
    for follow in access.follows(user).exclude(person=None).order_by("-created", "-id"):
        if follow.person_id:
            follows[follow.person_id] = follow
    mine = Q(milestones__item__source__follows__user=user)
    milestones = dict(rows.annotate(n=Count("milestones", filter=mine, distinct=True)).values_list("id", "n"))
    mine = Q(nuggets__item__source__follows__user=user)
    nuggets = dict(rows.annotate(n=Count("nuggets", filter=mine, distinct=True)).values_list("id", "n"))
    held = rows.annotate(
        n_sources=Count("sourceperson__source", distinct=True),
        n_items=Count("appearance__item", distinct=True),
    )
    lines = [
        PersonLine(
            person,
            person.pk in follows,
            person.n_sources,
            person.n_items,
            milestones[person.pk],
            nuggets[person.pk],
            follows[person.pk].via if person.pk in follows else "",
            follows[person.pk].why if person.pk in follows else "",
        )
        for person in held
    ]
    return sorted(
        lines, key=lambda line: (not line.followed, -line.milestones, -line.items, line.person.name)
    )


def find_person(user: User, name: str) -> Person:
    """The person with this name among those the user may see; a part that fits only one will do.

    Raises UnknownPerson with near names.
    """
    key = fold(name)
    seen = {person.key: person for person in access.people(user)}
    if key in seen:
        return seen[key]
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
