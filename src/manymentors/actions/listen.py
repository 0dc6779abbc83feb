"""I listened to an item as far as this second: the reports of all my devices become one position."""

from __future__ import annotations

import math
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from manymentors.errors import InputError
from manymentors.store.models import AudioFile, Item, Listening, User

LAST = 30.0
"""So many seconds before its end an episode has been heard: what follows is thanks and music. Of a short one, its twentieth."""
DAYS = 100 * 3600.0
"""Nothing that one listens to is longer than this, in seconds."""


def listened(
    user: User,
    item: Item,
    *,
    seconds: float,
    total: float | None = None,
    at: datetime,
    device: str = "",
    now: datetime | None = None,
) -> Listening:
    """Take the report of a device: the newest moment of listening wins, an older one changes nothing.

    Devices end equal in whatever order their reports come; of two from the same moment the farther one stands. A clock that
    runs ahead of ours is taken for `now`, else its report would outlive every true one. Returns what stands then. Raises
    InputError for seconds that cannot be.
    """
    seconds, total = possible(seconds), possible(total) if total else None
    if total is not None:
        seconds = min(seconds, total)
    at, device = min(at, now or timezone.now()), device[:100]
    says = {
        "seconds": seconds,
        "total": total,
        "finished": at_end(seconds, total),
        "at": at,
        "device": device,
    }
    mine = Listening.objects.filter(user=user, item=item)
    older = mine.filter(
        Q(at__lt=at) | Q(at=at, seconds__lt=seconds) | Q(at=at, seconds=seconds, device__lt=device)
    )
    with transaction.atomic():
        # One conditional update, so that two reports at once cannot both read the old row and overwrite each other.
        if not older.update(**says) and not mine.exists():
            Listening.objects.bulk_create([Listening(user=user, item=item, **says)], ignore_conflicts=True)
            older.update(**says)
        # What was played longest ago makes room first, whoever of us played it.
        before = Q(last_played=None) | Q(last_played__lt=at)
        AudioFile.objects.filter(before, item=item).update(last_played=at)
        return mine.get()


def at_end(seconds: float, total: float | None) -> bool:
    """Whether that is as good as its end; False where the length is not known."""
    return total is not None and seconds >= total - min(LAST, total / 20)


def possible(seconds: float) -> float:
    if not math.isfinite(seconds) or not 0 <= seconds <= DAYS:
        raise InputError(
            f"{seconds} is no second of a recording. Give the seconds from its begin, such as 1122.5."
        )
    return float(seconds)
