"""The worker posts what I pressed post for: once, however often it is killed on the way."""

from __future__ import annotations

import uuid
from datetime import datetime
from functools import partial

from django.db.models import Q

from manymentors.actions.ask_them import text_of
from manymentors.actions.connect import opened
from manymentors.actions.outbox import attempt, begin, to_bluesky
from manymentors.http_client import Client
from manymentors.sources.post import Posted, post_status
from manymentors.store.models import Asked, Token


def post_asked(pk: int, client: Client, now: datetime) -> None:
    """Post the question or the nudge that waits for it. A refusal is written on the row, and it is a draft again; where the
    network cannot be reached it stays as it is, with a sentence, and may be pressed again.
    """
    rows = Asked.objects.select_related("token", "user").filter(pk=pk).exclude(token=None)
    asked, before = begin(rows.filter(Q(state="posting") | Q(nudging=True)), now)
    if asked is None or asked.token is None:
        return
    posted = attempt(
        asked, asked.token, partial(send, asked, asked.token, before, client), partial(back, asked)
    )
    if posted:
        done(asked, posted, now)


def send(asked: Asked, token: Token, before: datetime | None, client: Client) -> Posted:
    key, words = opened(token), text_of(asked, asked.nudge if asked.nudging else "")
    mine, id = (*asked.post.split(" ", 1), "")[:2] if asked.nudging else ("", "")
    name = uuid.uuid5(asked.key, "nudge") if asked.nudging else asked.key
    if token.network == "mastodon":
        return post_status(token.server, key, words, key=str(name), since=before, answers=id, client=client)
    began = asked.tried or asked.created
    return to_bluesky(
        token, key, words, began=began, client=client, mentions=did_of(asked), answers=(mine, id)
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
