"""The first visit: the one whose data the command line made gets a name and a password, and from then on can log in."""

from __future__ import annotations

import hmac
import logging
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from manymentors.actions.be_user import local_user
from manymentors.errors import NothingThere
from manymentors.store.access import can_log_in
from manymentors.store.models import User

audit = logging.getLogger("manymentors.audit")


def welcome(name: str, password: str) -> User:
    """Give the local user this name and password. Raises NothingThere where somebody can log in already."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=local_user().pk)
        if can_log_in().exists():
            raise NothingThere("Somebody has an account here already. Log in, or ask them for an invitation.")
        user.username, user.is_staff, user.is_active = name, True, True
        user.set_password(password)
        user.save()
    audit.info("first account made user=%s", user.pk)
    return user


def welcome_key() -> str:
    """What must be known to make the first account from another machine; `mentors serve` prints it until there is one."""
    return hmac.new(settings.SECRET_KEY.encode(), b"the first account", sha256).hexdigest()[:40]
