"""A person's pages: what they said, their road, their shelf, their nuggets, where else they appear."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from manymentors.actions.compare import Road, road_of
from manymentors.sources.due import DORMANT
from manymentors.store.models import Follow
from manymentors.store.queries.nuggets import nugget_lines
from manymentors.store.queries.people import head_of, person_numbered
from manymentors.store.queries.shelf import ShelfLine, shelf
from manymentors.store.queries.viewpoints import appearances, viewpoints
from manymentors.web.render import number_in, page, under
from manymentors.web.request import Request

ROAD = 40
"""Steps that a road shows at first, the surest of them."""


def frame_of(request: Request, pk: int, tab: str) -> dict[str, Any]:
    """What all tabs show. Raises NothingThere."""
    person = person_numbered(request.user, pk)
    if person.owner_id is not None:
        request.under = "coworkers"
    return {"person": person, "head": head_of(request.user, person), "tab": tab, "tiers": Follow.TIERS}


@under("people")
@require_safe
def said(request: Request, pk: int) -> HttpResponse:
    context = frame_of(request, pk, "person")
    if context["person"].owner_id is not None:  # of whom I work with there is only what I noted down
        return redirect("person-notes", pk=pk)
    shown = viewpoints(request.user, context["person"], number=number_in(request.GET.get("page")))
    newest = shown.lines[0].last.published if shown.lines and shown.number == 1 else None
    if newest and context["head"].followed and timezone.now() - newest >= DORMANT:
        context["dormant"] = newest
    return page(request, "person_said.html", context | {"shown": shown}, part="list")


@under("people")
@require_safe
def road(request: Request, pk: int) -> HttpResponse:
    context = frame_of(request, pk, "person-road")
    steps = road_of(request.user, context["person"])
    shown = steps if "all" in request.GET else surest(steps)
    return page(
        request, "person_road.html", context | {"road": shown, "folded": len(steps) - len(shown)}, part="rail"
    )


def surest(road: Road) -> Road:
    """The surest steps, in the order of the road; those that I confirmed are sure."""
    ranked = sorted(range(len(road)), key=lambda at: (-road[at][1].confirmed, -road[at][0].score, at))
    keep = set(ranked[:ROAD])
    return [step for at, step in enumerate(road) if at in keep]


@under("people")
@require_safe
def on_the_shelf(request: Request, pk: int) -> HttpResponse:
    context = frame_of(request, pk, "person-shelf")
    person = context["person"]
    types: dict[str, list[tuple[ShelfLine, Any]]] = {}
    for line in shelf(request.user, person):
        theirs = next(row for row in line.said if row.person_id == person.pk)
        types.setdefault(line.type, []).append((line, theirs))
    return page(request, "person_shelf.html", context | {"types": types})


@under("people")
@require_safe
def kept(request: Request, pk: int) -> HttpResponse:
    context = frame_of(request, pk, "person-nuggets")
    number = number_in(request.GET.get("page"))
    lines, more = nugget_lines(request.user, person=context["person"], page=number)
    return page(request, "person_nuggets.html", context | {"lines": lines, "more": more, "number": number})


@under("people")
@require_safe
def elsewhere(request: Request, pk: int) -> HttpResponse:
    context = frame_of(request, pk, "person-appearances")
    found = appearances(request.user, context["person"])
    return page(request, "person_appearances.html", context | {"appearances": found})


urlpatterns = [
    path("people/<int:pk>/", said, name="person"),
    path("people/<int:pk>/road", road, name="person-road"),
    path("people/<int:pk>/shelf", on_the_shelf, name="person-shelf"),
    path("people/<int:pk>/nuggets", kept, name="person-nuggets"),
    path("people/<int:pk>/appearances", elsewhere, name="person-appearances"),
]
