"""Is the server up, and does its database answer: for whatever watches over it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from manymentors import __version__
from manymentors.store.queries.work import worker_alive


@login_not_required
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    """`worker` says whether one is at work; without one the pages can still be read."""
    try:
        worker = worker_alive(timezone.now())
    except DatabaseError:
        return JsonResponse({"ok": False, "version": __version__, "database": "does not answer"}, status=503)
    return JsonResponse({"ok": True, "version": __version__, "worker": worker})


urlpatterns = [path("health", health, name="health")]
