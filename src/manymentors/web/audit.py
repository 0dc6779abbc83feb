"""Lines in mentors.log for what happens to accounts: who logged in, who failed to, which second factor came or went."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account import signals as accounts
from allauth.mfa import signals as factors
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from manymentors.client_address import client_of
from manymentors.store.models import User

log = logging.getLogger("manymentors.audit")


def listen() -> None:
    """From now on in this process; calling it again changes nothing."""
    user_logged_in.connect(_logged_in, dispatch_uid="audit")
    user_logged_out.connect(_logged_out, dispatch_uid="audit")
    user_login_failed.connect(_failed, dispatch_uid="audit")
    accounts.password_changed.connect(_password_changed, dispatch_uid="audit")
    factors.authenticator_added.connect(_factor_added, dispatch_uid="audit")
    factors.authenticator_removed.connect(_factor_removed, dispatch_uid="audit")
    factors.authenticator_reset.connect(_codes_made, dispatch_uid="audit")
    factors.authentication_failed.connect(_factor_failed, dispatch_uid="audit")


def _logged_in(request: HttpRequest, user: User, **_: Any) -> None:
    log.info("logged in user=%s from=%s", user.pk, _where(request))


def _logged_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user and user.pk:
        log.info("logged out user=%s from=%s", user.pk, _where(request))


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """A name that nobody has is not written down: people type passwords into the wrong field."""
    name = str(credentials.get("username", ""))
    user = User.objects.filter(username__iexact=name).first()
    log.warning("log-in failed user=%s from=%s", user.pk if user else "nobody here", _where(request))


def _password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    log.info("password changed user=%s from=%s", user.pk, _where(request))


def _factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    log.info("second factor added user=%s kind=%s", user.pk, authenticator.type)


def _factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    log.warning("second factor removed user=%s kind=%s", user.pk, authenticator.type)


def _codes_made(request: HttpRequest, user: User, **_: Any) -> None:
    log.info("recovery codes made anew user=%s", user.pk)


def _factor_failed(request: HttpRequest, user: User, **_: Any) -> None:
    log.warning("second factor failed user=%s from=%s", user.pk, _where(request))


def _where(request: HttpRequest | None) -> str:
    return (client_of(request) if request else "") or "unknown"
