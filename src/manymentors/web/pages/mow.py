"""Mowing mode: one huge button while hands and eyes are elsewhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.store.queries.marks import count_new
from manymentors.web.render import page
from manymentors.web.request import Request


@require_safe
def mow(request: Request) -> HttpResponse:
    """What plays, the button, and how many marks wait; all that moves is told by `marks.js`, on line or not."""
    return page(request, "mow.html", {"open": count_new(request.user)})


urlpatterns = [path("mow/", mow, name="mow")]
