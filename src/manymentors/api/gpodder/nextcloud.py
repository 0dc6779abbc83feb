"""Nextcloud's form of the same: other addresses, no devices, and the key with every request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from manymentors.api.answers import program
from manymentors.api.gpodder.caller import caller
from manymentors.api.gpodder.v2 import (
    episodes_sent,
    episodes_since,
    subscriptions_sent,
    subscriptions_since,
)


@program("GET")
def subscriptions(request: HttpRequest) -> HttpResponse:
    return subscriptions_since(request, caller(request))


@program("POST")
def subscription_change(request: HttpRequest) -> HttpResponse:
    return subscriptions_sent(request, caller(request), "")


@program("GET")
def episode_action(request: HttpRequest) -> HttpResponse:
    return episodes_since(request, caller(request))


@program("POST")
def episode_action_create(request: HttpRequest) -> HttpResponse:
    return episodes_sent(request, caller(request))
