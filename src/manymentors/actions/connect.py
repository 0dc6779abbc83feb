"""Connects an account of mine on Mastodon or Bluesky by a key that I made there; and lets it go again."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from manymentors.errors import InputError, NotFound, ServerFailed
from manymentors.http_client import Client
from manymentors.sources import loose
from manymentors.store.models import Token, User
from manymentors.store.sealed import ELSEWHERE, seal, unseal

BLUESKY = "https://bsky.social"
"""Where accounts log in that live on no server of their own; it leads on to the one that holds them."""
SEALED_ELSEWHERE = (
    "It was sealed with another key: the data folder was moved without its secret.key. Connect it again."
)


def connect_mastodon(user: User, server: str, key: str, client: Client) -> Token:
    """`key` is an access token from the server's settings (Development, New application).

    Raises InputError where the server does not take it, FetchError where it cannot be asked.
    """
    base = base_of(server)
    key = key.strip()
    if not re.fullmatch(r"[\w.~+/=-]{8,500}", key):
        raise InputError(
            "This is no access token. Copy “Your access token” from the application that you made there."
        )
    told = whose(base, key, client)
    name, id = loose.text(told, "username"), loose.text(told, "id")
    if not name or not id:
        raise InputError(f"{base} does not answer as a Mastodon server does. Check its address.")
    return keep(user, "mastodon", base, id, f"@{name}@{urlsplit(base).netloc}", key)


def whose(base: str, key: str, client: Client) -> object:
    """The account to which a token belongs. Raises InputError where it opens nothing."""
    where = f"{base}/api/v1/accounts/verify_credentials"
    try:
        answer = client.with_keys({base: f"Bearer {key}"}).get(where, accept="application/json")
    except ServerFailed as exc:
        if exc.status not in (401, 403):
            raise
        raise InputError(
            f"{urlsplit(base).netloc} does not take this token: it is wrong, or was revoked. Make a new one there."
        ) from exc
    except NotFound as exc:
        raise InputError(f"{base} does not answer as a Mastodon server does. Check its address.") from exc
    return loose.parse(answer.body, where)


def connect_bluesky(user: User, handle: str, key: str, client: Client, server: str = BLUESKY) -> Token:
    """`key` is an app password (Settings, Privacy and security, App passwords), never the account's own.

    Raises InputError where Bluesky does not take it, FetchError where it cannot be asked.
    """
    if not re.fullmatch(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", key.strip()):
        raise InputError(
            "This is no app password: those have the form abcd-efgh-ijkl-mnop. Make one in Bluesky's settings; your own password is not wanted here."
        )
    told = session(base_of(server), handle.strip().lstrip("@"), key.strip(), client)
    did, name = loose.text(told, "did"), loose.text(told, "handle")
    if not did.startswith("did:"):
        raise InputError(f"{server} does not answer as Bluesky does. Try again later.")
    return keep(user, "bluesky", base_of(server), did, f"@{name}", key.strip())


def session(server: str, identifier: str, key: str, client: Client) -> object:
    """Log in there; the answer has `accessJwt`, `did` and `handle`. Raises InputError where the key is not taken."""
    where = f"{server}/xrpc/com.atproto.server.createSession"
    body = json.dumps({"identifier": identifier, "password": key}).encode()
    try:
        answer = client.post(where, body, headers={"Content-Type": "application/json"})
    except ServerFailed as exc:
        if exc.status not in (400, 401):
            raise
        raise InputError(
            "Bluesky does not take this app password: the name or the password is wrong, or it was revoked. Make a new one there."
        ) from exc
    return loose.parse(answer.body, where)


def disconnect(user: User, token: Token) -> None:
    """Forget the key. Nothing is told to the network; revoke it there too, if it was stolen."""
    Token.objects.filter(pk=token.pk, user=user).delete()


def refused(token: Token, sentence: str) -> None:
    """The network took it no more: it is not used until I connect the account again."""
    Token.objects.filter(pk=token.pk).update(problem=sentence)


def opened(token: Token) -> str:
    """The key itself, for one request. Raises InputError where it cannot be opened here."""
    key = unseal(token.sealed, ELSEWHERE)
    if key is None:
        raise InputError(SEALED_ELSEWHERE)
    return key


def keep(user: User, network: str, server: str, account: str, handle: str, key: str) -> Token:
    row, _ = Token.objects.update_or_create(
        user=user,
        network=network,
        server=server,
        account=account,
        defaults={"handle": handle, "sealed": seal(key, ELSEWHERE), "problem": ""},
    )
    return row


def base_of(server: str) -> str:
    """“mastodon.example”, an address on it, or a handle there → https://mastodon.example. Raises InputError."""
    told = server.strip().rpartition("@")[2] if "://" not in server else server.strip()
    parts = urlsplit(told if "://" in told else f"https://{told}")
    if parts.scheme not in ("http", "https") or not re.fullmatch(
        r"[\w.-]+(?::\d+)?|\[[0-9a-f:]+\](?::\d+)?", parts.netloc
    ):
        raise InputError(f"“{server.strip()}” is no address of a server. Give it as mastodon.example.")
    return f"{parts.scheme}://{parts.netloc.lower()}"
