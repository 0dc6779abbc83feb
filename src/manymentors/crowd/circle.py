"""People and who learns from whom → a picture: a round, and a column for narrow screens. The same in gives the same picture.

Those who have much to do with each other stand near each other, so that most lines are short.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import cos, degrees, pi, sin

from manymentors.shapes import Line, Place

MOST = 60
"""Nodes that a picture can name so that they can be read; the others are in the table beside it."""

FADES = 0.6
"""How much less each earlier neighbour on the round counts for who comes next."""


def chosen(
    lines: Sequence[Line], mine: Collection[int], others: Sequence[int], most: int = MOST
) -> list[int]:
    """Whom to draw: of mine those with most ties among all that may be drawn, and a third for the best of the others."""
    few = list(others)[: max(most // 3, most - len(mine))]
    may = {*mine, *few}
    ties = dict.fromkeys(mine, 0.0)
    for line in lines:
        if line.who in may and line.whom in may:
            for end in (line.who, line.whom):
                if end in ties:
                    ties[end] += line.strength
    return sorted(ties, key=lambda node: (-ties[node], node))[: most - len(few)] + few


def lay_out(nodes: Collection[int], lines: Sequence[Line], radius: float = 1.0) -> list[Place]:
    """Every node's place, in the order of the round, beginning at the top. `angle` is in degrees, clockwise from the right."""
    order = ordered(nodes, lines)
    places = []
    for row, node in enumerate(order):
        turn = 2 * pi * row / len(order) - pi / 2
        places.append(
            Place(
                node,
                round(radius * cos(turn), 2),
                round(radius * sin(turn), 2),
                round(degrees(turn) % 360, 2),
                row,
            )
        )
    return places


def ordered(nodes: Collection[int], lines: Sequence[Line]) -> list[int]:
    """Begins with the node that has most ties; then whoever is tied closest to those just placed."""
    tie: dict[int, dict[int, float]] = {node: {} for node in sorted(nodes)}
    for line in lines:
        if line.who in tie and line.whom in tie and line.who != line.whom:
            for one, other in ((line.who, line.whom), (line.whom, line.who)):
                tie[one][other] = tie[one].get(other, 0.0) + line.strength
    free = {node: sum(ends.values()) for node, ends in tie.items()}
    near = dict.fromkeys(tie, 0.0)
    order: list[int] = []
    while free:
        here = max(free, key=lambda node: (near[node], free[node], -node))
        order.append(here)
        del free[here]
        for node in near:
            near[node] = near[node] * FADES + tie[here].get(node, 0.0)
    return order
