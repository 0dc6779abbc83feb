"""The gpodder.net API, version 2: log in, devices, subscriptions, episode actions. Only 200 counts as done for AntennaPod."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from manymentors.actions.app_device import name_device
from manymentors.actions.app_key import note_use
from manymentors.actions.app_login import cookie_of, log_in, log_out, login_with
from manymentors.actions.app_subscriptions import changed_subscriptions, upload_subscriptions
from manymentors.actions.play_actions import actions_since, upload_actions
from manymentors.api.answers import COOKIE, GIVEN, body_of, program, whole
from manymentors.api.gpodder import read
from manymentors.api.gpodder.caller import app_of, caller, key_of
from manymentors.errors import InputError
from manymentors.store.models import AppLogin, PlayAction
from manymentors.store.queries.apps import devices_of, subscribed

HERE = "manymentors"
"""The device of what was listened to here."""


@program("POST")
def login(request: HttpRequest, username: str) -> HttpResponse:
    """Name and key as Basic → a cookie; what comes after carries only that."""
    key = key_of(request, username)
    request.META[GIVEN] = cookie_of(log_in(key))
    note_use(key, request.headers.get("User-Agent", ""), timezone.now())
    return JsonResponse({})


@program("POST")
def logout(request: HttpRequest, username: str) -> HttpResponse:
    if found := login_with(request.COOKIES.get(COOKIE, "")):
        log_out(found)
    answer = JsonResponse({})
    answer.delete_cookie(COOKIE, samesite="Strict")
    return answer


@program("GET")
def devices(request: HttpRequest, username: str) -> HttpResponse:
    user = caller(request, username).key.user
    number = sum(row.added for row in subscribed(user))
    return JsonResponse(
        [
            {
                "id": one.name,
                "caption": one.caption or one.name,
                "type": one.type or "other",
                "subscriptions": number,
            }
            for one in devices_of(user)
        ],
        safe=False,
    )


@program("POST", "PUT")
def device(request: HttpRequest, username: str, name: str) -> HttpResponse:
    """What a person calls it, and what sort of device it is."""
    mine = caller(request, username, name)
    told = body_of(request)
    if told is not None and not isinstance(told, dict):
        raise InputError("A device is an object with “caption” and “type”. Nothing was changed.")
    told = told or {}
    name_device(mine.key.user, device_name(name), read.text(told.get("caption")), read.text(told.get("type")))
    return JsonResponse({})


@program("GET", "POST")
def subscriptions(request: HttpRequest, username: str, name: str) -> HttpResponse:
    mine = caller(request, username, name)
    if request.method == "GET":
        return subscriptions_since(request, mine)
    return subscriptions_sent(request, mine, device_name(name))


def subscriptions_since(request: HttpRequest, login: AppLogin) -> HttpResponse:
    found = changed_subscriptions(login, since_in(request), timezone.now())
    return JsonResponse({"add": found.add, "remove": found.remove, "timestamp": found.cursor})


def subscriptions_sent(request: HttpRequest, login: AppLogin, name: str) -> HttpResponse:
    told = body_of(request)
    if not isinstance(told, dict):
        raise InputError("Subscriptions are sent as an object with “add” and “remove”. Nothing was changed.")
    add, remove = (read.addresses(told.get(which), which) for which in ("add", "remove"))
    done = upload_subscriptions(
        login, name, add, remove, read.clean_feed, timezone.now(), app=app_of(request)
    )
    return JsonResponse({"timestamp": done.cursor, "update_urls": done.updated})


@program("GET", "POST")
def episodes(request: HttpRequest, username: str) -> HttpResponse:
    mine = caller(request, username, request.GET.get("device", "")[:200])
    return episodes_since(request, mine) if request.method == "GET" else episodes_sent(request, mine)


def episodes_since(request: HttpRequest, login: AppLogin) -> HttpResponse:
    rows, cursor = actions_since(
        login,
        since_in(request),
        timezone.now(),
        podcast=read.clean_url(request.GET.get("podcast", "")),
        device=read.text(request.GET.get("device", "")),
        aggregated=request.GET.get("aggregated", "").lower() == "true",
    )
    return JsonResponse({"actions": [as_json(row) for row in rows], "timestamp": cursor})


def episodes_sent(request: HttpRequest, login: AppLogin) -> HttpResponse:
    told, updated = read.actions(body_of(request))
    return JsonResponse({"timestamp": upload_actions(login, told, timezone.now()), "update_urls": updated})


def as_json(row: PlayAction) -> dict[str, Any]:
    """Times are of UTC and tell no zone: so AntennaPod reads them."""
    out: dict[str, Any] = {
        "podcast": row.podcast,
        "episode": row.episode,
        "guid": row.guid,
        "device": row.device or HERE,
        "action": row.action,
        "timestamp": row.at.strftime("%Y-%m-%dT%H:%M:%S"),
        "started": row.started,
        "position": row.position,
        "total": row.total,
    }
    return {name: value for name, value in out.items() if value is not None and (value or name != "guid")}


def since_in(request: HttpRequest) -> int:
    """Raises InputError for what is no number."""
    told = request.GET.get("since", "") or "0"
    number = whole(told)
    if number is None:
        raise InputError("“since” is the number that the last answer gave as its “timestamp”.")
    return max(0, number)


def device_name(name: str) -> str:
    if not read.DEVICE.fullmatch(name):
        raise InputError("The id of a device has letters, digits, dots, hyphens and underscores.")
    return name
