"""All addresses: those of the pages, and those that other programs speak to, which know nothing of each other."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from manymentors.api import urls as api
from manymentors.web import urls as web

urlpatterns: list[URLPattern | URLResolver] = [*web.urlpatterns, *api.urlpatterns]

handler400 = "manymentors.web.problems.bad_request"
handler403 = "manymentors.web.problems.not_allowed"
handler404 = "manymentors.web.problems.not_found"
handler500 = "manymentors.web.problems.broken"
handler429 = "manymentors.web.problems.too_often"
