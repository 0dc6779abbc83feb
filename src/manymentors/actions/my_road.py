"""My road: add a step, change, move and remove one, import many. Whatever changes it asks the worker to compare anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from manymentors.actions.errand import ask
from manymentors.errors import InputError, NothingThere
from manymentors.shapes import KINDS
from manymentors.shapes import Step as MyStep
from manymentors.store import access
from manymentors.store.models import HandPair, Step, User, Verdict


def add_step(user: User, step: MyStep, *, origin: str = "", position: int | None = None) -> Step:
    """Put a step into my road: at `position`, else by its year where it and its neighbours have one, else at the end.

    Raises InputError for an empty step, an unknown kind or a year that cannot be.
    """
    step = checked(step)
    with transaction.atomic():
        if position is None:
            position = place_for(user, step.year)
        make_room(user, position)
        ask(user, "stand")
        return Step.objects.create(
            user=user, what=step.what, kind=step.kind, year=step.year, position=position, origin=origin
        )


def checked(step: MyStep) -> MyStep:
    """The step on one line. Raises InputError for one that cannot be."""
    what = " ".join(step.what.split())
    if not what:
        raise InputError('A step needs words, such as: "answered phones on a help desk".')
    if step.kind and step.kind not in KINDS:
        raise InputError(f"“{step.kind}” is no kind of step. There are {', '.join(KINDS)}.")
    if step.year is not None and not 1900 <= step.year <= 2100:
        raise InputError(f"{step.year} cannot be the year of a step. Give four digits, such as 2009.")
    return MyStep(what, step.kind, step.year)


def place_for(user: User, year: int | None) -> int:
    if year is not None:
        later = access.steps(user).filter(year__gt=year).first()
        if later:
            return later.position
    last: int | None = access.steps(user).aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1


def make_room(user: User, position: int) -> None:
    access.steps(user).filter(position__gte=position).update(position=F("position") + 1)


def edit_step(user: User, step: Step, to: MyStep) -> Step:
    """Give the step other words, another kind, another year; a new year puts it where that belongs."""
    to = checked(to)
    with transaction.atomic():
        step.what, step.kind = to.what, to.kind
        if to.year != step.year and step.planned is None:
            step.year = to.year
            if to.year is not None and not in_place(user, step):
                Step.objects.filter(pk=step.pk).update(year=None)  # it must not be its own neighbour
                step.position = place_for(user, to.year)
                make_room(user, step.position)
        step.save(update_fields=["what", "kind", "year", "position"])
        ask(user, "stand")
    return step


def in_place(user: User, step: Step) -> bool:
    """Does the year of the step agree with where it stands?"""
    others = access.steps(user).exclude(pk=step.pk)
    too_late = others.filter(position__lt=step.position, year__gt=step.year)
    return (
        not too_late.exists() and not others.filter(position__gt=step.position, year__lt=step.year).exists()
    )


def move_step(user: User, step: Step, *, up: bool) -> bool:
    """Change places with the neighbour; False where there is none on that side."""
    with transaction.atomic():
        steps = list(access.steps(user))
        here = [other.pk for other in steps].index(step.pk)
        there = here + (-1 if up else 1)
        if not 0 <= there < len(steps):
            return False
        steps[here], steps[there] = steps[there], steps[here]
        for position, other in enumerate(steps, 1):
            other.position = position
        Step.objects.bulk_update(steps, ["position"])
        ask(user, "stand")
    return True


def remove_step(user: User, number: int) -> Step:
    """Take the step with this number (as `me list` counts) out of my road; returns it. Raises NothingThere."""
    with transaction.atomic():
        steps = list(access.steps(user))
        if not 1 <= number <= len(steps):
            have = f"steps 1 to {len(steps)}" if steps else "no steps yet"
            raise NothingThere(f"There is no step {number}; your road has {have}. See: mentors me list")
        step = steps[number - 1]
        take_out(user, step)
    return step


Kept = dict[str, Any]
"""A step that was taken out, with all that hung on it, as JSON: what it takes to put it back."""


def take_out(user: User, step: Step) -> Kept:
    """Remove a step or a plan, the pairs that I made with it, and the “done too” that made it."""
    with transaction.atomic():
        said = Verdict.objects.filter(user=user, step=step)
        kept: Kept = {
            "user": user.pk,
            "id": step.pk,
            "what": step.what,
            "kind": step.kind,
            "year": step.year,
            "position": step.position,
            "origin": step.origin,
            "planned": step.planned.isoformat() if step.planned else None,
            "pairs": list(step.hand_pairs.order_by("id").values_list("item", "quote", "same")),
            "verdicts": list(said.values_list("item", "quote", "says")),
        }
        said.delete()
        Step.objects.filter(pk=step.pk, user=user).delete()
        ask(user, "stand")
    return kept


def put_back(user: User, kept: Mapping[str, Any]) -> Step:
    """Undo `take_out`; done twice, it is done once. `kept` is as it came from there. Raises NothingThere."""
    if kept["user"] != user.pk:
        raise NothingThere("That was no step of yours.")
    with transaction.atomic():
        planned = date.fromisoformat(kept["planned"]) if kept["planned"] else None
        if planned is None and access.steps(user).filter(position=kept["position"]).exists():
            make_room(user, kept["position"])
        fields = {name: kept[name] for name in ("what", "kind", "year", "position", "origin")}
        step, new = Step.objects.get_or_create(
            pk=kept["id"], user=user, defaults=fields | {"planned": planned}
        )
        if new:
            for item, quote, same in kept["pairs"]:
                HandPair.objects.create(user=user, step=step, item_id=item, quote=quote, same=same)
            for item, quote, says in kept["verdicts"]:
                told = {"says": says, "step": step}
                Verdict.objects.update_or_create(user=user, item_id=item, quote=quote, defaults=told)
            ask(user, "stand")
    return step


def import_steps(user: User, steps: Sequence[MyStep], *, origin: str) -> list[Step]:
    """Add the steps that my road does not have yet (same words and year); all or none."""
    with transaction.atomic():
        have = {(step.what, step.year) for step in access.steps(user)}
        return [add_step(user, step, origin=origin) for step in steps if (step.what, step.year) not in have]


def take_out_all(user: User, steps: Sequence[int]) -> int:
    """Undo an import: of these steps those that are still there."""
    with transaction.atomic():
        gone = list(access.steps(user).filter(pk__in=steps))
        for step in gone:
            take_out(user, step)
    return len(gone)
