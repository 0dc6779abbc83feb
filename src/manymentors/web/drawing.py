"""The picture of a circle as it was laid out → the numbers that the SVG in the template is made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import pi
from typing import Any

LINES = 160
"""Lines drawn at most, the strongest: more are a tangle."""

FLAT = 12
"""Up to so many names are written level; more go outwards like spokes."""

LABEL, LETTERS = 190, 24
ROW, NAMES, ARCS = 30, 190, 130
"""The column: the height of a row, the width of the names, and of the arcs beside them."""


@dataclass(slots=True)
class Mark:
    """A node as it is drawn: where its dot and its label are, and the lines that lead from it. `turn` is for the label."""

    name: str
    label: str
    person: int | None
    node: int
    mine: bool
    x: float
    y: float
    turn: float = 0.0
    anchor: str = "start"
    label_x: float = 0.0
    label_y: float = 0.0
    lines: list[tuple[str, int]] = field(default_factory=list)
    learns_from: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    marks: list[Mark]


def short(name: str) -> str:
    return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"


def marks_of(told: Mapping[str, Any], seen: Collection[int]) -> list[Mark]:
    """`seen` are the people whose pages I may open; the others are only named."""
    marks = [
        Mark(
            one["name"],
            short(one["name"]),
            one["person"] if one["person"] in seen else None,
            one["node"],
            one["mine"],
            one["x"],
            one["y"],
        )
        for one in told.get("nodes", ())
    ]
    for who, whom, _strength in told.get("lines", ()):
        marks[who].learns_from.append(marks[whom].name)
    return marks


def strongest(told: Mapping[str, Any]) -> list[tuple[int, int, int]]:
    """(from, to, how strong in three steps), of the lines that are drawn."""
    lines = sorted(told.get("lines", ()), key=lambda line: (-line[2], line[0], line[1]))[:LINES]
    return [
        (who, whom, 3 if at < len(lines) / 6 else 2 if at < len(lines) / 2 else 1)
        for at, (who, whom, _strength) in enumerate(lines)
    ]


def round_picture(told: Mapping[str, Any], seen: Collection[int]) -> Drawing:
    """Names on a round, lines through the middle."""
    marks = marks_of(told, seen)
    level = len(marks) <= FLAT
    radius = 170.0 if level else min(300.0, max(190.0, len(marks) * 31 / (2 * pi)))
    for mark, one in zip(marks, told.get("nodes", ()), strict=True):
        angle = one["angle"]
        left = 90 < angle < 270
        mark.x, mark.y = round(one["x"] * radius, 1), round(one["y"] * radius, 1)
        mark.anchor = "end" if left else "start"
        reach = radius + 14
        if level:
            mark.label_x, mark.label_y = round(one["x"] * reach, 1), round(one["y"] * reach + 5, 1)
            if abs(one["x"]) < 0.2:
                mark.anchor, mark.label_y = "middle", round(one["y"] * (reach + 8) + 5, 1)
        else:
            mark.turn = angle - 180 if left else angle
            mark.label_x, mark.label_y = (-reach if left else reach), 4.5
    for who, whom, strength in strongest(told):
        a, b = marks[who], marks[whom]
        bend = f"{round((a.x + b.x) * 0.12, 1)} {round((a.y + b.y) * 0.12, 1)}"
        a.lines.append((f"M{a.x} {a.y}Q{bend} {b.x} {b.y}", strength))
    side = 2 * (radius + LABEL)
    return Drawing(side, 2 * (radius + 50) if level else side, marks)


def column(told: Mapping[str, Any], seen: Collection[int]) -> Drawing:
    """Names below each other, lines as arcs beside them: what a narrow screen can show."""
    marks = marks_of(told, seen)
    for row, mark in enumerate(marks):
        mark.x, mark.y = NAMES, row * ROW + ROW / 2
        mark.label_x, mark.label_y, mark.anchor = NAMES - 12, mark.y + 5, "end"
    for who, whom, strength in strongest(told):
        a, b = marks[who], marks[whom]
        out = NAMES + min(ARCS, 18 + abs(who - whom) * ARCS / max(8, len(marks)) * 1.3)
        a.lines.append((f"M{a.x} {a.y}C{out:.1f} {a.y} {out:.1f} {b.y} {b.x} {b.y}", strength))
    return Drawing(NAMES + ARCS, max(1, len(marks)) * ROW, marks)
