"""Secrets that stand in rows, sealed with a key that does not."""

from __future__ import annotations

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_str

ELSEWHERE, FACTORS = "keys elsewhere", "second factors"
"""What is sealed. Each use has a key of its own, made from the signing key."""


def seal(secret: str, use: str) -> str:
    """What may stand in the database: without the key of this installation it says nothing."""
    return _box(use).encrypt(secret.encode()).decode()


def unseal(sealed: str, use: str) -> str | None:
    """None where it was sealed with another key: the data folder was moved without its `secret.key`."""
    try:
        return _box(use).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _box(use: str) -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(sha256(f"{use}:{force_str(key)}".encode()).digest()))
            for key in keys
        ]
    )
