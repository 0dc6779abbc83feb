"""Passages with all that an answer shows of them."""

from __future__ import annotations

from collections.abc import Sequence

from manymentors.store import access
from manymentors.store.models import Passage, User


def passages(user: User, ids: Sequence[int]) -> list[Passage]:
    """These passages in the order given, without any that the user may not see. One query."""
    rows = (
        Passage.objects.filter(pk__in=ids, item__in=access.items(user).values("id"))
        .select_related("item", "item__source", "person")
        .defer("item__html", "item__notes", "item__text", "item__spans")
    )
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in ids if pk in found]


def sources_seen(user: User) -> set[int]:
    """The ids of the sources that the user follows."""
    return set(access.sources(user).values_list("id", flat=True))
