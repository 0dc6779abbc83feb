"""Roads beside each other: reads the rows, calls the roads stage. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from manymentors import shapes
from manymentors.actions.open_index import embedder
from manymentors.roads.atlas import atlas
from manymentors.roads.compare import compare, why_not
from manymentors.roads.timeline import story
from manymentors.store.models import Person, Step, User
from manymentors.store.queries.roads import (
    Told,
    by_hand,
    my_steps,
    people_with_roads,
    step_shapes,
    told_of,
)

Road = list[tuple[shapes.Milestone, Told]]


@dataclass(frozen=True, slots=True)
class Beside:
    """My steps as rows, their road, the comparison and my own decisions, whose indexes point into the two."""

    steps: list[Step]
    road: Road
    answer: shapes.Comparison
    hand: list[shapes.HandPair]


def road_of(user: User, person: Person) -> Road:
    """The person's milestones in story order, each with the row that it comes from; an event told twice stands once."""
    return roads_of(user, [person])[person.pk]


def roads_of(user: User, persons: list[Person]) -> dict[int, Road]:
    """The same for many people, in as many queries as for one."""
    return roads_from(told_of(user, persons))


def roads_from(told: Mapping[int, list[Told]]) -> dict[int, Road]:
    """What each person told, in story order. Needs no query."""
    roads: dict[int, Road] = {}
    for pk, tellings in told.items():
        rows = {(t.milestone.quote, t.row.item_id): t for t in tellings}
        by_quote: dict[shapes.Quote, list[Told]] = {}
        for (quote, _), t in rows.items():
            by_quote.setdefault(quote, []).append(t)
        road = story([t.milestone for t in tellings], embedder())
        roads[pk] = with_also(
            [
                (m, by_quote[m.quote].pop(0) if len(by_quote[m.quote]) > 1 else by_quote[m.quote][0])
                for m in road
            ],
            tellings,
        )
    return roads


def with_also(road: Road, tellings: Sequence[Told]) -> Road:
    """Each step of the road with the rows, left out of it, that tell the same event in another item: of those steps of
    the same kind that are told elsewhere, the one nearest in meaning."""
    kept = {told.row.pk for _, told in road}
    left = [told for told in tellings if told.row.pk not in kept]
    if not left:
        return road
    vectors = embedder()(
        [m.what or m.quote.text for m in (*(m for m, _ in road), *(t.milestone for t in left))]
    )
    also: dict[int, list[Told]] = {}
    for told, vector in zip(left, vectors[len(road) :], strict=True):
        near = [
            (float(vectors[at] @ vector), at)
            for at, (m, other) in enumerate(road)
            if m.kind == told.milestone.kind and other.row.item_id != told.row.item_id
        ]
        if near:
            also.setdefault(max(near)[1], []).append(told)
    return [
        (m, replace(told, also=tuple(other.row for other in also[at]))) if at in also else (m, told)
        for at, (m, told) in enumerate(road)
    ]


def beside(user: User, person: Person) -> Beside:
    """My road and theirs, compared; my own pairs win."""
    steps, road = my_steps(user), road_of(user, person)
    hand = by_hand(user, steps, {person.pk: [told for _, told in road]})[person.pk]
    answer = compare(step_shapes(steps), [m for m, _ in road], embedder(), hand)
    return Beside(steps, road, answer, hand)


def compare_with(user: User, person: Person) -> tuple[list[shapes.Step], Road, shapes.Comparison]:
    """My steps, their road, and the comparison of the two; my own pairs win."""
    found = beside(user, person)
    return step_shapes(found.steps), found.road, found.answer


def why_of(user: User, person: Person, mine: int, theirs: int) -> str:
    """Why this step of mine (index) and this one of theirs are paired, or why not, in a sentence."""
    steps, road, answer = compare_with(user, person)
    made = next((pair.why for pair in answer.shared if (pair.mine, pair.theirs) == (mine, theirs)), "")
    if made:
        return f"paired, {made}"
    hand = by_hand(user, my_steps(user), {person.pk: [told for _, told in road]})[person.pk]
    return why_not(steps, [m for m, _ in road], embedder(), (mine, theirs), hand)


def atlas_of(user: User) -> tuple[shapes.Atlas, dict[str, Road]]:
    """The atlas over everyone of whom a road is read, and those roads by name."""
    rows = my_steps(user)
    persons = people_with_roads(user)
    roads = roads_of(user, persons)
    hands = by_hand(user, rows, {pk: [told for _, told in road] for pk, road in roads.items()})
    names = {person.pk: person.name for person in persons}
    answer = atlas(
        step_shapes(rows),
        {names[pk]: [m for m, _ in road] for pk, road in roads.items()},
        embedder(),
        {names[pk]: pairs for pk, pairs in hands.items()},
    )
    return answer, {names[pk]: road for pk, road in roads.items()}
