"""Small changes to an account: its name, its password set from outside, how the pages look."""

from __future__ import annotations

import logging

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from manymentors.errors import InputError, NothingThere
from manymentors.store.models import User

audit = logging.getLogger("manymentors.audit")


def find_user(name: str) -> User:
    """Raises NothingThere with the names that there are."""
    user = User.objects.filter(username__iexact=name).first()
    if user is None:
        names = ", ".join(User.objects.order_by("id").values_list("username", flat=True)[:10])
        raise NothingThere(f"Nobody here is called “{name}”. There are: {names}.")
    return user


def rename(user: User, name: str) -> None:
    """Raises InputError for a name that cannot be one or that somebody has."""
    name = name.strip()
    if User.objects.filter(username__iexact=name).exclude(pk=user.pk).exists():
        raise InputError(f"Somebody here is called “{name}” already. Choose another name.")
    if name.casefold() == User.LOCAL and not user.local:
        raise InputError(f"“{name}” is what the command line calls its own user. Choose another name.")
    before = user.username
    user.username = name
    try:
        user.clean_fields(exclude=[f.name for f in User._meta.fields if f.name != "username"])
    except ValidationError as wrong:
        user.username = before
        raise InputError(
            f"“{name}” cannot be a name here: use letters, digits and @ . + - _, at most 150."
        ) from wrong
    user.save(update_fields=["username"])
    audit.info("renamed user=%s", user.pk)


def set_password(user: User, password: str, *, drop_second_factor: bool = False) -> None:
    """Set it from outside, as whoever runs this may; every browser is logged out. Raises InputError for one that is too weak."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise InputError(" ".join(weak.messages)) from weak
    with transaction.atomic():
        user.set_password(password)
        user.is_active = True
        user.save(update_fields=["password", "is_active"])
        for session in UserSession.objects.filter(user=user):
            session.end()
        if drop_second_factor:
            Authenticator.objects.filter(user=user).delete()
    audit.info("password set from outside user=%s second_factor_dropped=%s", user.pk, drop_second_factor)


def choose_theme(user: User, theme: str) -> None:
    """Raises InputError for one that there is not."""
    if theme not in dict(User.THEMES):
        raise InputError(f"There is no theme “{theme}”.")
    user.theme = theme
    user.save(update_fields=["theme"])
