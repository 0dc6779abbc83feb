"""Which app asks: by the cookie that it got when it logged in, or by its key, sent as a password."""

from __future__ import annotations

import base64
import binascii
import re

from django.http import HttpRequest
from django.utils import timezone

from manymentors.actions.app_key import key_for, note_use
from manymentors.actions.app_login import cookie_of, login_of, login_with
from manymentors.api.answers import COOKIE, GIVEN, NotLetIn, not_too_often, wrong_key
from manymentors.sources.clean import printable
from manymentors.store.models import AppKey, AppLogin

REFUSED = "Name and key do not belong together. Make a key under “Other apps”, and give it as the password."


def caller(request: HttpRequest, username: str = "", device: str = "") -> AppLogin:
    """The log-in of the app, where it is that of `username`, if one is named. Raises NotLetIn."""
    login = login_with(cookie) if (cookie := request.COOKIES.get(COOKIE, "")) else None
    if login is None or not _is(login.key, username):
        login = login_of(key_of(request, username), printable(device))
        request.META[GIVEN] = cookie_of(login)
    note_use(login.key, request.headers.get("User-Agent", ""), timezone.now())
    return login


def key_of(request: HttpRequest, username: str = "") -> AppKey:
    """The key that was sent as a password. Raises NotLetIn, and TooOften after many wrong ones."""
    not_too_often(request)
    name, secret = credentials(request)
    key = key_for(secret, "sync") if secret else None
    if key is None or not _is(key, name) or not _is(key, username):
        if secret:
            wrong_key(request, "sync")
        raise NotLetIn(REFUSED)
    return key


def credentials(request: HttpRequest) -> tuple[str, str]:
    """Name and password of the Authorization header, "" for both where there is none."""
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, secret = base64.b64decode(told.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return name, secret


def _is(key: AppKey, username: str) -> bool:
    return not username or key.user.username.lower() == username.lower()


def app_of(request: HttpRequest) -> str:
    """What the app calls itself: “AntennaPod” of “AntennaPod/3.5.0”; "" where that is no name."""
    found = re.match(r"([A-Za-z][A-Za-z .-]{2,30}?)(?:/|$)", request.headers.get("User-Agent", ""))
    name = found[1].strip() if found else ""
    return "" if name.lower() in ("okhttp", "python-urllib", "mozilla", "java", "curl", "dart") else name
