"""What every answer of this package has in common: no session, no form token, errors as JSON, and few tries with wrong keys."""

from __future__ import annotations

import functools
import json
import logging
import math
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from manymentors.actions.app_login import HOLDS
from manymentors.client_address import client_of
from manymentors.errors import InputError, MentorsError, NothingThere
from manymentors.store.setup import in_words as store_words

audit = logging.getLogger("manymentors.audit")
log = logging.getLogger("manymentors.web")

TRIES, WITHIN = 20, 300
"""So many wrong keys from one address in so many seconds; then nobody there is let in until they are over."""
COOKIE = "sessionid"
GIVEN = "manymentors.cookie"
"""Where a view leaves the cookie for its answer."""
View = Callable[..., HttpResponseBase]


class NotLetIn(MentorsError):
    """No key, or a wrong one."""


class TooOften(MentorsError):
    """Too many wrong keys, or too many questions of a kind that anybody may ask."""


def program(*methods: str) -> Callable[[View], View]:
    """Marks a view as one for programs: it identifies them itself, and answers in JSON whatever goes wrong."""

    def mark(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in methods:
                return trouble(405, f"This address takes {' and '.join(methods)}.", Allow=", ".join(methods))
            if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
                return trouble(403, "A page of somebody else may not ask this with your key.")
            try:
                return with_cookie(request, view(request, *args, **kwargs))
            except NotLetIn as exc:
                return trouble(
                    401, str(exc), **{"WWW-Authenticate": 'Basic realm="Manymentors", charset="UTF-8"'}
                )
            except TooOften as exc:
                return trouble(429, str(exc), **{"Retry-After": str(WITHIN)})
            except RequestDataTooBig:
                return trouble(413, "Up to 5 MB can be sent at a time. Send it in parts.")
            except NothingThere as exc:
                return trouble(404, str(exc))
            except InputError as exc:
                return trouble(400, str(exc))
            except DatabaseError as exc:
                told = store_words(str(exc))
                if told is None:
                    raise
                log.error("%s", told, exc_info=exc)
                return trouble(503, "The rows of this installation do not answer. Try again later.")

        return csrf_exempt(login_not_required(answer))

    return mark


def with_cookie(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Where the app has just shown its key, the cookie by which it is known from now on; some apps send the key but once."""
    if cookie := request.META.get(GIVEN):
        answer.set_cookie(
            COOKIE, cookie, max_age=HOLDS, httponly=True, secure=settings.ADDRESS.secure, samesite="Strict"
        )
    return answer


def trouble(status: int, sentence: str, **headers: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, headers=headers)


def body_of(request: HttpRequest) -> Any:
    """The JSON that was sent; None for nothing. Raises InputError for what is none."""
    if not request.body.strip():
        return None
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as exc:
        raise InputError("This is no JSON that can be read. Nothing was changed.") from exc


def whole(value: object) -> int | None:
    """A whole number, from whatever an app writes one as; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.strip().lstrip("-").isdecimal() and len(value) < 20:
        return int(value)
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < 2**62:
        return int(value)
    return None


# --- too often ---------------------------------------------------------------------------------------------------


def not_too_often(request: HttpRequest) -> None:
    """Raises TooOften where too many wrong keys came from there."""
    if cache.get(_place(request), 0) >= TRIES:
        raise TooOften("Too many wrong keys came from where you are. Wait five minutes, then try again.")


def wrong_key(request: HttpRequest, what: str) -> None:
    """Count it, and tell it to whoever watches mentors.log; never the key itself."""
    _counted(_place(request))
    audit.warning("wrong key for=%s from=%s", what, client_of(request) or "unknown")


def at_most(request: HttpRequest, times: int, what: str) -> None:
    """Count that it was asked from there. Raises TooOften beyond so many times within five minutes."""
    if _counted(f"asked-{what}-{client_of(request) or 'unknown'}") > times:
        raise TooOften("This was asked too often from where you are. Wait five minutes, then try again.")


def _counted(name: str) -> int:
    """How often, this time among them."""
    if cache.add(name, 1, WITHIN):
        return 1
    try:
        return int(cache.incr(name))
    except ValueError:  # it ran out just now
        cache.set(name, 1, WITHIN)
        return 1


def _place(request: HttpRequest) -> str:
    return f"wrong-keys-{client_of(request) or 'unknown'}"
