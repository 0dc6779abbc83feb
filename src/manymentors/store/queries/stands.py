"""Where I stand beside the people I follow, and what those did next who stood where I stand: from rows of `Stand`, worked out beforehand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from manymentors.roads.atlas import median_years, years_between
from manymentors.shapes import KINDS
from manymentors.store import access
from manymentors.store.models import Milestone, Person, Stand, Step, User
from manymentors.store.queries.roads import milestones, my_steps

SURVIVORS = "These are people who got interviewed: others stood here too, and nobody asked them."
"""Said wherever an atlas is shown."""


@dataclass(frozen=True, slots=True)
class StandLine:
    """Where I stand beside one person. `mine` are the numbers of my steps that we share; `stop` is the moment at which mine
    stops, None where there is none or it is being read anew (`line` tells it even then)."""

    person: Person
    told: int
    mine: frozenset[int]
    line: str
    stop: Milestone | None
    stand: Stand

    @property
    def shared(self) -> int:
        return len(self.mine)


@dataclass(frozen=True, slots=True)
class StandPage:
    """Some of those with whom I share steps, the most shared first; all with whom I share none, by id, name and steps told."""

    lines: list[StandLine]
    more: bool
    apart: list[tuple[int, str, int]]


def stand_page(user: User, number: int, size: int) -> StandPage:
    """Three queries; of those on other pages only the order is worked out."""
    rows = access.stands(user).values_list("id", "person", "person__name", "told", "pairs", "stop_line")
    ranked = sorted(
        (-len({step for step, _ in pairs}), not line, name, pk, person, told)
        for pk, person, name, told, pairs, line in rows
    )
    sharing = [row for row in ranked if row[0]]
    apart = [(person, name, told) for n, _, name, _, person, told in ranked if not n]
    shown = [row[3] for row in sharing[(number - 1) * size : number * size]]
    return StandPage(_lines(user, pk__in=shown) if shown else [], len(sharing) > number * size, apart)


def stands(user: User) -> list[StandLine]:
    """Beside everyone of whom a road is read: the most shared first. Two queries; no big text is loaded."""
    return _lines(user)


def stand_with(user: User, person: Person) -> StandLine | None:
    """None where nothing of their road is read, or it was not yet compared. Two queries."""
    return next(iter(_lines(user, person=person)), None)


def being_made(user: User) -> bool:
    """Is the worker yet to work out, or working out, where I stand?"""
    return access.errands(user).filter(verb="stand", ended=None).exists()


def _lines(user: User, **only: Any) -> list[StandLine]:
    seen = set(access.follows(user).values_list("source", flat=True))
    rows = (
        access.stands(user)
        .filter(**only)
        .select_related("person", "stop__item__source")
        .defer(*[f"stop__item__{name}" for name in ("text", "html", "notes", "spans", "links")])
    )
    lines = [
        StandLine(
            row.person,
            row.told,
            frozenset(step for step, _ in row.pairs),
            row.stop_line,
            row.stop if row.stop and row.stop.item.source_id in seen else None,
            row,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (-line.shared, not line.line, line.person.name))


@dataclass(frozen=True, slots=True)
class WentOn:
    """What somebody did next: `then` came after `after`, which is beside the step on which I stand."""

    person: Person
    after: Milestone
    then: Milestone
    confirmed: bool
    years: int | None


@dataclass(frozen=True, slots=True)
class Branch:
    """Where `n` went next, by the kind of step, with `steps` of some of them. `years` is the median of the `dated` who tell both years."""

    kind: str
    n: int
    steps: tuple[WentOn, ...]
    years: float | None
    dated: int

    @property
    def others(self) -> int:
        """How many of them are not shown."""
        return self.n - len(self.steps)


@dataclass(frozen=True, slots=True)
class Atlas:
    """`here` is my latest step that somebody shares; `people` stood there, of `looked_at`; of the `silent` no more is told."""

    looked_at: int
    here: Step | None
    people: int
    branches: tuple[Branch, ...]
    silent: tuple[Person, ...]


def atlas(user: User, show: int = 12) -> Atlas:
    """Everyone who stood where I stand, and where they went; of each branch `show` people with their words.

    Some fifteen queries, whatever the number of people. All are counted from few columns; whole rows are loaded only of
    what is shown, and of what I may have corrected.
    """
    steps = my_steps(user)
    places = {step.pk: at for at, step in enumerate(steps)}
    rows = list(access.stands(user).order_by("person__name").values_list("person", "pairs", "stop"))
    shared = [places[step] for _, pairs, _ in rows for step, _ in pairs if step in places]
    if not shared:
        return Atlas(len(rows), None, 0, (), ())
    here = steps[max(shared)]
    stood = {
        person: (beside[-1], stop)
        for person, pairs, stop in rows
        if (beside := [theirs for step, theirs in pairs if step == here.pk])
    }
    told = _told_in_few(user, {pk for both in stood.values() for pk in both if pk is not None})
    went: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    silent: list[int] = []
    for person, (after, then) in stood.items():
        if after in told and then in told:
            went[told[then][0]].append((person, years_between(told[after][1], told[then][1])))
        else:
            silent.append(person)
    kinds = sorted(went, key=lambda kind: (-len(went[kind]), KINDS.index(kind)))
    shown = [person for kind in kinds for person, _ in went[kind][:show]]
    rows_of = milestones(user, [pk for person in shown for pk in stood[person] if pk is not None])
    people = Person.objects.in_bulk([*shown, *silent])
    branches = []
    for kind in kinds:
        some = tuple(
            WentOn(people[person], rows_of[after][0], *rows_of[then], years=years)
            for person, years in went[kind][:show]
            for after, then in (stood[person],)
            if after in rows_of and then in rows_of
        )
        branches.append(
            Branch(kind, len(went[kind]), some, *median_years([years for _, years in went[kind]]))
        )
    return Atlas(len(rows), here, len(stood), tuple(branches), tuple(people[person] for person in silent))


def _told_in_few(user: User, ids: set[int]) -> dict[int, tuple[str, int | None]]:
    """Kind and year of each of these milestones, my corrections applied; unseen and removed ones lack."""
    corrected = set(access.corrections(user).filter(fact="milestone").values_list("item", flat=True))
    seen = Milestone.objects.filter(pk__in=ids, item__source__in=access.follows(user).values("source"))
    rows = list(seen.values_list("id", "kind", "year", "item"))
    out = {pk: (kind, year) for pk, kind, year, item in rows if item not in corrected}
    mine = milestones(user, [pk for pk, _, _, item in rows if item in corrected])
    return out | {pk: (row.kind, row.year) for pk, (row, _) in mine.items()}
