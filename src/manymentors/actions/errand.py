"""The pages ask the worker for something that takes long."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from manymentors.store.models import Errand, User


def ask(user: User, verb: str, **payload: Any) -> Errand:
    """Write the errand down; one that says the same and has not begun is not doubled. The worker takes it within a second."""
    with transaction.atomic():
        same = Errand.objects.filter(user=user, verb=verb, payload=payload, begun=None).first()
        return same or Errand.objects.create(user=user, verb=verb, payload=payload)
