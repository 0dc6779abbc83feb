"""What I will do next: said, dated, one day done."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from manymentors.actions.errand import ask
from manymentors.actions.my_road import checked, make_room, place_for
from manymentors.shapes import Step as MyStep
from manymentors.store.models import Step, User


def plan(user: User, what: str, *, origin: str = "") -> Step:
    """“Next I will …”, said today. It is no part of my road, and compared with nothing, until it is done."""
    step = checked(MyStep(what))
    return Step.objects.create(
        user=user, what=step.what, position=0, planned=timezone.localdate(), origin=origin
    )


def plan_done(user: User, step: Step, year: int | None) -> Step:
    """It is a step of my road now, in the place of its year. Raises InputError for a year that cannot be."""
    checked(MyStep(step.what, step.kind, year))
    with transaction.atomic():
        step.position = place_for(user, year)
        make_room(user, step.position)
        step.year, step.planned = year, None
        step.save(update_fields=["year", "planned", "position"])
        ask(user, "stand")
    return step


def not_done(user: User, step: Step, planned: date) -> None:
    """Undo `plan_done`: it is planned again, since that day."""
    with transaction.atomic():
        step.hand_pairs.all().delete()
        step.year, step.planned, step.position = None, planned, 0
        step.save(update_fields=["year", "planned", "position"])
        ask(user, "stand")
