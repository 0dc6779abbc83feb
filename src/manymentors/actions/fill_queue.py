"""Fills my queue up to what I listen to in a week, balanced; and plans what to hear in the minutes that I have now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from manymentors.actions.queue import enqueue, hold, put_in_order
from manymentors.crowd.budget import fill, in_words, plan
from manymentors.errors import InputError
from manymentors.shapes import Candidate, Mix
from manymentors.store import access
from manymentors.store.models import Budget, Item, Person, Queued, User
from manymentors.store.queries.could_hear import STOP, Possible, possible
from manymentors.store.queries.queue import LONG_ONES, monday_of, queue

LACKS = {
    "technical": "technical: your week has little of it",
    "career": "on careers: your week has little of that",
    "soft": "on soft skills: your week has little of that",
}
LONGEST = 600
"""Minutes of one sitting."""


@dataclass(frozen=True, slots=True)
class Planned:
    """`minutes` of the item are to be heard, from second `start` on; `whole` says whether that is to its end."""

    item: Item
    why: str
    minutes: float
    whole: bool
    start: float | None
    person: int | None
    queued: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """`left` of the minutes nothing else is short enough for; none where only a beginning fits."""

    words: str
    minutes: float
    lines: list[Planned]
    left: float = 0.0


def fill_week(user: User, now: datetime) -> list[Queued]:
    """Put into the queue what fits what is left of my week; returns what came. A full week stays as it is."""
    with transaction.atomic():
        hold(user)
        held = queue(user, now)
        target: Mix = (held.budget.technical / 100, held.budget.career / 100, held.budget.soft / 100)
        have: Mix = tuple(a + b for a, b in zip(held.mix, held.week_mix, strict=True))  # type: ignore[assignment]  # of the same length
        could = {one.candidate.key: one for one in possible(user, now)}
        shows = [line.row.item.source_id for line in held.lines]
        picks = fill([one.candidate for one in could.values()], held.room, target, have, shows)
        keys = [pick.candidate.key for pick in picks]
        items, people = (
            _items(user, keys),
            Person.objects.in_bulk([p for k in keys if (p := could[k].person)]),
        )
        out = []
        for pick in picks:
            one = could[pick.candidate.key]
            why = "; ".join(filter(None, (pick.candidate.why, LACKS.get(pick.lacked, ""))))
            whom = people.get(one.person) if one.person else None
            row, new = enqueue(
                user, items[pick.candidate.key], why=why, start=one.start, person=whom, by="budget"
            )
            out += [row] * new
    return out


def refill(user: User, now: datetime) -> list[Queued]:
    """Fill the queue where I want that done each week and it was not yet done in this one."""
    week = monday_of(now).date()
    mine = Budget.objects.filter(user=user, refills=True)
    if not mine.exclude(filled=week).update(filled=week):
        return []
    return fill_week(user, now)


def plan_for(user: User, minutes: float, now: datetime) -> Plan:
    """What to hear in so many minutes: of my queue first, and of what else I could hear. Nothing is changed.

    Raises InputError for a time that nobody listens for.
    """
    if not 1 <= minutes <= LONGEST:
        raise InputError(f"Give the minutes that you have, between 1 and {LONGEST}, such as 42.")
    held = queue(user, now)
    mine = [
        Possible(
            Candidate(
                line.row.item_id,
                line.minutes,
                line.row.why,
                STOP,
                line.mix,
                line.row.item.source_id,
                line.row.start is not None,
            ),
            line.from_second,
            line.row.person_id,
        )
        for line in held.lines
        if line.minutes is not None and line.minutes >= 1
    ]
    queued = {one.candidate.key for one in mine}
    could = {one.candidate.key: one for one in (*mine, *possible(user, now))}
    picks = plan([one.candidate for one in could.values()], minutes)
    items = _items(user, [pick.candidate.key for pick in picks])
    lines = [
        Planned(
            items[pick.candidate.key],
            pick.candidate.why,
            pick.minutes,
            pick.minutes >= pick.candidate.minutes,
            could[pick.candidate.key].start,
            could[pick.candidate.key].person,
            pick.candidate.key in queued,
        )
        for pick in picks
    ]
    planned = sum(line.minutes for line in lines)
    return Plan(in_words(picks), planned, lines, minutes - planned)


def take_plan(user: User, minutes: float, now: datetime) -> Plan:
    """Make the plan, and put it before everything else in the queue."""
    with transaction.atomic():
        made = plan_for(user, minutes, now)
        people = Person.objects.in_bulk([line.person for line in made.lines if line.person])
        rows = []
        for line in made.lines:
            whom = people.get(line.person) if line.person else None
            rows.append(enqueue(user, line.item, why=line.why, start=line.start, person=whom)[0])
        put_in_order(user, [row.pk for row in rows])
    return replace(made, lines=[replace(line, queued=True) for line in made.lines])


def _items(user: User, keys: Sequence[int]) -> dict[int, Item]:
    return access.items(user).select_related("source").defer(*LONG_ONES).in_bulk(keys)
