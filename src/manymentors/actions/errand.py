"""The pages ask the worker for something that takes long; the worker takes it, and says when it is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from manymentors.store.models import Errand, User

KEPT = timedelta(days=7)
"""How long it is known what was asked, after it was done."""


def ask(user: User, verb: str, **payload: Any) -> Errand:
    """Write the errand down; one that says the same and has not begun is not doubled. The worker takes it within a second."""
    with transaction.atomic():
        same = Errand.objects.filter(user=user, verb=verb, payload=payload, begun=None, ended=None).first()
        return same or Errand.objects.create(user=user, verb=verb, payload=payload)


def take(errand: Errand, worker: str, now: datetime) -> bool:
    """The worker puts its name on it; False where another was faster. What had begun before keeps that moment."""
    mine = Errand.objects.filter(pk=errand.pk, worker=errand.worker, begun=errand.begun, ended=None)
    errand.begun = errand.begun or now
    errand.worker = worker
    return mine.update(begun=errand.begun, worker=worker) == 1


def end(errand: Errand, now: datetime, problem: str = "") -> None:
    Errand.objects.filter(pk=errand.pk).update(ended=now, problem=problem)


def clear(now: datetime) -> int:
    """Forget what was done long ago."""
    return Errand.objects.filter(ended__lt=now - KEPT).delete()[0]
