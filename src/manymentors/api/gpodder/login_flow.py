"""Nextcloud's login flow, version 2: the app begins, a person says yes in the browser, the app asks until it gets its key.

AntennaPod sends a POST with an empty body to begin, opens `login` in the browser, and posts `token=…` to `endpoint` about
once a second for five minutes; whatever is not 200 means “not yet” to it.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from manymentors.actions.app_request import let_me_in, take_key
from manymentors.api.answers import at_most, program
from manymentors.api.gpodder.caller import app_of
from manymentors.client_address import client_of
from manymentors.errors import NothingThere

BEGINS = 20
"""So many log-ins may be begun from one place in five minutes."""
ASKS = 600
"""So often may be asked from one place, in five minutes, for what is not there: an app that was turned away goes on asking."""


@program("POST")
def begin(request: HttpRequest) -> HttpResponse:
    at_most(request, BEGINS, "log-in")
    agent = request.headers.get("User-Agent", "")
    page, poll = let_me_in(app_of(request) or agent, client_of(request), timezone.now())
    here = server(request)
    return JsonResponse(
        {
            "poll": {"token": poll, "endpoint": here + reverse("nextcloud-poll")},
            "login": here + reverse("app-let-in", args=[page]),
        }
    )


@program("POST")
def poll(request: HttpRequest) -> HttpResponse:
    """404 with an empty list while nobody said yes, and ever after: as Nextcloud answers."""
    try:
        taken = take_key(request.POST.get("token", ""), timezone.now())
    except NothingThere:
        at_most(request, ASKS, "key")
        taken = None
    if taken is None:
        return JsonResponse([], safe=False, status=404)
    user, secret = taken
    return JsonResponse({"server": server(request), "loginName": user.username, "appPassword": secret})


def server(request: HttpRequest) -> str:
    return settings.ADDRESS.url or request.build_absolute_uri("/").rstrip("/")
