"""What later readings changed."""

from __future__ import annotations

from manymentors.store import access
from manymentors.store.models import Revision, User


def revisions(user: User, after: int = 0) -> list[Revision]:
    """Revisions of items that the user follows, newer than the one with this id, the newest first. One query."""
    rows = Revision.objects.filter(item__in=access.items(user).values("id"), pk__gt=after)
    return list(
        rows.select_related("item", "item__source").defer("item__text", "item__spans").order_by("-pk")
    )


def last_revision() -> int:
    """The id of the newest revision of all, 0 where there is none."""
    newest = Revision.objects.order_by("-pk").first()
    return newest.pk if newest else 0
