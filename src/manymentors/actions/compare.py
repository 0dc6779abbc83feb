"""Roads beside each other: reads the rows, calls the roads stage. Writes nothing."""

from __future__ import annotations

from manymentors import shapes
from manymentors.actions.open_index import embedder
from manymentors.roads.atlas import atlas
from manymentors.roads.compare import compare, why_not
from manymentors.roads.timeline import story
from manymentors.store.models import Person, User
from manymentors.store.queries.people import people
from manymentors.store.queries.roads import Told, by_hand, my_steps, step_shapes, told_of

Road = list[tuple[shapes.Milestone, Told]]


def road_of(user: User, person: Person) -> Road:
    """The person's milestones in story order, each with the row that it comes from; an event told twice stands once."""
    return roads_of(user, [person])[person.pk]


def roads_of(user: User, persons: list[Person]) -> dict[int, Road]:
    """The same for many people, in two queries."""
    roads: dict[int, Road] = {}
    for pk, told in told_of(user, persons).items():
        rows = {(t.milestone.quote, t.row.item_id): t for t in told}
        by_quote: dict[shapes.Quote, list[Told]] = {}
        for (quote, _), t in rows.items():
            by_quote.setdefault(quote, []).append(t)
        road = story([t.milestone for t in told], embedder())
        roads[pk] = [
            (m, by_quote[m.quote].pop(0) if len(by_quote[m.quote]) > 1 else by_quote[m.quote][0])
            for m in road
        ]
    return roads


def compare_with(user: User, person: Person) -> tuple[list[shapes.Step], Road, shapes.Comparison]:
    """My steps, their road, and the comparison of the two; my own pairs win."""
    rows, road = my_steps(user), road_of(user, person)
    steps = step_shapes(rows)
    hand = by_hand(user, rows, {person.pk: [told for _, told in road]})[person.pk]
    return steps, road, compare(steps, [m for m, _ in road], embedder(), hand)


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
    persons = [line.person for line in people(user) if line.milestones]
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
