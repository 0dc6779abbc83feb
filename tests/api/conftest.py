"""An app on a phone of mine, as Django's client: it logs in with its key, then carries only the cookie."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from manymentors.actions.app_key import in_groups, make_key
from manymentors.store.models import User
from tests.factories import a_user


class App:
    """`name` is the device, `since` what the app keeps from the answers, as AntennaPod does."""

    def __init__(self, user: User, name: str = "antennapod-abc", agent: str = "AntennaPod/3.5.0") -> None:
        self.row, secret = make_key(user, "sync", name)
        self.user, self.name, self.secret = user, name, in_groups(secret)
        self.client = Client(headers={"User-Agent": agent})
        self.since = {"subscriptions": 0, "episodes": 0}

    @property
    def basic(self) -> dict[str, str]:
        told = f"{self.user.username}:{self.secret}".encode()
        return {"Authorization": f"Basic {base64.b64encode(told).decode()}"}

    def log_in(self) -> Any:
        return self.client.post(f"/api/2/auth/{self.user.username}/login.json", headers=self.basic)

    def get(self, what: str, since: int = 0, **more: str) -> Any:
        device = f"/{self.name}" if what == "subscriptions" else ""
        url = f"/api/2/{what}/{self.user.username}{device}.json"
        answer = self.client.get(url, {"since": since, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, what: str, body: Any) -> Any:
        device = f"/{self.name}" if what != "episodes" else ""
        url = f"/api/2/{what}/{self.user.username}{device}.json"
        answer = self.client.post(url, json.dumps(body), content_type="application/json")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sync(self, what: str, send: Any = None) -> Any:
        """One turn of AntennaPod's: ask since the last time, send, and keep the timestamp of the last answer."""
        got = self.get(what, self.since[what])
        self.since[what] = got["timestamp"]
        if send is not None:
            self.since[what] = self.post(what, send)["timestamp"]
        return got


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def nobody_was_refused_yet(db: None) -> None:
    cache.clear()


@pytest.fixture
def me(db: None) -> User:
    user = a_user("ada")
    user.set_password("long enough and dull")
    user.save()
    return user


@pytest.fixture
def phone(me: User) -> App:
    app = App(me)
    app.log_in()
    return app


@pytest.fixture
def tablet(me: User) -> App:
    app = App(me, "tablet")
    app.log_in()
    return app
