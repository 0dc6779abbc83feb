"""One try to post something for which I pressed post: what it may do, and what its end means. Posted once, however often tried.

That it is tried is written before anything is sent, and each try sends the same key: a try after a kill finds the post of the
one before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from manymentors.actions.connect import refused, session
from manymentors.errors import BrokenFile, FetchError, InputError, ServerFailed
from manymentors.http_client import Client
from manymentors.sources import loose
from manymentors.sources.post import Posted, post_record
from manymentors.sources.post import refused as takes_no_words
from manymentors.store.models import Asked, PollPost, Token

Outgoing = TypeVar("Outgoing", Asked, PollPost)


class DoesNotFit(InputError):
    """The server takes no such post; the key to the account is good."""


def begin(rows: models.QuerySet[Outgoing], now: datetime) -> tuple[Outgoing | None, datetime | None]:
    """The first of these rows, with when it was first tried (None where it never was); from now on it counts as tried."""
    with transaction.atomic():
        row = rows.first()
        if row is None:
            return None, None
        before = row.tried
        row.tried = before or now
        row.save(update_fields=["tried"])
    return row, before


def attempt(
    row: Outgoing, token: Token, send: Callable[[], Posted], back: Callable[[str], None]
) -> Posted | None:
    """None where it is not out, or not known to be: `back` makes it a draft again where it was refused, with a sentence; else
    it waits for the next try, with a sentence too.
    """
    taken_back = False
    try:
        return send()
    except BrokenFile as exc:  # it may be there: the next try looks for it
        problem = str(exc)
    except DoesNotFit as exc:
        problem, taken_back = str(exc), True
    except InputError as exc:  # the key is taken no more
        problem, taken_back = str(exc), True
        refused(token, problem)
    except ServerFailed as exc:
        problem, taken_back = str(exc), takes_no_words(exc)
    except FetchError as exc:
        problem = str(exc)
    if taken_back:
        back(problem)
    else:
        type(row).objects.filter(pk=row.pk).update(problem=problem)
    return None


def to_bluesky(
    token: Token,
    key: str,
    words: str,
    *,
    began: datetime,
    client: Client,
    mentions: str = "",
    answers: tuple[str, str] = ("", ""),
) -> Posted:
    """By the server that holds the account, which is not always the one that lets it in. Raises as `post_record` does."""
    told = session(token.server, token.account, key, client)
    server = loose.text(next(iter(loose.tables(told, "didDoc", "service")), {}), "serviceEndpoint")
    return post_record(
        server or token.server,
        loose.text(told, "accessJwt"),
        token.account,
        words,
        began=began,
        mentions=mentions,
        answers=answers,
        client=client,
    )
