"""Lays a user's corrections over facts, wherever a later reading has cut the quotes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from manymentors.store import access
from manymentors.store.anchors import same_place
from manymentors.store.models import Correction, Endorsement, Milestone, Nugget, User

AnyFact = Milestone | Nugget | Endorsement
F = TypeVar("F", Milestone, Nugget, Endorsement)

CORRECTABLE = {
    "milestone": ("kind", "what", "year"),
    "nugget": ("field", "skill"),
    "endorsement": ("type", "title"),
}


def fact_name(fact: AnyFact) -> str:
    return type(fact).__name__.lower()


def corrected(user: User, facts: Iterable[F]) -> Iterator[tuple[F, bool]]:
    """Each fact as the user sees it, with whether they confirmed it; without those they removed. One query.

    The rows are changed in memory only; their items' texts must be loaded where quotes may have moved.
    """
    mine: dict[tuple[int, str], list[Correction]] = defaultdict(list)
    for correction in access.corrections(user):
        mine[correction.item_id, correction.fact].append(correction)
    for fact in facts:
        here = mine.get((fact.item_id, fact_name(fact)), [])
        said = next((c for c in here if at_anchor(fact, c.quote)), None)
        if said is None:
            yield fact, False
        elif said.verb != "remove":
            for key, value in said.changes.items():
                setattr(fact, key, value)
            fact.score = 1.0
            yield fact, True


def at_anchor(fact: AnyFact, anchor: str) -> bool:
    return fact.quote == anchor or same_place(fact.item.text, anchor, fact.start, fact.end)
