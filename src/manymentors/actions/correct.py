"""I confirm, correct or remove a fact; that wins over every re-read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manymentors.errors import InputError
from manymentors.shapes import KINDS
from manymentors.store.models import Correction, Milestone, User


def correct(
    user: User, milestone: Milestone, verb: str, changes: Mapping[str, Any] | None = None
) -> Correction:
    """`verb` is confirm, correct or remove; `changes` may hold kind, what and year. Raises InputError for others."""
    changes = dict(changes or {})
    if unknown := set(changes) - {"kind", "what", "year"}:
        raise InputError(
            f"A milestone has no {', '.join(sorted(unknown))} to correct; it has kind, what and year."
        )
    if changes.get("kind", KINDS[0]) not in KINDS:
        raise InputError(f"“{changes['kind']}” is no kind of step. There are {', '.join(KINDS)}.")
    return Correction.objects.update_or_create(
        user=user,
        item=milestone.item,
        fact="milestone",
        quote=milestone.quote,
        defaults={"verb": verb, "changes": changes},
    )[0]


def undo(user: User, milestone: Milestone) -> bool:
    """Take my word about a fact back; True where there was one."""
    gone, _ = Correction.objects.filter(
        user=user, item=milestone.item, fact="milestone", quote=milestone.quote
    ).delete()
    return bool(gone)
