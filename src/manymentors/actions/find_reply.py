"""Looks into the thread of a question that I posted, and proposes what the person said there as the answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from manymentors.errors import BrokenFile, FetchError, InputError
from manymentors.http_client import Client
from manymentors.sources.conversation import conversation
from manymentors.store.models import Asked
from manymentors.store.queries.asked import accounts_of_person

EVERY = timedelta(hours=1)


def find_reply(asked: Asked, client: Client, now: datetime) -> bool:
    """True where something was found that I have not been shown before. A network that cannot be had is asked again later."""
    asked.looked = now
    asked.save(update_fields=["looked"])
    try:
        turns = conversation(asked.channel, asked.post.split(" ")[0], asked.url, "", client)
    except (FetchError, BrokenFile, InputError):
        return False
    theirs = {asked.handle, *accounts_of_person(asked.user, asked.person_id)}
    said = [turn for turn in turns if (turn.account in theirs or turn.handle in theirs) and turn.text]
    if not said:
        return False
    words, url = "\n\n".join(turn.text for turn in said), said[0].url
    if asked.proposed and asked.answer == words:
        return False
    asked.answer, asked.answer_url, asked.proposed = words, url, True
    asked.save(update_fields=["answer", "answer_url", "proposed"])
    return True
