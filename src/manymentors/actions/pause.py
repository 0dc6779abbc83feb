"""I pause a source, or have it looked at again; for others who follow it nothing changes."""

from __future__ import annotations

from django.db import transaction

from manymentors.actions.errand import ask
from manymentors.store import access
from manymentors.store.models import Source, User


def pause(user: User, source: Source) -> None:
    access.follows(user).filter(source=source).update(paused=True)


def resume(user: User, source: Source) -> None:
    """One that was given up, since its server said it is gone, is asked once more."""
    with transaction.atomic():
        access.follows(user).filter(source=source).update(paused=False)
        Source.objects.filter(pk=source.pk, paused=True).update(
            paused=False, gone_since=None, next_check=None
        )
        ask(user, "sync", sources=[source.pk])
