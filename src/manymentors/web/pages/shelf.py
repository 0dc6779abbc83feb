"""Everyone's shelf: what the people I follow recommend, counted over people."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.shapes import ENDORSED
from manymentors.store.queries.keepsakes import ShelfLine, load_said, shelf_lines
from manymentors.web.render import number_in, page
from manymentors.web.request import Request

FIRST, PAGE = 6, 30
"""Lines of each type on the first page, and of one type on a page of its own."""
SAID = 8
"""How often it is shown where something was said, as the template cuts it."""


@require_safe
def shelf(request: Request) -> HttpResponse:
    types: dict[str, list[ShelfLine]] = {name: [] for name in ENDORSED}
    for line in shelf_lines(request.user):
        types.setdefault(line.type, []).append(line)
    chosen = request.GET.get("type", "")
    context = {"types": {name: len(lines) for name, lines in types.items() if lines}, "chosen": ""}
    if types.get(chosen):
        lines, pages = types[chosen], -(-len(types[chosen]) // PAGE)
        number = min(number_in(request.GET.get("page")), pages)
        here = {chosen: lines[(number - 1) * PAGE : number * PAGE]}
        load_said(here[chosen], SAID)
        return page(
            request,
            "shelf.html",
            context | {"chosen": chosen, "shelves": here, "number": number, "pages": pages},
        )
    here = {name: lines[:FIRST] for name, lines in types.items() if lines}
    load_said((line for lines in here.values() for line in lines), SAID)
    return page(request, "shelf.html", context | {"shelves": here, "number": 1, "pages": 1})


urlpatterns = [path("shelf/", shelf, name="shelf")]
