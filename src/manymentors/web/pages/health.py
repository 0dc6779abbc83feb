"""Is the server up, and does its database answer: for whatever watches over it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET

from manymentors import __version__


@login_not_required
@require_GET
def health(request: HttpRequest) -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False, "version": __version__, "database": "does not answer"}, status=503)
    return JsonResponse({"ok": True, "version": __version__})


urlpatterns = [path("health", health, name="health")]
