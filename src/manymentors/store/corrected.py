"""Lays a user's corrections over facts, wherever a later reading has cut the quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Q

from manymentors.store import access
from manymentors.store.anchors import same_place
from manymentors.store.folding import fold
from manymentors.store.models import Correction, Endorsement, Item, Merge, Milestone, Nugget, Person, User

AnyFact = Milestone | Nugget | Endorsement
F = TypeVar("F", Milestone, Nugget, Endorsement)

CORRECTABLE = {
    "milestone": ("kind", "what", "year", "person"),
    "nugget": ("field", "skill", "person"),
    "endorsement": ("type", "title", "person"),
}
"""`person` is a name: of whom it is told, where the reader thought of somebody else."""

FEW = 500


def fact_name(fact: AnyFact) -> str:
    return type(fact).__name__.lower()


def corrected(user: User, facts: Iterable[F]) -> Iterator[tuple[F, bool]]:
    """Each fact as the user sees it, with whether they confirmed it; without those they removed. At most three queries.

    The rows are changed in memory only. An item's text is loaded where a quote may have moved and it was not yet.
    """
    rows = list(facts)
    mine = said_of(user, rows)
    load_texts(
        [row for row in rows if (here := mine.get(place(row))) and row.quote not in {c.quote for c in here}]
    )
    people = named(
        user, (c.changes["person"] for here in mine.values() for c in here if "person" in c.changes)
    )
    for fact in rows:
        said = at(fact, mine.get(place(fact), ()))
        if said is None:
            yield fact, False
        elif said.verb != "remove":
            for key, value in said.changes.items():
                if key != "person":
                    setattr(fact, key, value)
                elif value in people:
                    fact.person, fact.name = people[value], people[value].name
            fact.score = 1.0
            yield fact, True


def said_of(user: User, rows: Sequence[AnyFact]) -> dict[tuple[int, str], list[Correction]]:
    items = {row.item_id for row in rows}
    corrections = access.corrections(user).order_by("id")
    if len(items) <= FEW:
        corrections = corrections.filter(item__in=items)
    mine: dict[tuple[int, str], list[Correction]] = defaultdict(list)
    for correction in corrections:
        mine[correction.item_id, correction.fact].append(correction)
    return mine


def place(fact: AnyFact) -> tuple[int, str]:
    return fact.item_id, fact_name(fact)


def at(fact: AnyFact, corrections: Sequence[Correction]) -> Correction | None:
    """The correction of this very quote, else the first one that overlaps it."""
    exact = next((c for c in corrections if c.quote == fact.quote), None)
    return exact or next((c for c in corrections if at_anchor(fact, c.quote)), None)


def at_anchor(fact: AnyFact, anchor: str) -> bool:
    return fact.quote == anchor or same_place(fact.item.text, anchor, fact.start, fact.end)


def load_texts(facts: Sequence[AnyFact]) -> None:
    """Give the facts' items their texts, where these were left out when they were loaded. One query, or none."""
    bare = [fact.item for fact in facts if "text" in fact.item.get_deferred_fields()]
    if bare:
        texts = dict(Item.objects.filter(pk__in={item.pk for item in bare}).values_list("pk", "text"))
        for item in bare:
            item.text = texts[item.pk]


def named(user: User, names: Iterable[str]) -> dict[str, Person]:
    """Name → the person who bears it, also where that name was merged into another. Two queries, or none."""
    keys = {name: fold(name) for name in names}
    if not keys:
        return {}
    wanted = set(keys.values())
    found = {
        merge.key: merge.person for merge in Merge.objects.filter(key__in=wanted).select_related("person")
    }
    found |= {
        person.key: person for person in Person.objects.filter(Q(owner=None) | Q(owner=user), key__in=wanted)
    }
    return {name: found[key] for name, key in keys.items() if key in found}
