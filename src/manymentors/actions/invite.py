"""An invitation: a link that opens one account. The link is shown once; only its digest is kept."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from manymentors.errors import NothingThere
from manymentors.store.models import Invitation, User

audit = logging.getLogger("manymentors.audit")

HOLDS = timedelta(days=7)


def invite(by: User, note: str = "") -> tuple[Invitation, str]:
    """Make an invitation; returns it with its token, which is nowhere kept."""
    token = secrets.token_urlsafe(24)
    row = Invitation.objects.create(
        digest=hashlib.sha256(token.encode()).hexdigest(),
        made_by=by,
        note=note[:200],
        expires=timezone.now() + HOLDS,
    )
    audit.info("invitation made by=%s id=%s", by.pk, row.pk)
    return row, token


def revoke(by: User, pk: int) -> None:
    """Take an invitation back that nobody has used. Raises NothingThere where there is none of this user's."""
    if not Invitation.objects.filter(pk=pk, made_by=by, used_by=None).delete()[0]:
        raise NothingThere("There is no such invitation, or somebody has come in by it already.")
    audit.info("invitation taken back by=%s id=%s", by.pk, pk)


def find_invitation(token: str) -> Invitation | None:
    """The invitation that this token still opens, if any."""
    return still_open(hashlib.sha256(token.encode()).hexdigest())


def still_open(digest: str) -> Invitation | None:
    return _open().filter(digest=digest).first()


def accept(digest: str, user: User) -> None:
    """Save the new user and use the invitation up, both or neither. Raises NothingThere where it no longer holds."""
    with transaction.atomic():
        user.save()
        if not _open().filter(digest=digest).update(used_by=user):
            raise NothingThere("This invitation has been used, or it has run out. Ask for a new one.")
    audit.info("account made user=%s by invitation", user.pk)


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(used_by=None, expires__gt=timezone.now())
