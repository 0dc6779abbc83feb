"""An app logs in and out; and the cursors that order all that apps upload, so that none of them misses what another wrote."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from django.core import signing

from manymentors.store.models import AppClock, AppKey, AppLogin, User

Log = Literal["subscriptions", "actions"]
KEPT = 20
"""Log-ins of one key that hold; apps log in each time they sync, and seldom out."""
HOLDS = timedelta(days=30)
SALT = "app login"


def log_in(key: AppKey) -> AppLogin:
    """A log-in of its own, known again by `cookie_of`."""
    row = AppLogin.objects.create(key=key, name=secrets.token_hex(8))
    mine = AppLogin.objects.filter(key=key).exclude(name__startswith="device:").order_by("-pk")
    newest = list(mine.values_list("pk", flat=True)[:KEPT])
    mine.exclude(pk__in=newest).delete()
    return row


def cookie_of(login: AppLogin) -> str:
    """What the app sends from now on instead of its key: signed, and good for as long as the key and HOLDS."""
    return signing.dumps([login.pk, login.key.digest[:16]], salt=SALT)


def login_with(cookie: str) -> AppLogin | None:
    """The log-in of this cookie with its key and user, while key and account hold."""
    try:
        pk, digest = signing.loads(cookie, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        return None
    found = AppLogin.objects.select_related("key__user").filter(pk=pk, key__digest__startswith=digest)
    return found.filter(key__user__is_active=True).first()


def login_of(key: AppKey, device: str) -> AppLogin:
    """Of an app that sends its key with every request: one a device, as far as it tells the device."""
    row, _ = AppLogin.objects.get_or_create(key=key, name=f"device:{device}"[:300])
    row.key = key
    return row


def log_out(login: AppLogin) -> None:
    AppLogin.objects.filter(pk=login.pk).exclude(name__startswith="device:").delete()


# --- cursors ------------------------------------------------------------------------------------------------------


def hold_clock(user: User, now: datetime) -> tuple[AppClock, int]:
    """The user's clock, locked until the transaction ends: who reads it then has all that was written before. And what it
    showed, 0 where it was never used.
    """
    row, new = AppClock.objects.select_for_update().get_or_create(
        user=user, defaults={"last": int(now.timestamp()) - 1}
    )
    return row, 0 if new else row.last


def tick(clock: AppClock, now: datetime) -> int:
    """The cursor of what is uploaded now: the seconds of this server, or one more than the last, so that no two are the same."""
    clock.last = max(clock.last + 1, int(now.timestamp()))
    clock.save(update_fields=["last"])
    return clock.last


def top(user: User) -> int:
    """The last cursor that was given out; 0 before the first. One query."""
    return AppClock.objects.filter(user=user).values_list("last", flat=True).first() or 0


def since_for(login: AppLogin, log: Log, asked: int) -> int:
    """From where to tell: what the app asks for, but never beyond what it has surely read.

    Some apps ask by their own clock, or from the answer to their upload, and would miss what others wrote meanwhile.
    """
    read = getattr(login, log)
    return asked if read is None else min(asked, read)


def has_read(login: AppLogin, log: Log, cursor: int) -> None:
    setattr(login, log, cursor)
    AppLogin.objects.filter(pk=login.pk).update(**{log: cursor})


def after_upload(login: AppLogin, log: Log, before: int, after: int) -> int:
    """What to answer an upload with: `after`, or, where others wrote what the app has not read yet, the cursor up to which
    it has. The app keeps the answer as its next `since`, and what it gets twice does no harm.
    """
    read = getattr(login, log) or 0
    told = after if read >= before else read
    has_read(login, log, told)
    return int(told)
