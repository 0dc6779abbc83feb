"""A browser of the test's own: Django's client, logged in as a user."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from manymentors.store.models import User
from tests.factories import a_user


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Hashing that takes half a second, as it should, would be most of what these tests do."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def me(db: None) -> User:
    user = a_user("ada")
    user.set_password("long enough and dull")
    user.save()
    return user


@pytest.fixture
def as_user(db: None) -> Callable[[User], Client]:
    def logged_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return logged_in


@pytest.fixture
def browser(me: User, as_user: Callable[[User], Client]) -> Client:
    """Logged in as `me`."""
    return as_user(me)
