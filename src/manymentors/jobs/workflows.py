"""The durable workflows: look at a source, hear, cut and read what is new there; killed anywhere, they go on.

Each workflow is one source: what is new there, or what an older reader has read. Its steps are actions that can be repeated
harmlessly, so that a step that was cut off runs again and nothing is done twice. What is derived (the search index, the stands) is fed beside the workflows, not by them.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from dbos import DBOS
from django.db import close_old_connections
from django.utils import timezone

from manymentors.actions.ask_model import ask_model
from manymentors.actions.client import new_client
from manymentors.actions.cut import cut_item
from manymentors.actions.hear import hear
from manymentors.actions.listener import READER
from manymentors.actions.look_as import look_as
from manymentors.actions.read import read_item
from manymentors.http_client import Client
from manymentors.passages.cut import VERSION as CUTTER
from manymentors.store.models import Item, Source
from manymentors.store.queries import work

log = logging.getLogger(__name__)

_client: Client | None = None


@DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=0.5)
def look_at(source: int, looks: int) -> str:
    """Look once; a source that was looked at since (`looks` moved on) is left alone, so that a repeat does nothing."""
    row = Source.objects.filter(pk=source, looks=looks).first()
    return look_as(row, client(), timezone.now()).problem if row else ""


@DBOS.step()
def stale_items(source: int, again: bool = False) -> list[int]:
    return [row[0] for row in work.stale(source, CUTTER, READER, timezone.now(), again=again)]


@DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=0.5)
def take_in(item: int) -> None:
    """Hear, cut and read one item, each only where it is still to do, by whomever it was done before."""
    now = timezone.now()
    row = Item.objects.select_related("source").filter(pk=item).first()
    if row is None:
        return
    if work.unheard(now).filter(pk=item).exists():
        hear(row, client(), now)
        row.refresh_from_db()
    if row.cut_by != CUTTER:
        cut_item(row)
    if work.unread(READER).filter(pk=item).exists():
        read_item(row)


@DBOS.workflow(name="sync_source", max_recovery_attempts=None)
def sync_source(source: int, looks: int | None) -> int:
    """Look at the source (unless `looks` is None), then take in what is new of it; returns how many failed."""
    try:
        if looks is not None:
            look_at(source, looks)
        return take_in_all(source, stale_items(source))
    finally:
        close_old_connections()


@DBOS.workflow(name="read_source_again", max_recovery_attempts=None)
def read_source_again(source: int) -> int:
    """Take in again what older steps did of a source; returns how many failed."""
    try:
        return take_in_all(source, stale_items(source, True))
    finally:
        close_old_connections()


def take_in_all(source: int, items: Sequence[int]) -> int:
    failed = 0
    for item in items:
        try:
            take_in(item)
        except Exception:  # the worker's loop: one item that breaks must not hold up the others
            log.exception("item %s of source %s was not taken in", item, source)
            failed += 1
    return failed


@DBOS.step()
def choose(item: int) -> None:
    """Let the user's language model choose in one item; its answers are kept, so that a repeat asks nothing again."""
    row = Item.objects.select_related("source").filter(pk=item).first()
    if row is not None and (trouble := ask_model(row)):
        log.warning("item %s: %s", item, trouble)


@DBOS.workflow(name="choose_all", max_recovery_attempts=None)
def choose_all(items: list[int]) -> int:
    failed = 0
    try:
        for item in items:
            try:
                choose(item)
            except Exception:  # the worker's loop, as above
                log.exception("item %s was not chosen from", item)
                failed += 1
    finally:
        close_old_connections()
    return failed


def client() -> Client:
    """One client for all threads of this process: it keeps the politeness towards each host."""
    global _client
    if _client is None:
        _client = new_client()
    return _client
