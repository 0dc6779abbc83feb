"""Who may open an account, and how logging in and second factors behave: what we tell allauth."""

from __future__ import annotations

import base64
import secrets
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from manymentors.actions.invite import accept, still_open
from manymentors.client_address import client_of
from manymentors.store.models import User
from manymentors.store.sealed import FACTORS, seal, unseal

INVITATION = "invitation"
"""Under this name the session of an invited visitor holds the digest of their invitation."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Ask whoever runs this installation."),
        "enter_current_password": _("This is not your password as it is now."),
        "incorrect_password": _("This is not your password."),
        "username_password_mismatch": _("Name and password do not belong together. Try again."),
        "too_many_login_attempts": _(
            "That was wrong too often. Wait five minutes, then try again; nobody is locked out for longer."
        ),
        "rate_limited": _("That was too fast. Wait a minute, then try again."),
        "username_blacklisted": _("This name is taken by the program itself. Choose another one."),
        "username_taken": _("Somebody here has this name already. Choose another one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Only for someone who brings an invitation that still holds."""
        return still_open(request.session.get(INVITATION, "")) is not None

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """The account and the end of its invitation in one transaction: one invitation opens one account."""
        super().save_user(request, user, form, commit=False)
        accept(request.session.pop(INVITATION, ""), user)
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """Those who cannot be told apart (a server on a socket, without proxies named) share their limits."""
        return client_of(request) or "0.0.0.0"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever changes a second factor has shown who they are within the last five minutes."""
        return app == "allauth.mfa"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or not right any more. Take the one that is shown now."),
    }

    def encrypt(self, text: str) -> str:
        """A second factor's secret is useless to whoever has the rows without the signing key."""
        return seal(text, FACTORS)

    def decrypt(self, encrypted_text: str) -> str:
        """What was put away under another signing key cannot be read, and then no code fits."""
        return unseal(encrypted_text, FACTORS) or base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        held = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": held + 1} if held else str(_("Passkey"))

    def _get_site_name(self) -> str:
        return "Manymentors"
