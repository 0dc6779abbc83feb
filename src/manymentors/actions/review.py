"""I look at a nugget that came back, and say what I made of it; it comes back when that says."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils import timezone

from manymentors.actions.keep import apply, not_applied
from manymentors.crowd.review import after
from manymentors.errors import InputError
from manymentors.store.models import Keepsake, Review

FOR = 86400
"""Seconds for which an answer can be taken back."""


def review(kept: Keepsake, answer: str, now: datetime, result: str = "") -> str:
    """`answer` is "applied" (with what came of it) or "not-yet"; returns a sealed note with which `take_back` undoes it.

    Raises InputError for another answer.
    """
    with transaction.atomic():
        before = Review.objects.filter(keepsake=kept).first()
        card, due = after(before.card if before else None, answer, now)
        note = [
            kept.pk,
            before and [before.card, before.due.isoformat(), before.seen.isoformat()],
            [kept.applied.isoformat() if kept.applied else "", kept.result],
        ]
        if answer == "applied":
            today = timezone.localdate(now)
            apply(kept, today, result or kept.result, today)
        Review.objects.update_or_create(keepsake=kept, defaults={"card": card, "due": due, "seen": now})
    return signing.dumps(note, salt="reviewed", compress=True)


def take_back(kept: Keepsake, note: str) -> None:
    """As if I had not answered. Raises InputError for a note that is old or of another nugget."""
    try:
        pk, before, (applied, result) = signing.loads(note, salt="reviewed", max_age=FOR)
    except signing.BadSignature as exc:
        raise InputError("This can no longer be taken back. Answer again when it comes back.") from exc
    if pk != kept.pk:
        raise InputError("This can no longer be taken back. Answer again when it comes back.")
    with transaction.atomic():
        if before:
            card, due, seen = before[0], *(datetime.fromisoformat(one) for one in before[1:])
            Review.objects.filter(keepsake=kept).update(card=card, due=due, seen=seen)
        else:
            Review.objects.filter(keepsake=kept).delete()
        if applied:
            day = datetime.fromisoformat(applied).date()
            apply(kept, day, result, day)
        else:
            not_applied(kept)
