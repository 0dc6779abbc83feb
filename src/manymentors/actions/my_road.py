"""My road: add a step, remove one, import many."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Max

from manymentors.errors import InputError, NothingThere
from manymentors.shapes import KINDS
from manymentors.shapes import Step as MyStep
from manymentors.store import access
from manymentors.store.models import Step, User


def add_step(user: User, step: MyStep, *, origin: str = "") -> Step:
    """Put a step into my road: by its year where it and its neighbours have one, else at the end.

    Raises InputError for an empty step, an unknown kind or a year that cannot be.
    """
    what = " ".join(step.what.split())
    if not what:
        raise InputError('A step needs words, such as: mentors me add "answered phones on a help desk".')
    if step.kind and step.kind not in KINDS:
        raise InputError(f"“{step.kind}” is no kind of step. There are {', '.join(KINDS)}.")
    if step.year is not None and not 1900 <= step.year <= 2100:
        raise InputError(f"{step.year} cannot be the year of a step. Give four digits, such as --year 2009.")
    with transaction.atomic():
        position = place_for(user, step.year)
        access.steps(user).filter(position__gte=position).update(position=F("position") + 1)
        return Step.objects.create(
            user=user, what=what, kind=step.kind, year=step.year, position=position, origin=origin
        )


def place_for(user: User, year: int | None) -> int:
    if year is not None:
        later = access.steps(user).filter(year__gt=year).first()
        if later:
            return later.position
    last: int | None = access.steps(user).aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1


def remove_step(user: User, number: int) -> Step:
    """Take the step with this number (as `me list` counts) out of my road; returns it. Raises NothingThere."""
    with transaction.atomic():
        steps = list(access.steps(user))
        if not 1 <= number <= len(steps):
            have = f"steps 1 to {len(steps)}" if steps else "no steps yet"
            raise NothingThere(f"There is no step {number}; your road has {have}. See: mentors me list")
        step = steps[number - 1]
        Step.objects.filter(pk=step.pk).delete()
    return step


def import_steps(user: User, steps: Sequence[MyStep], *, origin: str) -> list[Step]:
    """Add the steps that my road does not have yet (same words and year); all or none."""
    with transaction.atomic():
        have = {(step.what, step.year) for step in access.steps(user)}
        return [add_step(user, step, origin=origin) for step in steps if (step.what, step.year) not in have]
