"""Everyone's shelf: what the people I follow recommend, counted over people."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.store.queries.shelf import shelf_page
from manymentors.web.render import number_in, page
from manymentors.web.request import Request

FIRST, PAGE = 6, 30
"""Lines of each type on the first page, and of one type on a page of its own."""
SAID = 8
"""How often it is shown where something was said, as the template cuts it."""


@require_safe
def shelf(request: Request) -> HttpResponse:
    asked = request.GET.get("type", "")
    number = number_in(request.GET.get("page"))
    here = shelf_page(request.user, asked, number, first=FIRST, size=PAGE, said=SAID)
    names = ("types", "shelves", "chosen", "number", "pages")
    return page(request, "shelf.html", {name: getattr(here, name) for name in names})


urlpatterns = [path("shelf/", shelf, name="shelf")]
