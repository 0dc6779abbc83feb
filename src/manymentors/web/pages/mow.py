"""Mowing mode: one huge button while hands and eyes are elsewhere."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from manymentors.store.queries.listening import streamed
from manymentors.store.queries.marks import count_new
from manymentors.store.queries.queue import queue
from manymentors.web.render import page
from manymentors.web.request import Request

FIRST = 4
"""So many of the queue are offered to begin with."""


@require_safe
def mow(request: Request) -> HttpResponse:
    """What plays, the button, how many marks wait, and what to begin with; all that moves is told by `mow.js`, on line or not."""
    lines = queue(request.user, timezone.now()).lines
    first = [line for line in lines if streamed(line.row.item)][:FIRST]
    return page(request, "mow.html", {"open": count_new(request.user), "first": first})


urlpatterns = [path("mow/", mow, name="mow")]
