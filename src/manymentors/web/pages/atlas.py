"""The atlas: everyone who stood where I stand, and where they went next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.store.queries.roads import my_steps
from manymentors.store.queries.stands import SURVIVORS, Branch, being_made
from manymentors.store.queries.stands import atlas as atlas_of
from manymentors.web.render import page
from manymentors.web.request import Request

ROOT, RIGHT, APART, TOP = 14, 150, 52, 30
THICKEST = 20.0
FEW = 5
"""Of fewer people than these no branch is as thick as can be."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A branch of the picture: the curve to it, how thick it is, and the height at which it ends."""

    branch: Branch
    curve: str
    thick: float
    y: int


@require_safe
def atlas(request: Request) -> HttpResponse:
    found = atlas_of(request.user)
    context = {
        "atlas": found,
        "drawn": drawn(found.branches),
        "height": 2 * TOP + APART * max(0, len(found.branches) - 1),
        "root": TOP + APART * max(0, len(found.branches) - 1) // 2,
        "steps": my_steps(request.user),
        "survivors": SURVIVORS,
        "being_made": being_made(request.user),
    }
    return page(request, "atlas.html", context)


def drawn(branches: Sequence[Branch]) -> list[Drawn]:
    """Curves from my step to each branch, as thick as many went there."""
    most = max((branch.n for branch in branches), default=1)
    root = TOP + APART * max(0, len(branches) - 1) // 2
    middle = (ROOT + RIGHT) // 2
    out = []
    for at, branch in enumerate(branches):
        y = TOP + APART * at
        curve = f"M{ROOT} {root} C{middle} {root} {middle} {y} {RIGHT} {y}"
        out.append(Drawn(branch, curve, round(max(3.0, THICKEST * branch.n / max(most, FEW)), 1), y))
    return out


urlpatterns = [path("atlas/", atlas, name="atlas")]
