"""Works out where I stand beside everyone, for the pages that show many people: rows of `Stand`, made anew where a road changed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone

from manymentors import __version__, shapes
from manymentors.actions.compare import Road, roads_from
from manymentors.actions.open_index import embedder
from manymentors.roads.compare import compare
from manymentors.roads.likeness import model
from manymentors.store import access
from manymentors.store.corrected import at_anchor
from manymentors.store.models import HandPair, Item, Milestone, Person, Stand, Step, User
from manymentors.store.queries.roads import (
    Told,
    decided,
    my_steps,
    people_with_roads,
    step_shapes,
    told_of,
)

AT_ONCE = 40
"""People compared and saved together: what a kill can lose."""
MADE = ("told", "pairs", "stop", "stop_line", "stop_quote", "inputs", "moved", "moved_from")


def stand(user: User) -> int:
    """Compare my road with each road that changed since, or beside which mine did; returns how many were.

    Costs some ten milliseconds a person compared, and next to nothing for the others. Killed, it has saved what it says
    is done, and run again, it goes on with the rest.
    """
    persons, steps = people_with_roads(user), my_steps(user)
    told = told_of(user, persons)
    decisions = list(access.hand_pairs(user).order_by("id"))
    known = {row.person_id: row for row in access.stands(user)}
    digests = inputs_of(steps, told, decisions)
    if gone := [row.pk for pk, row in known.items() if pk not in digests]:
        Stand.objects.filter(pk__in=gone).delete()
    changed = iter(
        [p for p in persons if p.pk in digests and (p.pk not in known or known[p.pk].inputs != digests[p.pk])]
    )
    made = 0
    while some := list(islice(changed, AT_ONCE)):
        roads = roads_from({person.pk: told[person.pk] for person in some})
        hands = decided(decisions, steps, {pk: [t for _, t in road] for pk, road in roads.items()})
        rows = [row_of(user, person, steps, roads[person.pk], hands[person.pk]) for person in some]
        find_moves(rows, known, roads)
        for row in rows:
            row.inputs = digests[row.person_id]
        save(rows)
        made += len(rows)
    return made


def inputs_of(
    steps: Sequence[Step], told: dict[int, list[Told]], decisions: Sequence[HandPair]
) -> dict[int, str]:
    """A digest of all that goes into each comparison, by person; of whom nothing is told (any more) there is none."""
    common = [__version__, embedder().name, repr(model()), [[s.pk, s.what, s.kind, s.year] for s in steps]]
    start = hashlib.sha256(json.dumps(common).encode())
    by_item: dict[int, list[list[object]]] = defaultdict(list)
    for d in decisions:
        by_item[d.item_id].append([d.step_id, d.item_id, d.quote, d.same])
    out: dict[int, str] = {}
    for pk, tellings in told.items():
        if not tellings:
            continue
        milestones = [
            [t.row.pk, m.kind, m.what, m.year, m.order, m.quote.text, m.quote.start]
            for t in tellings
            for m in (t.milestone,)
        ]
        items = dict.fromkeys(t.row.item_id for t in tellings)
        digest = start.copy()
        digest.update(json.dumps([milestones, [by_item.get(item, []) for item in items]]).encode())
        out[pk] = digest.hexdigest()
    return out


def row_of(
    user: User, person: Person, steps: Sequence[Step], road: Road, hand: Sequence[shapes.HandPair]
) -> Stand:
    answer = compare(step_shapes(steps), [m for m, _ in road], embedder(), hand)
    stop = road[answer.stop] if answer.stop is not None else None
    return Stand(
        user=user,
        person=person,
        told=len(road),
        pairs=[[steps[pair.mine].pk, road[pair.theirs][1].row.pk] for pair in answer.shared],
        stop=stop[1].row if stop else None,
        stop_line=stop[0].what if stop else "",
        stop_quote=stop[1].row.quote if stop else "",
    )


def find_moves(rows: Sequence[Stand], known: dict[int, Stand], roads: dict[int, Road]) -> None:
    """Note on each row when its stop last moved, and from where: from one moment told to another, whatever its number.

    Texts are loaded, in one query, only of items that were read anew, where the old stop has to be found by its words.
    """
    again: list[tuple[Stand, Stand, Told]] = []
    for row in rows:
        old = known.get(row.person_id)
        if old is None:
            continue
        row.moved, row.moved_from = old.moved, old.moved_from
        told = next((t for _, t in roads[row.person_id] if t.row.pk == row.stop_id), None)
        if told is None:
            if old.stop_quote:
                move(row, old)
        elif all(other.quote != old.stop_quote for other in told.rows):
            if old.stop_quote and old.stop_id is None:
                again.append((row, old, told))
            elif old.stop_id not in [other.pk for other in told.rows] and (old.stop_quote or old.moved):
                move(row, old)
    items = {other.item_id for _, _, told in again for other in told.rows}
    texts = dict(Item.objects.filter(pk__in=items).values_list("id", "text")) if items else {}
    for row, old, told in again:
        for other in told.rows:
            other.item.text = texts[other.item_id]
        if not any(at_anchor(other, old.stop_quote) for other in told.rows):
            move(row, old)


def move(row: Stand, old: Stand) -> None:
    row.moved, row.moved_from = timezone.now(), old.stop_line


def save(rows: Sequence[Stand]) -> None:
    """What was forgotten or read anew while we compared is left for the next time."""
    with transaction.atomic():
        people = set(Person.objects.filter(pk__in=[r.person_id for r in rows]).values_list("id", flat=True))
        stops = set(Milestone.objects.filter(pk__in=[r.stop_id for r in rows]).values_list("id", flat=True))
        for row in rows:
            if row.stop_id is not None and row.stop_id not in stops:
                row.stop, row.inputs = None, ""
        Stand.objects.bulk_create(
            [row for row in rows if row.person_id in people],
            update_conflicts=True,
            unique_fields=["user", "person"],
            update_fields=MADE,
        )
