"""Roads: what a person's items tell of their life, and my own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from manymentors import shapes
from manymentors.store import access
from manymentors.store.corrected import at_anchor, corrected
from manymentors.store.models import HandPair, Milestone, Person, Step, User


@dataclass(frozen=True, slots=True)
class Told:
    """A milestone with the row that it comes from, and whether the user confirmed it."""

    milestone: shapes.Milestone
    row: Milestone
    confirmed: bool = False


def told_of(user: User, people: Sequence[Person]) -> dict[int, list[Told]]:
    """Each person's milestones in the order of telling (oldest item first), the user's corrections applied. Two queries."""
    rows = (
        Milestone.objects.filter(person__in=people, item__in=access.items(user).values("id"))
        .select_related("item", "item__source", "person")
        .defer("item__html", "item__notes", "item__spans", "item__links")
        .order_by("item__published", "item_id", "order")
    )
    out: dict[int, list[Told]] = {person.pk: [] for person in people}
    for row, confirmed in corrected(user, rows):
        if row.person_id is not None:
            out[row.person_id].append(Told(shape_of(row), row, confirmed))
    return out


def shape_of(row: Milestone) -> shapes.Milestone:
    return shapes.Milestone(
        person=row.person.name if row.person else row.name,
        kind=row.kind,
        what=row.what,
        quote=shapes.Quote(row.quote, row.start, row.end),
        seconds=row.seconds,
        year=row.year,
        order=row.order,
        score=row.score,
    )


def my_steps(user: User) -> list[Step]:
    return list(access.steps(user))


def step_shapes(steps: Sequence[Step]) -> list[shapes.Step]:
    return [shapes.Step(step.what, step.kind, step.year) for step in steps]


def by_hand(
    user: User, steps: Sequence[Step], roads: Mapping[int, Sequence[Told]]
) -> dict[int, list[shapes.HandPair]]:
    """My decisions about these roads as indexes into my steps and each road. One query."""
    places = {step.pk: at for at, step in enumerate(steps)}
    decisions: list[HandPair] = list(access.hand_pairs(user))
    out: dict[int, list[shapes.HandPair]] = {person: [] for person in roads}
    for person, road in roads.items():
        for decision in decisions:
            for at, told in enumerate(road):
                if told.row.item_id == decision.item_id and at_anchor(told.row, decision.quote):
                    out[person].append(shapes.HandPair(places[decision.step_id], at, decision.same))
                    break
    return out
