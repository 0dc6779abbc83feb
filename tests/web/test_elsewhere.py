"""Accounts elsewhere are connected and let go on one page; what does not fit is said beside its field."""

from __future__ import annotations

import pytest
from django.test import Client

from manymentors.store.models import Token, User

pytestmark = pytest.mark.django_db


def test_a_wrong_key_is_said_beside_its_form_and_nothing_is_kept(browser: Client) -> None:
    answer = browser.post(
        "/settings/elsewhere", {"network": "bluesky", "name": "ada.bsky.social", "key": "my own password"}
    )
    assert answer.status_code == 400
    bluesky = answer.text.split('id="e-bluesky"')[1]
    assert "This is no app password" in bluesky
    assert 'value="ada.bsky.social"' in bluesky
    assert "my own password" not in answer.text
    answer = browser.post(
        "/settings/elsewhere", {"network": "mastodon", "name": "two words", "key": "longenough"}
    )
    assert "no address of a server" in answer.text.split('id="e-bluesky"')[0]
    assert not Token.objects.exists()


def test_a_connected_account_is_listed_and_let_go(browser: Client, me: User) -> None:
    row = Token.objects.create(
        user=me, network="mastodon", server="https://social.example", account="3",
        handle="@me@social.example", sealed="-", problem="It was revoked.",
    )  # fmt: skip
    text = browser.get("/settings/elsewhere").text
    assert "@me@social.example" in text
    assert "It was revoked." in text
    answer = browser.post(f"/settings/elsewhere/{row.pk}", follow=True)
    assert "is disconnected" in answer.text
    assert not Token.objects.exists()


def test_an_account_on_a_server_of_its_own_is_asked_there(browser: Client) -> None:
    told = {"network": "bluesky", "name": "ada.example", "key": "abcd-efgh-ijkl-mnop"}
    answer = browser.post("/settings/elsewhere", told | {"server": "two words"})
    assert "“two words” is no address of a server" in answer.text
    answer = browser.post("/settings/elsewhere", told | {"server": "http://127.0.0.1:1"})
    assert "127.0.0.1:1" in answer.text
    assert "private network" in answer.text
    assert 'value="http://127.0.0.1:1"' in answer.text
