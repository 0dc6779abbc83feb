"""Secrets of other services, sealed with a key that is not in the database."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(secret: str) -> str:
    """What may stand in the database: without the key of this installation it says nothing."""
    return _keys().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str | None:
    """None where it was sealed with another key: the data folder was moved without its `secret.key`."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _keys() -> MultiFernet:
    return MultiFernet(
        [Fernet(_derived(str(key))) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derived(key: str) -> bytes:
    """A key for this use alone (HKDF, RFC 5869), whatever else the signing key is used for."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"manymentors sealed secrets 1")
    return base64.urlsafe_b64encode(kdf.derive(key.encode()))
