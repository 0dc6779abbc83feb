"""An app asks to be let in by the browser; somebody logged in says yes; the app takes its key, once.

Nextcloud's login flow, version 2. No secret stands in a row at any moment: of both only digests are kept, and the key is made
in the moment in which the app takes it.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from manymentors.actions.app_key import MOST, label_of, make_key, sha256
from manymentors.errors import InputError, NothingThere
from manymentors.store.models import AppKey, AppRequest, User

audit = logging.getLogger("manymentors.audit")

HOLDS = timedelta(minutes=20)
"""As Nextcloud has it."""
MOST_OPEN = 500
"""Apps that wait at one time, of all users: anybody can ask, and none of it may fill the disk."""


def let_me_in(app: str, place: str, now: datetime) -> tuple[str, str]:
    """Write down that an app asks; returns the secret of the page to say yes on, and the one to ask with. Raises InputError
    where too many wait.
    """
    clear(now)
    if AppRequest.objects.count() >= MOST_OPEN:
        raise InputError("Too many apps wait to be let in. Try again in twenty minutes.")
    page, poll = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    app = " ".join("".join(ch for ch in app if ch.isprintable()).split())[
        :100
    ]  # it may say anything of itself
    AppRequest.objects.create(page=sha256(page), poll=sha256(poll), app=app, place=place, created=now)
    return page, poll


def waiting(page: str, now: datetime) -> AppRequest:
    """The app that asks on this page. Raises NothingThere where it waits no more: answered, or twenty minutes are over."""
    row = AppRequest.objects.filter(page=sha256(page), user=None, created__gt=now - HOLDS).first()
    if row is None:
        raise NothingThere(
            "No app waits here any more: it was answered, or twenty minutes are over. Begin again in the app."
        )
    return row


def let_in(user: User, page: str, label: str, shows: bool, now: datetime) -> str:
    """Say yes: the app may take a key of mine, once. Returns its label; raises NothingThere, InputError."""
    row, label = waiting(page, now), label_of(label)
    if AppKey.objects.filter(user=user).count() >= MOST:
        raise InputError(f"You have {MOST} keys. Revoke those that you do not use, then say yes here again.")
    mine = AppRequest.objects.filter(pk=row.pk, user=None)
    if not mine.update(user=user, app=label, shows=shows):
        raise NothingThere("This was answered in another window. Begin again in the app.")
    audit.info("app let in user=%s from=%s", user.pk, row.place or "unknown")
    return label


def turn_away(page: str, now: datetime) -> None:
    """Say no; the app is told nothing, and gives up by itself."""
    waiting(page, now).delete()


def take_key(poll: str, now: datetime) -> tuple[User, str] | None:
    """Who said yes, with the secret of a new key; None while nobody did. Works once: raises NothingThere from then on, and
    for what never was.
    """
    with transaction.atomic():
        row = (
            AppRequest.objects.select_related("user")
            .filter(poll=sha256(poll), created__gt=now - HOLDS)
            .first()
        )
        if row is None:
            raise NothingThere("This was taken, turned away, or is over. Begin again.")
        if row.user is None:
            return None
        gone, _ = AppRequest.objects.filter(pk=row.pk).delete()
        if not gone or not row.user.is_active:
            raise NothingThere("This was taken already. Begin again.")
        return row.user, make_key(row.user, "sync", row.app, shows=row.shows)[1]


def clear(now: datetime) -> int:
    """Forget who asked long ago."""
    return AppRequest.objects.filter(created__lte=now - HOLDS).delete()[0]
