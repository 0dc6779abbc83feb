"""The taste of my people: cards of what they read, listen to and go to, each with the sentence, and a way to follow it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from manymentors.store.queries.taste import taste as taste_of
from manymentors.web.render import number_in, page
from manymentors.web.request import Request


@require_safe
def taste(request: Request) -> HttpResponse:
    found = taste_of(request.user, request.GET.get("type", ""), number_in(request.GET.get("page")))
    return page(request, "taste.html", {"taste": found})


urlpatterns = [path("shelf/taste", taste, name="taste")]
