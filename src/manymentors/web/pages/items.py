"""The reader: an item or a transcript with its speakers, and what was read from it beside it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.web.render import page
from manymentors.web.request import Request


@require_safe
def item(request: Request, pk: int) -> HttpResponse:
    row = access.items(request.user).select_related("source").filter(pk=pk).first()
    if row is None:
        raise NothingThere("There is no such item, or you do not follow where it was published.")
    return page(request, "item.html", {"item": row})


urlpatterns = [path("items/<int:pk>/", item, name="item")]
