"""Looks at a source as one of those who follow it, where a server shows more to its own users."""

from __future__ import annotations

from datetime import datetime

from manymentors.actions.connect import SEALED_ELSEWHERE, refused, whose
from manymentors.actions.look import Looked, look
from manymentors.errors import FetchError, InputError
from manymentors.http_client import Client
from manymentors.store.models import Source
from manymentors.store.queries.tokens import token_for
from manymentors.store.sealed import ELSEWHERE, unseal


def look_as(source: Source, client: Client, now: datetime) -> Looked:
    """As `look` does. Only what is public is ever kept, so that it may be shown to all who follow the source.

    A key that its server takes no more is put aside with a sentence, and the source is looked at as anybody may.
    """
    token = token_for(source)
    if token is None:
        return look(source, client, now)
    key = unseal(token.sealed, ELSEWHERE)
    if key is None:
        refused(token, SEALED_ELSEWHERE)
        return look(source, client, now)
    looked = look(source, client.with_keys({token.server: f"Bearer {key}"}), now)
    if looked.problem:
        try:
            whose(token.server, key, client)
        except InputError as exc:
            refused(token, str(exc))
            return look(source, client, now)
        except FetchError:
            pass  # the server answers nobody just now
    return looked
