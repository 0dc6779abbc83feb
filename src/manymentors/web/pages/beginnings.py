"""Beginnings: everybody's first step in their own words; narrowed to those who came to the role that I want."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.store.queries.beginnings import beginnings as found
from manymentors.web.render import number_in, page
from manymentors.web.request import Request


@require_safe
def beginnings(request: Request) -> HttpResponse:
    role = request.GET.get("role", "").strip()[:100]
    shown = found(request.user, role, number_in(request.GET.get("page")))
    query = f"{urlencode({'role': role})}&" if role else ""
    return page(request, "beginnings.html", {"shown": shown, "role": role, "query": query})


urlpatterns = [path("beginnings/", beginnings, name="beginnings")]
