"""Today: what the people I follow said since I looked, and what waits for me. One screen, then I am done."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from manymentors.actions import sample_world
from manymentors.actions.visit import visit
from manymentors.store import access
from manymentors.store.queries.today import SPANS
from manymentors.store.queries.today import today as sections_of
from manymentors.store.queries.waiting import last_said, roads_moved, waiting
from manymentors.store.queries.work import asked_for
from manymentors.web.render import page
from manymentors.web.request import Request

READS = ("sync", "bring")
"""Errands that bring something new to Today."""


@require_safe
def today(request: Request) -> HttpResponse:
    user, now = request.user, timezone.now()
    follows = access.follows(user).exists()
    road = access.steps(user).exists()
    if not follows:
        return page(request, "today_first.html", {"follows": follows, "road": road})
    before = visit(user, now) if request.method == "GET" else user.seen_before
    only = request.GET.get("tier", "")
    only = only if only in SPANS else ""
    sections = sections_of(user, before, now, only=only)
    context = {
        "now": now,
        "before": before,
        "sections": sections,
        "only": only,
        "last": [] if sections else last_said(user, now),
        "moved": roads_moved(user, before or now - timedelta(days=1)),
        "waiting": waiting(user, now),
        "road": road,
        "at_work": asked_for(user),
        "reading": asked_for(user, READS),
        "in_sample": sample_world.inside(user),
    }
    return page(request, "today.html", context, part="said")


urlpatterns = [path("", today, name="today")]
