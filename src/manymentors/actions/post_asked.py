"""The worker posts what I pressed post for: once, however often it is killed on the way."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from manymentors.actions.ask_them import text_of
from manymentors.actions.connect import opened, refused, session
from manymentors.errors import BrokenFile, FetchError, InputError, ServerFailed
from manymentors.http_client import Client
from manymentors.sources import loose
from manymentors.sources.post import Posted, post_record, post_status
from manymentors.sources.post import refused as takes_no_words
from manymentors.store.models import Asked, Token


def post_asked(pk: int, client: Client, now: datetime) -> None:
    """Post the question or the nudge that waits for it. A refusal is written on the row, and it is a draft again; where the
    network cannot be reached it stays as it is, with a sentence, and may be pressed again.

    That it is tried is written before anything is sent, and each try sends the same key: a try after a kill finds the post of
    the one before.
    """
    with transaction.atomic():
        asked = Asked.objects.select_related("token", "user").filter(pk=pk).first()
        if asked is None or asked.token is None or not (asked.state == "posting" or asked.nudging):
            return
        before = asked.tried
        asked.tried = before or now
        asked.save(update_fields=["tried"])
    try:
        posted = send(asked, asked.token, before, client)
    except BrokenFile as exc:  # it may be there: the next try looks for it
        wait(asked, str(exc))
    except InputError as exc:  # the key is taken no more
        refused(asked.token, str(exc))
        back(asked, str(exc))
    except ServerFailed as exc:
        back(asked, str(exc)) if takes_no_words(exc) else wait(asked, str(exc))
    except FetchError as exc:
        wait(asked, str(exc))
    else:
        done(asked, posted, now)


def send(asked: Asked, token: Token, before: datetime | None, client: Client) -> Posted:
    key, words = opened(token), text_of(asked, asked.nudge if asked.nudging else "")
    mine, id = (*asked.post.split(" ", 1), "")[:2] if asked.nudging else ("", "")
    name = uuid.uuid5(asked.key, "nudge") if asked.nudging else asked.key
    if token.network == "mastodon":
        return post_status(token.server, key, words, key=str(name), since=before, answers=id, client=client)
    told = session(token.server, token.account, key, client)
    server = loose.text(next(iter(loose.tables(told, "didDoc", "service")), {}), "serviceEndpoint")
    return post_record(
        server or token.server,
        loose.text(told, "accessJwt"),
        token.account,
        words,
        began=asked.tried or asked.created,
        mentions=did_of(asked),
        answers=(mine, id),
        client=client,
    )


def did_of(asked: Asked) -> str:
    """The identity of whom it is for, where their account is one of the sources that are followed for them."""
    urls = asked.user.follows.filter(person=asked.person_id, source__kind="bluesky").values_list(
        "source__url", flat=True
    )
    return next((url.rpartition("/")[2] for url in urls), "")


def done(asked: Asked, posted: Posted, now: datetime) -> None:
    asked.problem = ""
    if asked.nudging:
        asked.nudging, asked.nudged = False, now
    else:
        asked.state, asked.asked = "waiting", now
        asked.post, asked.url = f"{posted.key} {posted.id}", posted.url
    asked.save()


def back(asked: Asked, problem: str) -> None:
    """It was not taken: a draft again, which may be changed and then is another post."""
    asked.problem, asked.tried, asked.key = problem, None, uuid.uuid4()
    if asked.nudging:
        asked.nudging = False
    else:
        asked.state = "draft"
    asked.save()


def wait(asked: Asked, problem: str) -> None:
    Asked.objects.filter(pk=asked.pk).update(problem=problem)
