"""Who has an account here, and who was invited."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from manymentors.store import access
from manymentors.store.models import Invitation, User


def invitations_of(user: User) -> QuerySet[Invitation]:
    """Those the user made, the newest first, each with who came by it. One query."""
    return access.invitations(user).select_related("used_by").order_by("-created", "-id")


@dataclass(frozen=True, slots=True)
class Account:
    """`can_log_in` is False where there is no password yet."""

    user: User
    can_log_in: bool
    follows: int
    steps: int


def accounts() -> list[Account]:
    """All accounts, the oldest first, each with how much is theirs; for whoever runs this installation. Two queries."""
    rows = User.objects.annotate(
        n_follows=Count("follows", distinct=True), n_steps=Count("steps", distinct=True)
    )
    able = set(access.can_log_in().values_list("id", flat=True))
    return [Account(user, user.pk in able, user.n_follows, user.n_steps) for user in rows.order_by("id")]
