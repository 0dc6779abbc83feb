"""Nuggets, the user's corrections applied."""

from __future__ import annotations

from django.db.models import Q

from manymentors.store import access
from manymentors.store.corrected import corrected
from manymentors.store.folding import fold
from manymentors.store.models import Nugget, Person, User


def nuggets(
    user: User, *, skill: str = "", field: str = "", person: Person | None = None, limit: int | None = None
) -> list[tuple[Nugget, bool]]:
    """Nuggets with whether the user confirmed them, from what they follow, the surest first. Two queries, and at most two more
    where the user corrected some.

    `skill` fits as a whole or in part. Loads all that fit: a page of them is `queries.nuggets.nugget_lines`.
    """
    rows = (
        Nugget.objects.filter(item__source__in=access.follows(user).values("source"))
        .select_related("item", "item__source", "person")
        .defer("item__html", "item__notes", "item__spans", "item__links")
    )
    if person:
        moved = access.corrections(user).filter(fact="nugget", changes__has_key="person")
        rows = rows.filter(Q(person=person) | Q(item__in=moved.values("item")))
    wanted = fold(skill)
    kept = [
        (row, confirmed)
        for row, confirmed in corrected(user, rows)
        if (not field or row.field == field)
        and (not wanted or wanted in fold(row.skill))
        and (person is None or row.person_id == person.pk)
    ]
    return sorted(kept, key=lambda pair: (-pair[0].score, pair[0].item_id, pair[0].start))[:limit]
