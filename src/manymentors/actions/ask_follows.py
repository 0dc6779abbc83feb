"""Asks a network whom an account that I follow follows: kept as an item that only links, from which edges are drawn.

Polite: at most once a month an account, a few at a time, the whole list or nothing, and never with a key of mine, so that
only what anybody may see is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from manymentors.actions.look import keep_items
from manymentors.errors import FetchError, InputError
from manymentors.http_client import Client
from manymentors.shapes import FoundItem
from manymentors.sources.follows import KEY, NETWORKS, follows_of, item_of
from manymentors.store import access
from manymentors.store.models import Change, Follow, Source, User

EVERY = timedelta(days=30)
AGAIN = timedelta(days=1)
"""After a failure."""


def ask_follows(source: Source, client: Client, now: datetime) -> bool:
    """Ask for the whole list, outside any transaction; who is in it no more, has no edge any more.

    False where the network could not be asked: what is known stays, and it is tried again tomorrow. Where the account hides
    whom it follows, that is written on the source, and what was known before is let go.
    """
    try:
        told = follows_of(source.kind, source.url, str(source), client)
    except (FetchError, InputError) as exc:
        marked(source, now - EVERY + AGAIN, str(exc))
        return False
    with transaction.atomic():
        if told.item is not None:
            keep(source, told.item, now)
        else:
            let_go(source, now)
        marked(source, now, told.why)
    return True


def marked(source: Source, asked: datetime, problem: str) -> None:
    Source.objects.filter(pk=source.pk).update(follows_asked=asked, follows_problem=problem)
    source.follows_asked, source.follows_problem = asked, problem


def keep(source: Source, item: FoundItem, now: datetime) -> None:
    """Nobody is named as its author: it is no post of theirs, and stands in no list of what they said."""
    for written in keep_items(source, [item], {}, now):
        Change.objects.bulk_create([Change(item=row.pk) for row in written])


def let_go(source: Source, now: datetime) -> None:
    if source.items.filter(key=KEY).exists():
        keep(source, item_of([], str(source)), now)


def allow(user: User, source: Source, *, yes: bool) -> None:
    """I want that its network is asked whom it follows, or not. Where nobody wants it, what was told is let go."""
    with transaction.atomic():
        access.follows(user).filter(source=source).update(asks_follows=yes)
        if source.kind in NETWORKS and not Follow.objects.filter(source=source, asks_follows=True).exists():
            row = source.items.filter(key=KEY).first()
            let_go(source, row.first_seen if row else source.created)
            Source.objects.filter(pk=source.pk).update(follows_asked=None, follows_problem="")
