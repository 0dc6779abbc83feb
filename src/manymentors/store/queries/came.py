"""How one thing came to me: who may have led me to it, what I said of that, and the chain of doors back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from manymentors.store import access
from manymentors.store.folding import fold_title
from manymentors.store.models import Appearance, Endorsement, Item, Person, Trail, User
from manymentors.store.queries.trails import openers_in

DEEPEST = 4
"""Doors that are told of one after the other."""


@dataclass(frozen=True, slots=True)
class Guess:
    """Who may have led me to an item: `door` is how a form names it."""

    person: Person
    how: str
    door: str


def guesses(user: User, item: Item) -> list[Guess]:
    """Who passed the item on, and who speaks for its show or for someone who speaks in it; the surest first. Four queries."""
    rows = list(Appearance.objects.filter(item=item).select_related("person").order_by("pk"))
    out = [Guess(row.person, "boost", f"item-{item.pk}") for row in rows if row.role == "booster"]
    here = {row.person_id for row in rows}
    keys = {fold_title(item.source.title)} | {row.person.key for row in rows}
    spoken_for = (
        Endorsement.objects.filter(key__in=keys - {""}, item__source__in=access.sources(user).values("pk"))
        .exclude(person=None)
        .exclude(item=item)
        .exclude(person__in=here)
        .select_related("person")
        .order_by("-score", "pk")
    )
    for row in spoken_for[:12]:
        if all(row.person != guess.person for guess in out) and row.person:
            out.append(Guess(row.person, "recommendation", f"endorsement-{row.pk}"))
    return out[:4]


def trails_to(user: User, item: Item) -> list[Trail]:
    """How I came to an item, as I (or a boost) said. One query."""
    return list(access.trails(user).filter(to_item=item).select_related("person").order_by("happened", "pk"))


@dataclass(frozen=True, slots=True)
class Link:
    """One door of a chain: who opened it, how and when; `to` is whom or what it led to."""

    to: str
    how: str
    name: str
    person: Person | None
    happened: datetime | None


def chain(user: User, item: Item) -> list[Link]:
    """From the item back: who led me to it, who led me to them, and so on; at most DEEPEST doors, two queries each."""
    out: list[Link] = []
    row = (
        access.trails(user).filter(to_item=item).select_related("person").order_by("-happened", "-pk").first()
    )
    if row is None:
        speaks = Appearance.objects.filter(item=item).exclude(role="booster").values("person")
        row = (
            access.trails(user)
            .filter(Q(to_source=item.source_id, to_person=None) | Q(to_person__in=speaks))
            .select_related("person", "to_person", "to_source")
            .order_by("-happened", "-pk")
            .first()
        )
        to = str(row.to_person or row.to_source) if row else ""
    else:
        to = item.title or str(item.source)
    met: set[int] = set()
    while row is not None and len(out) < DEEPEST:
        by = row.person or openers_in(user, [row.words]).get(row.words)
        out.append(Link(to, row.how, by.name if by else row.words, by, row.happened))
        if by is None or by.pk in met:
            break
        met.add(by.pk)
        to = by.name
        row = (
            access.trails(user)
            .filter(to_person=by)
            .exclude(person__in=met)
            .select_related("person")
            .order_by("happened", "pk")
            .first()
        )
    return out
