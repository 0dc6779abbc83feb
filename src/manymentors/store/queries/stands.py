"""Where I stand beside the people I follow, and what those did next who stood where I stand: from rows of `Stand`, worked out beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

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


def stands(user: User) -> list[StandLine]:
    """Beside everyone of whom a road is read: the most shared first. Two queries; no big text is loaded."""
    return _lines(user)


def stand_with(user: User, person: Person) -> StandLine | None:
    """None where nothing of their road is read, or it was not yet compared. Two queries."""
    return next(iter(_lines(user, person=person)), None)


def being_made(user: User) -> bool:
    """Is the worker yet to work out, or working out, where I stand?"""
    return access.errands(user).filter(verb="stand", ended=None).exists()


def _lines(user: User, **only: Person) -> list[StandLine]:
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
class Way:
    """Where some went next, by the kind of step. `years` is the median of the `dated` who tell both years."""

    kind: str
    steps: tuple[WentOn, ...]
    years: float | None
    dated: int

    @property
    def n(self) -> int:
        return len(self.steps)


@dataclass(frozen=True, slots=True)
class Ways:
    """`here` is my latest step that somebody shares; `people` stood there, of `looked_at`; of the `silent` no more is told."""

    looked_at: int
    here: Step | None
    people: int
    ways: tuple[Way, ...]
    silent: tuple[Person, ...]


def ways_on(user: User) -> Ways:
    """The atlas: everyone who stood where I stand, and where they went. Seven queries, whatever the number of people."""
    steps = my_steps(user)
    places = {step.pk: at for at, step in enumerate(steps)}
    rows = list(access.stands(user).select_related("person").order_by("person__name"))
    shared = [places[step] for row in rows for step, _ in row.pairs if step in places]
    if not shared:
        return Ways(len(rows), None, 0, (), ())
    here = steps[max(shared)]
    stood = [(row, [theirs for step, theirs in row.pairs if step == here.pk]) for row in rows]
    stood = [(row, beside) for row, beside in stood if beside]
    wanted = {pk for row, beside in stood for pk in (row.stop_id, beside[-1]) if pk is not None}
    found = milestones(user, wanted)
    went: list[WentOn] = []
    silent: list[Person] = []
    for row, beside in stood:
        after, then = found.get(beside[-1]), found.get(row.stop_id or 0)
        if after and then:
            went.append(WentOn(row.person, after[0], *then, years=_gap(after[0], then[0])))
        else:
            silent.append(row.person)
    ways = [_way(kind, [step for step in went if step.then.kind == kind]) for kind in KINDS]
    walked = tuple(sorted((way for way in ways if way.n), key=lambda way: -way.n))
    return Ways(len(rows), here, len(stood), walked, tuple(silent))


def _gap(before: Milestone, after: Milestone) -> int | None:
    if before.year is None or after.year is None or after.year < before.year:
        return None
    return after.year - before.year


def _way(kind: str, steps: Sequence[WentOn]) -> Way:
    gaps = [step.years for step in steps if step.years is not None]
    return Way(kind, tuple(steps), float(median(gaps)) if gaps else None, len(gaps))
