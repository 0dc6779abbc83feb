"""Accounts of mine elsewhere: their keys are tried, sealed, used where they fit, and put aside when they are revoked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from manymentors.actions.connect import connect_bluesky, connect_mastodon, disconnect, opened
from manymentors.actions.look_as import look_as
from manymentors.errors import InputError, NothingThere, Unreachable
from manymentors.http_client import Client
from manymentors.store import access
from manymentors.store.models import Follow, Source, Token
from manymentors.store.queries.export import export
from manymentors.store.queries.tokens import find_token
from tests.factories import NOW, a_user
from tests.http_client.servers import Asked, Server, serving, whole
from tests.sources.mastodon_server import a_status, an_account

pytestmark = pytest.mark.django_db

KEY = "correct-horse-battery"
APP = "abcd-efgh-ijkl-mnop"


def answer(body: Any, status: int = 200) -> list[bytes]:
    import json

    return [whole(json.dumps(body).encode(), status, Content_Type="application/json")]


@pytest.fixture
def server() -> Iterator[Server]:
    """A Mastodon server that shows ada to its own users only, and Bluesky's login."""
    with serving() as server:
        ada = an_account("ada")

        def guarded(body: Any) -> Any:
            def says(asked: Asked) -> list[bytes]:
                ok = asked.headers.get("authorization") == f"Bearer {KEY}"
                return answer(body) if ok else answer({"error": "The access token is invalid"}, 401)

            return says

        def login(asked: Asked) -> list[bytes]:
            if APP.encode() in asked.body and b"ada.example" in asked.body:
                return answer({"did": "did:plc:ada", "handle": "ada.example", "accessJwt": "j"})
            return answer({"error": "AuthenticationRequired"}, 401)

        server.routes = {
            "/api/v1/accounts/verify_credentials": guarded({"id": "3", "username": "me"}),
            "/api/v1/accounts/lookup?acct=ada": guarded(ada),
            "/api/v1/accounts/7/statuses?limit=40": guarded([a_status(1, ada)]),
            "/xrpc/com.atproto.server.createSession": login,
        }
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(user_agent="test", allow_hosts=[server.host]) as client:
        yield client


def followed(server: Server, user: Any) -> Source:
    source = Source.objects.create(kind="mastodon", url=server.url("/@ada"))
    Follow.objects.create(user=user, source=source)
    return source


def test_a_key_that_fits_is_kept_sealed_and_never_in_the_open(server: Server, client: Client) -> None:
    me = a_user("me")
    token = connect_mastodon(me, server.url(), f" {KEY} ", client)
    assert (token.handle, token.account) == (f"@me@{server.host}", "3")
    assert opened(token) == KEY
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM store_token")
        assert KEY not in str(cursor.fetchall())
    assert KEY not in str(export(me, notes=True))
    again = connect_mastodon(me, server.url(), KEY, client)
    assert (again.pk, Token.objects.count()) == (token.pk, 1)
    disconnect(me, token)
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("where", "key", "said"),
    [
        ("", "wrong-but-long-enough", "does not take this token"),
        ("", "sp ace", "no access token"),
        ("ftp://x", KEY, "no address of a server"),
        ("two words", KEY, "no address of a server"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(
    server: Server, client: Client, where: str, key: str, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        connect_mastodon(a_user("me"), where or server.url(), key, client)
    assert not Token.objects.exists()


def test_a_server_that_is_none_or_is_away_is_told_apart(server: Server, client: Client) -> None:
    server.routes = {"/api/v1/accounts/verify_credentials": lambda _: answer([])}
    with pytest.raises(InputError, match="does not answer as a Mastodon server"):
        connect_mastodon(a_user("me"), server.url(), KEY, client)
    server.routes = {}
    with pytest.raises(InputError, match="does not answer as a Mastodon server"):
        connect_mastodon(a_user("bo"), server.url(), KEY, client)
    with pytest.raises(Unreachable), Client(user_agent="t", allow_hosts=["127.0.0.1:9"]) as away:
        connect_mastodon(a_user("cy"), "http://127.0.0.1:9", KEY, away)


def test_bluesky_takes_app_passwords_only(server: Server, client: Client) -> None:
    me, at = a_user("me"), server.url()
    token = connect_bluesky(me, "@ada.example", APP, client, at)
    assert (token.handle, token.account, opened(token)) == ("@ada.example", "did:plc:ada", APP)
    with pytest.raises(InputError, match="no app password"):
        connect_bluesky(me, "ada.example", "my own password", client, at)
    with pytest.raises(InputError, match="does not take this app password"):
        connect_bluesky(me, "ada.example", "aaaa-bbbb-cccc-dddd", client, at)


def test_a_key_shows_what_a_server_hides_and_goes_to_no_other(server: Server, client: Client) -> None:
    me = a_user("me")
    source = followed(server, me)
    assert "only to its own users" in look_as(source, client, NOW).problem
    connect_mastodon(me, server.url(), KEY, client)
    assert look_as(source, client, NOW).new == 1
    feed = Source.objects.create(kind="feed", url=server.serve("/feed.xml", b"<rss/>"))
    Follow.objects.create(user=me, source=feed)
    look_as(feed, client, NOW)
    assert "authorization" not in server.asked[-1].headers


def test_a_revoked_key_is_put_aside_and_said_so(server: Server, client: Client) -> None:
    me = a_user("me")
    source = followed(server, me)
    token = connect_mastodon(me, server.url(), KEY, client)
    gone = {path: lambda _: answer({"error": "revoked"}, 401) for path in server.routes}
    server.routes.update(gone)
    assert look_as(source, client, NOW).problem
    token.refresh_from_db()
    assert "revoked" in token.problem
    before = len(server.asked)
    look_as(source, client, NOW)
    assert all("authorization" not in asked.headers for asked in server.asked[before:])


def test_a_server_that_answers_nobody_is_no_fault_of_the_key(server: Server, client: Client) -> None:
    me = a_user("me")
    source = followed(server, me)
    token = connect_mastodon(me, server.url(), KEY, client)
    server.routes.update({path: lambda _: answer({}, 500) for path in server.routes})
    assert look_as(source, client, NOW).problem
    token.refresh_from_db()
    assert token.problem == ""


def test_a_key_sealed_by_another_installation_is_told_and_not_used(server: Server, client: Client) -> None:
    me = a_user("me")
    source = followed(server, me)
    with override_settings(SECRET_KEY="another installation"):
        token = connect_mastodon(me, server.url(), KEY, client)
    with pytest.raises(InputError, match="Connect it again"):
        opened(token)
    look_as(source, client, NOW)
    token.refresh_from_db()
    assert "secret.key" in token.problem


def test_another_users_key_does_not_exist_for_me(server: Server, client: Client) -> None:
    alice, bob = a_user("alice"), a_user("bob")
    token = connect_mastodon(alice, server.url(), KEY, client)
    assert not access.tokens(bob).exists()
    with pytest.raises(NothingThere):
        find_token(bob, token.pk)
    source = followed(server, bob)
    assert "only to its own users" in look_as(source, client, NOW).problem, "nobody who follows it has a key"
