"""I decide that a step of mine and one of theirs are, or are not, the same sort; that wins over every re-read."""

from __future__ import annotations

from manymentors.store.models import HandPair, Milestone, Step, User


def pair(user: User, step: Step, milestone: Milestone, *, same: bool = True) -> HandPair:
    return HandPair.objects.update_or_create(
        user=user, step=step, item=milestone.item, quote=milestone.quote, defaults={"same": same}
    )[0]


def unpair(user: User, step: Step, milestone: Milestone) -> bool:
    """Take my decision back; True where there was one."""
    gone, _ = HandPair.objects.filter(
        user=user, step=step, item=milestone.item, quote=milestone.quote
    ).delete()
    return bool(gone)
