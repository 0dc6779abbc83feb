"""Asks a network for the conversation around a post, and keeps it as it is now."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from manymentors.errors import BrokenFile, FetchError, NotAFeed
from manymentors.http_client import Client
from manymentors.sources.conversation import conversation
from manymentors.store.models import Conversation, Item


def converse(item: Item, client: Client, now: datetime) -> Conversation:
    """A refusal is written on the row, not raised; what was there before stays then."""
    row, _ = Conversation.objects.get_or_create(item=item)
    try:
        key, root = item.boost_of or item.key, "" if item.boost_of else item.thread
        turns = conversation(item.source.kind, key, item.url, root, client)
    except (FetchError, BrokenFile, NotAFeed) as exc:
        row.problem = str(exc)
        row.save(update_fields=["problem"])
        return row
    row.turns = [
        asdict(turn) | {"published": turn.published.isoformat() if turn.published else None} for turn in turns
    ]
    row.fetched, row.problem = now, ""
    row.save()
    return row
