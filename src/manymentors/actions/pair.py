"""I decide that a step of mine and one of theirs are, or are not, the same sort; that wins over every re-read."""

from __future__ import annotations

from django.db import transaction

from manymentors.actions.errand import ask
from manymentors.store.corrected import at_anchor
from manymentors.store.models import HandPair, Milestone, Step, User


def pair(user: User, step: Step, milestone: Milestone, *, same: bool = True) -> HandPair:
    """The last word on the two counts."""
    with transaction.atomic():
        unpair(user, step, milestone)
        return HandPair.objects.create(
            user=user, step=step, item=milestone.item, quote=milestone.quote, same=same
        )


def unpair(user: User, step: Step, milestone: Milestone) -> bool:
    """Take my decision back, whatever reading it was made on; True where there was one."""
    with transaction.atomic():
        made = [decision.pk for decision in decisions(user, step, milestone)]
        ask(user, "stand")
        return bool(HandPair.objects.filter(pk__in=made).delete()[0])


def decisions(user: User, step: Step, milestone: Milestone) -> list[HandPair]:
    """What I have decided about the two, on whatever reading."""
    made = HandPair.objects.filter(user=user, step=step, item=milestone.item).order_by("id")
    return [decision for decision in made if at_anchor(milestone, decision.quote)]
