"""Works out a user's circle beforehand: who is worth knowing through my people, and the picture of who learns from whom."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from manymentors.crowd.circle import chosen, lay_out
from manymentors.crowd.influence import KINDS, Ties, suggest, ties_of
from manymentors.shapes import Line, Ranked
from manymentors.store import access
from manymentors.store.models import Circle, Node, Suggestion, User
from manymentors.store.queries.influence import (
    Graph,
    edges,
    graph_of,
    looked_at,
    my_people,
    shows_followed,
    sources_of_follows,
    tallied,
)

VERSION = "circle 2"
MOST = 60
"""Suggestions that are kept: those that are not for me leave room for the next."""

DRAWN = 30
"""Suggestions that may stand in the picture."""

REASONS = 3


def work_out(user: User) -> bool:
    """Make suggestions and picture anew where anything that goes into them has changed; True where it had.

    Seconds for a million edges, next to nothing where nothing changed. Killed, it has changed nothing.
    """
    inputs = inputs_of(user)
    if Circle.objects.filter(user=user, inputs=inputs).exists():
        return False
    graph, mine = graph_of(user), my_people(user)
    ties = ties_of(graph.edges)
    out = {graph.of[node] for node in not_suggested(user) if node in graph.of}
    out |= {number for number, name in graph.names.items() if not name}
    ranked = suggest(ties, mine, out - set(mine), MOST)
    rows = suggestion_rows(user, graph, ranked, mine)
    picture = picture_of(graph, ties, mine, ranked)
    with transaction.atomic():
        alive = set(Node.objects.filter(pk__in=[row.node_id for row in rows]).values_list("pk", flat=True))
        Suggestion.objects.filter(user=user).delete()
        Suggestion.objects.bulk_create([row for row in rows if row.node_id in alive])
        Circle.objects.update_or_create(
            user=user, defaults={"inputs": inputs, "picture": picture, "made": timezone.now()}
        )
    return True


def inputs_of(user: User) -> str:
    told = [
        VERSION,
        looked_at(user),
        sources_of_follows(user),
        sorted(not_suggested(user)),
        list(access.recognitions(user).order_by("pk").values_list("account", "person", "same")),
        sorted(access.people(user).values_list("pk", "name")),
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def not_suggested(user: User) -> set[int]:
    refused = access.not_for_me(user).values_list("node", flat=True)
    return set(refused) | shows_followed(user)


# --- suggestions with their reasons


def suggestion_rows(
    user: User, graph: Graph, ranked: Sequence[Ranked], mine: Mapping[int, float]
) -> list[Suggestion]:
    """What my people say of those suggested, and what leads along the paths. Two queries."""
    steps = {pair for one in ranked for pair in zip(one.path, one.path[1:], strict=False)}
    ends = {whom for _, whom in steps} | {one.node for one in ranked}
    starts = {who for who, _ in steps} | set(mine)
    found = between(user, graph, starts, ends)
    words = quotes(user, graph, ends)
    rows = []
    for place, one in enumerate(ranked, 1):
        reasons: list[dict[str, Any]] = [
            {
                "who": graph.names[who],
                "person": Graph.person_of(who),
                "kind": kind,
                "n": n,
                "item": item,
                "quote": words.get((who, whom, item), "") if kind == "endorses" else "",
            }
            for (who, whom), kinds in found.items()
            if whom == one.node and who in mine
            for kind, n, item in kinds
        ]
        reasons.sort(key=lambda why: (-KINDS[why["kind"]] * (1 + why["n"]) ** 0.5, why["who"]))
        path = [
            {
                "name": graph.names[number],
                "person": Graph.person_of(number),
                "kind": found[number, after][0][0] if (number, after) in found else "",
            }
            for number, after in zip(one.path, (*one.path[1:], -1), strict=True)
        ]
        rows.append(
            Suggestion(
                user=user,
                node_id=graph.nodes[one.node][0],
                rank=place,
                score=one.score,
                why=reasons[:REASONS],
                path=path,
            )
        )
    return rows


Found = dict[tuple[int, int], list[tuple[str, int, int]]]


def between(user: User, graph: Graph, starts: Collection[int], ends: Collection[int]) -> Found:
    """Kind, how often, and the newest item, of the edges from these to those; the most telling kind first. One query."""
    kinds: dict[tuple[int, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    whom = [node for number in ends for node in graph.nodes[number]]
    for row in tallied(user, whom):
        pair = graph.of[row.who], graph.of[row.whom]
        if pair[0] in starts:
            n, item = kinds[pair].get(row.kind, (0, 0))
            kinds[pair][row.kind] = (n + row.n, max(item, row.item))
    return {
        pair: sorted(
            ((kind, n, item) for kind, (n, item) in told.items()),
            key=lambda one: (-KINDS[one[0]] * (1 + one[1]) ** 0.5, one[0]),
        )
        for pair, told in kinds.items()
    }


def quotes(user: User, graph: Graph, ends: Collection[int]) -> dict[tuple[int, int, int], str]:
    """By who, whom and item: the words of a recommendation. One query."""
    whom = [node for number in ends for node in graph.nodes[number]]
    rows = edges(user).filter(whom__in=whom, kind="endorses").values_list("who", "whom", "item", "quote")
    return {(graph.of[a], graph.of[b], item): quote for a, b, item, quote in rows}


# --- the picture


def picture_of(
    graph: Graph, ties: Ties, mine: Mapping[int, float], ranked: Sequence[Ranked]
) -> dict[str, Any]:
    """Nodes with their places, and lines between them; what the page needs to draw it, and the table of all of mine."""
    may = set(mine) | {one.node for one in ranked[:DRAWN]}
    strongest = float(ties.weight.max()) if len(ties.weight) else 1.0
    numbers = ties.nodes.tolist()
    lines = [
        Line(numbers[who], numbers[whom], round(weight / strongest, 3))
        for who, whom, weight in zip(ties.who.tolist(), ties.whom.tolist(), ties.weight.tolist(), strict=True)
        if numbers[who] in may and numbers[whom] in may
    ]
    known = [number for number in mine if number in graph.names]
    drawn = chosen(lines, known, [one.node for one in ranked[:DRAWN]])
    places = lay_out(drawn, lines)
    at = {place.node: place.row for place in places}
    return {
        "nodes": [
            {
                "name": graph.names[place.node],
                "person": Graph.person_of(place.node),
                "node": graph.nodes[place.node][0],
                "mine": place.node in mine,
                "x": place.x,
                "y": place.y,
                "angle": place.angle,
            }
            for place in places
        ],
        "lines": [
            [at[line.who], at[line.whom], line.strength]
            for line in lines
            if line.who in at and line.whom in at
        ],
        "table": table_of(graph, lines, known),
    }


def table_of(graph: Graph, lines: Sequence[Line], mine: Sequence[int]) -> list[dict[str, Any]]:
    """Each of mine with whom they learn from and who learns from them, among mine and those suggested; by name."""
    up: dict[int, list[tuple[float, str]]] = defaultdict(list)
    down: dict[int, list[tuple[float, str]]] = defaultdict(list)
    for line in lines:
        up[line.who].append((-line.strength, graph.names[line.whom]))
        down[line.whom].append((-line.strength, graph.names[line.who]))
    return [
        {
            "name": graph.names[number],
            "person": Graph.person_of(number),
            "up": [name for _, name in sorted(up[number])],
            "down": [name for _, name in sorted(down[number])],
        }
        for number in sorted(mine, key=lambda number: graph.names[number].casefold())
    ]
