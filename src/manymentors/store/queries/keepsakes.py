"""Nuggets, and the shelf of what people recommend."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet

from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Endorsement, Nugget, Person, User


def nuggets(
    user: User, *, skill: str = "", field: str = "", person: Person | None = None, limit: int | None = None
) -> list[Nugget]:
    """Nuggets from what the user follows, the surest first; `skill` fits as a whole or in part."""
    rows: QuerySet[Nugget] = (
        Nugget.objects.filter(item__in=access.items(user).values("id"))
        .select_related("item", "item__source", "person")
        .defer("item__html", "item__notes", "item__text", "item__spans")
        .order_by("-score", "id")
    )
    if field:
        rows = rows.filter(field=field)
    if person:
        rows = rows.filter(person=person)
    if skill:
        wanted = fold(skill)
        kept = [row for row in rows if wanted in fold(row.skill)]
        return kept[:limit]
    return list(rows[:limit])


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """Something recommended: by how many people, and each time where it was said, the surest first."""

    type: str
    title: str
    people: int
    said: tuple[Endorsement, ...]


def shelf(user: User, person: Person | None = None) -> list[ShelfLine]:
    """What the person (or everyone) recommends, counted over people: the most recommended first. One query."""
    rows = (
        Endorsement.objects.filter(item__in=access.items(user).values("id"))
        .select_related("item", "item__source", "person")
        .defer("item__html", "item__notes", "item__text", "item__spans")
        .order_by("-score", "id")
    )
    shelves: dict[tuple[str, str], list[Endorsement]] = defaultdict(list)
    for row in rows:
        shelves[row.type, row.key].append(row)
    lines = []
    for (kind, _), said in shelves.items():
        if person and all(row.person_id != person.pk for row in said):
            continue
        voices = {row.person_id or fold(row.name) for row in said}
        lines.append(ShelfLine(kind, said[0].title, len(voices), tuple(said)))
    return sorted(lines, key=lambda line: (-line.people, -line.said[0].score, line.title))
