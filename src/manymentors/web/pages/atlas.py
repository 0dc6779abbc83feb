"""The atlas: everyone who stood where I stand, and where they went next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.store.queries.roads import my_steps
from manymentors.store.queries.stands import SURVIVORS, Way, being_made, ways_on
from manymentors.web.render import page
from manymentors.web.request import Request

ROOT, RIGHT, APART, TOP = 14, 150, 52, 30
THICKEST = 20.0
FEW = 5
"""Of fewer people than these no branch is as thick as can be."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A branch of the picture: the curve to it, how thick it is, and the height at which it ends."""

    way: Way
    curve: str
    thick: float
    y: int


@require_safe
def atlas(request: Request) -> HttpResponse:
    ways = ways_on(request.user)
    context = {
        "atlas": ways,
        "drawn": drawn(ways.ways),
        "height": 2 * TOP + APART * max(0, len(ways.ways) - 1),
        "root": TOP + APART * max(0, len(ways.ways) - 1) // 2,
        "steps": my_steps(request.user),
        "survivors": SURVIVORS,
        "being_made": being_made(request.user),
    }
    return page(request, "atlas.html", context)


def drawn(ways: Sequence[Way]) -> list[Drawn]:
    """Curves from my step to each branch, as thick as many went there."""
    most = max((way.n for way in ways), default=1)
    root = TOP + APART * max(0, len(ways) - 1) // 2
    middle = (ROOT + RIGHT) // 2
    out = []
    for at, way in enumerate(ways):
        y = TOP + APART * at
        curve = f"M{ROOT} {root} C{middle} {root} {middle} {y} {RIGHT} {y}"
        out.append(Drawn(way, curve, round(max(3.0, THICKEST * way.n / max(most, FEW)), 1), y))
    return out


urlpatterns = [path("atlas/", atlas, name="atlas")]
