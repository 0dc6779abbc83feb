"""I write down the road of somebody I work with, as they told me: step by step, mine alone, and locked; and lay it beside mine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import transaction

from manymentors import shapes
from manymentors.actions.my_road import add_step, checked
from manymentors.actions.open_index import embedder
from manymentors.errors import InputError, NothingThere
from manymentors.roads.compare import compare
from manymentors.roads.kinds import kind_of
from manymentors.store import access
from manymentors.store.models import Person, Step, ToldStep, User
from manymentors.store.queries.roads import my_steps, step_shapes
from manymentors.store.queries.told import told_by

SAYS = tuple(says for says, _ in ToldStep.SAYS)
LONGEST_WORDS = 2_000
MOST = 100
SALT = "a told step that was taken out"
FOR = 86400
"""Seconds for which the taking out of a step can be undone."""
FIELDS = ("what", "kind", "year", "words", "position", "says")


@dataclass(frozen=True, slots=True)
class BesideTold:
    """My road, theirs as they told it, and the comparison, whose indexes point into the two."""

    steps: list[Step]
    road: list[ToldStep]
    answer: shapes.Comparison


def beside_told(user: User, person: Person) -> BesideTold:
    """Compared on this machine, and nothing of it kept. A “done too” of mine pairs as a pair by hand does."""
    steps, road = my_steps(user), told_by(user, person)
    places = {step.pk: at for at, step in enumerate(steps)}
    by_hand = [
        shapes.HandPair(places[told.step_id], at)
        for at, told in enumerate(road)
        if told.says == "done" and told.step_id in places
    ]
    answer = compare(
        step_shapes(steps), [shape_of(told, at) for at, told in enumerate(road, 1)], embedder(), by_hand
    )
    return BesideTold(steps, road, answer)


def shape_of(told: ToldStep, order: int) -> shapes.Milestone:
    words = told.words or told.what
    return shapes.Milestone(
        person="",
        kind=told.kind or kind_of(told.what),
        what=told.what,
        quote=shapes.Quote(words, 0, len(words)),
        year=told.year,
        order=order,
    )


def tell_step(
    user: User, person: Person, step: shapes.Step, words: str = "", place: int | None = None
) -> ToldStep:
    """Write a step of theirs down: at this place, counted from 1; without one by its year where it and its neighbours have one,
    else at the end. Raises InputError.
    """
    step, words = checked(step), fitting(words)
    with transaction.atomic():
        road = told_by(user, person)
        if len(road) >= MOST:
            raise InputError(f"{MOST} steps are enough for one road. Take one out first.")
        at = len(road)
        if place is not None:
            at = min(max(place, 1) - 1, len(road))
        elif step.year:
            at = next((n for n, one in enumerate(road) if one.year and one.year > step.year), len(road))
        made = ToldStep(
            user=user, person=person, what=step.what, kind=step.kind, year=step.year, words=words, position=0
        )
        made.save()
        put_in_order([*road[:at], made, *road[at:]])
    return made


def tell_anew(told: ToldStep, step: shapes.Step, words: str) -> None:
    step = checked(step)
    told.what, told.kind, told.year, told.words = step.what, step.kind, step.year, fitting(words)
    told.save(update_fields=["what", "kind", "year", "words"])


def move_told(user: User, told: ToldStep, *, up: bool) -> None:
    """Change places with the neighbour on that side, where there is one."""
    with transaction.atomic():
        road = told_by(user, told.person)
        here = [one.pk for one in road].index(told.pk)
        there = here + (-1 if up else 1)
        if 0 <= there < len(road):
            road[here], road[there] = road[there], road[here]
            put_in_order(road)


def place_told(user: User, told: ToldStep, place: int) -> None:
    """Put it at this place of their road, counted from 1; beyond the end is the end."""
    with transaction.atomic():
        others = [one for one in told_by(user, told.person) if one.pk != told.pk]
        at = min(max(place, 1) - 1, len(others))
        put_in_order([*others[:at], told, *others[at:]])


def put_in_order(road: list[ToldStep]) -> None:
    for position, one in enumerate(road, 1):
        one.position = position
    ToldStep.objects.bulk_update(road, ["position"])


def say_to(user: User, told: ToldStep, says: str, *, mine: Step | None = None, words: str = "") -> None:
    """My word on their step; "" takes it back. “done” pairs it with a step of mine: `mine`, or a new one in my own `words`,
    since what they told me is never copied into my road. Raises InputError.
    """
    if says and says not in SAYS:
        raise InputError(f"“{says}” is nothing to say to a step. There are {', '.join(SAYS)}.")
    with transaction.atomic():
        if says == "done" and mine is None:
            if not words.strip():
                raise InputError(
                    "Choose the step of yours that is the same, or say in your own words what you did."
                )
            mine = add_step(user, shapes.Step(words))
        told.says, told.step = says, mine if says == "done" else None
        told.save(update_fields=["says", "step"])


def take_out_told(told: ToldStep) -> str:
    """Gone; returns a sealed copy with which `put_back_told` undoes it within a day."""
    copy: dict[str, Any] = {name: getattr(told, name) for name in FIELDS}
    copy |= {"user": told.user_id, "person": told.person_id, "step": told.step_id}
    told.delete()
    return signing.dumps(copy, salt=SALT, compress=True)


def put_back_told(user: User, sealed: str) -> ToldStep:
    """Undo `take_out_told`; done twice, it is done once. Raises InputError for what is old or was not mine."""
    late = "This step cannot be brought back any more. Write it anew."
    try:
        copy: Mapping[str, Any] = signing.loads(sealed, salt=SALT, max_age=FOR)
    except signing.BadSignature as exc:
        raise InputError(late) from exc
    if copy["user"] != user.pk:
        raise InputError(late)
    person = access.people(user).filter(pk=copy["person"]).first()
    if person is None:
        raise NothingThere("There is no such person any more. Write the step anew.")
    mine = access.steps(user).filter(pk=copy["step"] or 0).first()
    told, _ = ToldStep.objects.get_or_create(
        user=user, person=person, **{name: copy[name] for name in FIELDS}, defaults={"step": mine}
    )
    return told


def fitting(words: str) -> str:
    """The sentence never repeats the words: what is refused here may be written into a log."""
    words = words.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_WORDS:
        raise InputError(f"That is {len(words):,} characters; {LONGEST_WORDS:,} fit. Say it in fewer.")
    return words
