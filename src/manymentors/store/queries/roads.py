"""Roads: what a person's items tell of their life, and my own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from manymentors import shapes
from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.corrected import at_anchor, corrected, named
from manymentors.store.models import HandPair, Item, Milestone, Person, Step, User, Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """A milestone with the row that it comes from, and whether the user confirmed it.

    `also` are the rows that tell the same event in other items.
    """

    milestone: shapes.Milestone
    row: Milestone
    confirmed: bool = False
    also: tuple[Milestone, ...] = ()

    @property
    def rows(self) -> tuple[Milestone, ...]:
        """Everywhere it is told, the fullest telling first."""
        return (self.row, *self.also)


def told_of(user: User, people: Sequence[Person]) -> dict[int, list[Told]]:
    """Each person's milestones in the order of telling (oldest item first), the user's corrections applied. Five queries."""
    moved = access.corrections(user).filter(fact="milestone", changes__has_key="person")
    about = Q(person__in=people) | Q(item__in=moved.values("item"))
    rows = Milestone.objects.filter(about, item__source__in=access.follows(user).values("source"))
    out: dict[int, list[Told]] = {person.pk: [] for person in people}
    told = with_items(user, rows.order_by("item__published", "item_id", "order"))
    names = {person.pk: person for person in people}
    for row, confirmed in corrected(user, told):
        if row.person_id in names:
            row.person = names[row.person_id]
            out[row.person_id].append(Told(shape_of(row), row, confirmed))
    return out


def milestones(user: User, ids: Iterable[int]) -> dict[int, tuple[Milestone, bool]]:
    """These milestones as the user sees them, with whether they confirmed them; unseen and removed ones lack. Five queries."""
    rows = Milestone.objects.filter(pk__in=list(ids), item__source__in=access.follows(user).values("source"))
    return {row.pk: (row, confirmed) for row, confirmed in corrected(user, with_items(user, rows))}


def with_items(user: User, rows: QuerySet[Milestone]) -> list[Milestone]:
    """The rows with their items (an item is one object) and sources, without the big texts, but for those of the items
    about which the user has said something: only there may a quote have to be found again. Three queries.
    """
    found = list(rows)
    wanted = rows.order_by().values("item")
    items = {
        item.pk: item
        for item in Item.objects.filter(pk__in=wanted)
        .select_related("source")
        .defer("text", "html", "notes", "spans", "links")
    }
    spoken_of = Item.objects.filter(pk__in=wanted).filter(
        pk__in=access.corrections(user)
        .values("item")
        .union(access.hand_pairs(user).values("item"), access.verdicts(user).values("item"))
    )
    for pk, text in spoken_of.values_list("id", "text"):
        if pk in items:
            items[pk].text = text
    there = [row for row in found if row.item_id in items]
    for row in there:
        row.item = items[row.item_id]
    return there


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


def people_with_roads(user: User) -> list[Person]:
    """Everyone the user may see of whom at least one step is read in what they follow, or told by their own correction.

    Four queries at most.
    """
    told = Milestone.objects.filter(item__source__in=access.follows(user).values("source")).exclude(
        person=None
    )
    moved = access.corrections(user).filter(fact="milestone", changes__has_key="person")
    mine = named(user, moved.values_list("changes__person", flat=True))
    return list(
        Person.objects.filter(pk__in=access.people(user).values("id"))
        .filter(Q(pk__in=told.values("person")) | Q(pk__in=[person.pk for person in mine.values()]))
        .order_by("id")
    )


# --- my own ---------------------------------------------------------------------------------------------------


def my_steps(user: User) -> list[Step]:
    return list(access.steps(user))


def my_plans(user: User) -> list[Step]:
    return list(access.plans(user))


def find_step(user: User, pk: int) -> Step:
    """A step that I have done. Raises NothingThere."""
    return _mine(access.steps(user), pk)


def find_plan(user: User, pk: int) -> Step:
    """A step that I only plan. Raises NothingThere."""
    return _mine(access.plans(user), pk)


def _mine(rows: QuerySet[Step], pk: int) -> Step:
    step = rows.filter(pk=pk).first()
    if step is None:
        raise NothingThere("Your road has no such step any more. Open it again.")
    return step


def step_shapes(steps: Sequence[Step]) -> list[shapes.Step]:
    return [shapes.Step(step.what, step.kind, step.year) for step in steps]


def by_hand(
    user: User, steps: Sequence[Step], roads: Mapping[int, Sequence[Told]]
) -> dict[int, list[shapes.HandPair]]:
    """My decisions about these roads as indexes into my steps and each road. One query."""
    return decided(access.hand_pairs(user).order_by("id"), steps, roads)


def decided(
    decisions: Iterable[HandPair], steps: Sequence[Step], roads: Mapping[int, Sequence[Told]]
) -> dict[int, list[shapes.HandPair]]:
    """The decisions as indexes, in the order in which they were made; those about no step of `steps` are left out."""
    places = {step.pk: at for at, step in enumerate(steps)}
    mine: dict[int, list[HandPair]] = defaultdict(list)
    for decision in decisions:
        if decision.step_id in places:
            mine[decision.item_id].append(decision)
    out: dict[int, list[shapes.HandPair]] = {}
    for person, road in roads.items():
        here: dict[int, int] = {}
        about = {d.pk: d for told in road for row in told.rows for d in mine.get(row.item_id, ())}
        for decision in about.values():
            at = place_of(road, decision.item_id, decision.quote)
            if at is not None:
                here[decision.pk] = at
        out[person] = [
            shapes.HandPair(places[about[pk].step_id], at, about[pk].same) for pk, at in sorted(here.items())
        ]
    return out


def said_of(user: User, road: Sequence[Told]) -> dict[int, Verdict]:
    """What I said to the steps of this road, by their index. One query."""
    out: dict[int, Verdict] = {}
    items = {row.item_id for told in road for row in told.rows}
    for verdict in access.verdicts(user).filter(item__in=items).order_by("id"):
        at = place_of(road, verdict.item_id, verdict.quote)
        if at is not None:
            out[at] = verdict
    return out


def place_of(road: Sequence[Told], item: int, quote: str) -> int | None:
    """Where in the road stands what was pointed at by this quote; the very quote before one that only overlaps it."""
    told = [(at, row) for at, told in enumerate(road) for row in told.rows if row.item_id == item]
    exact = next((at for at, row in told if row.quote == quote), None)
    return exact if exact is not None else next((at for at, row in told if at_anchor(row, quote)), None)
