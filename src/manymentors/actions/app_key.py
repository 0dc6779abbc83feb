"""A key for another program: made, shown once, found again by its digest, revoked."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from manymentors.errors import InputError, NothingThere
from manymentors.sources.clean import printable
from manymentors.store.models import AppKey, User

audit = logging.getLogger("manymentors.audit")

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""Letters and digits that nobody takes for each other when a key is typed on a telephone."""
GROUPS, EACH = 7, 4
"""28 characters of 31: 138 bits."""
MOST = 50
SELDOM = timedelta(minutes=5)
"""When it was used is written down at most this often: apps ask every few minutes."""


def make_key(
    user: User, opens: str, label: str, *, shows: bool = True, from_here: bool = False
) -> tuple[AppKey, str]:
    """Make a key; returns it with its secret, which is nowhere kept. Raises InputError without a label."""
    label = label_of(label)
    if opens not in dict(AppKey.OPENS):
        raise InputError(f"There is no key for “{opens}”. There are {', '.join(dict(AppKey.OPENS))}.")
    if AppKey.objects.filter(user=user).count() >= MOST:
        raise InputError(f"You have {MOST} keys. Revoke those that you do not use, then make a new one.")
    secret = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * EACH))
    row = AppKey.objects.create(
        user=user, opens=opens, label=label, digest=digest_of(secret), shows=shows, from_here=from_here
    )
    audit.info("app key made user=%s id=%s opens=%s", user.pk, row.pk, opens)
    return row, secret


def label_of(told: str) -> str:
    """What a person calls a key. Raises InputError for nothing."""
    label = " ".join(printable(told).split())[:100]
    if not label:
        raise InputError(
            "Give the key a name, such as “Phone”, so that you know it when you want to revoke it."
        )
    return label


def in_groups(secret: str) -> str:
    """As it is read and typed: k3fd-9wqx-…"""
    return "-".join(secret[at : at + EACH] for at in range(0, len(secret), EACH))


def revoke_key(user: User, pk: int) -> str:
    """It opens nothing from now on; returns its label. Raises NothingThere where the user has none such."""
    with transaction.atomic():
        row = AppKey.objects.filter(user=user, pk=pk).first()
        if row is None:
            raise NothingThere("There is no such key, or it was revoked already.")
        row.delete()
    audit.info("app key revoked user=%s id=%s", user.pk, pk)
    return row.label


def hand_out(user: User, pk: int, from_here: bool) -> str:
    """Whether a feed of mine hands out the recordings that are kept here; returns its label. Raises NothingThere."""
    row = AppKey.objects.filter(user=user, pk=pk, opens__in=("queue", "roads")).first()
    if row is None:
        raise NothingThere("There is no such feed, or it was revoked already.")
    AppKey.objects.filter(pk=row.pk).update(from_here=from_here)
    return row.label


def key_for(secret: str, *opens: str) -> AppKey | None:
    """The key with this secret, with its user, where it opens one of these; None for any other, and for a closed account."""
    found = AppKey.objects.select_related("user").filter(digest=digest_of(secret), opens__in=opens)
    return found.filter(user__is_active=True).first()


def digest_of(secret: str) -> str:
    """Typed with or without hyphens, in any case. A secret of 138 bits needs no slow hash: nobody can try them all."""
    return sha256("".join(ch for ch in secret.lower() if ch not in "- \t"))


def sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def note_use(key: AppKey, by: str, now: datetime) -> None:
    """That it was used, and by which program as that calls itself; written down every few minutes at most."""
    by = " ".join(by.split())[:100]
    if key.used is None or now - key.used >= SELDOM or key.used_by != by:
        AppKey.objects.filter(pk=key.pk).update(used=now, used_by=by)
