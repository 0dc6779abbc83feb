"""I open Today: what is new is newer than my visit before this one."""

from __future__ import annotations

from datetime import datetime, timedelta

from manymentors.store.models import User

OVER = timedelta(minutes=30)
"""A visit is over when Today was not opened for so long."""
OFTEN = timedelta(minutes=1)
"""Within it, opening again is not written down: reading a page should not stand in line with a sync."""


def visit(user: User, now: datetime) -> datetime | None:
    """Note the visit; returns when the one before it ended, None on the first."""
    seen = user.seen
    if seen is not None and now - seen < OFTEN:
        return user.seen_before
    if seen is None or now - seen >= OVER:
        user.seen_before = seen
    user.seen = now
    User.objects.filter(pk=user.pk).update(seen=user.seen, seen_before=user.seen_before)
    return user.seen_before
