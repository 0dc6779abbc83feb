"""What is derived follows the rows while they still change, so that search and comparison find early."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import close_old_connections
from django.utils import timezone

from manymentors.actions import draw_edges
from manymentors.actions.ask_follows import EVERY as FOLLOWS_AFTER
from manymentors.actions.ask_follows import ask_follows
from manymentors.actions.circle import work_out
from manymentors.actions.client import new_client
from manymentors.actions.digest import digest_due
from manymentors.actions.fill_queue import refill
from manymentors.actions.find_reply import EVERY as REPLY_AFTER
from manymentors.actions.find_reply import find_reply
from manymentors.actions.index import bring_up_both
from manymentors.actions.mail_digest import mail_due
from manymentors.actions.poll_there import look_there
from manymentors.actions.prove import prove
from manymentors.actions.shelve import shelve
from manymentors.actions.stand import stand
from manymentors.errors import Busy
from manymentors.store.models import User
from manymentors.store.queries import work
from manymentors.store.queries.asked import replies_due
from manymentors.store.queries.changes import changes_after, top_change
from manymentors.store.queries.digest import to_be_digested
from manymentors.store.queries.polls import polls_due

log = logging.getLogger(__name__)

INDEX_EVERY = 2.0
STANDS_EVERY = 4.0
CIRCLES_EVERY = 15.0
QUEUES_EVERY = 600.0
SHELVES_EVERY = 60.0
REPLIES_EVERY = 60.0
REPLIES_AT_ONCE = 10
DIGESTS_EVERY = 600.0
POLLS_EVERY = 60.0
POLL_AFTER = timedelta(minutes=15)
FOLLOWS_EVERY = 600.0
FOLLOWS_AT_ONCE = {"bluesky": 5, "github": 1, "mastodon": 2}
"""Accounts of one host that are asked for their lists each time; of GitHub, which answers strangers seldom, one."""
MANY = 1_000
"""Changed items beyond which it is not worth asking whom they touch: everybody's stands are looked over."""


def bring_up_stands(users: Iterable[User]) -> None:
    """And what proves the traits of their ideals: both follow the same facts."""
    for user in users:
        stand(user)
        prove(user)


def bring_up_circles(users: Iterable[User]) -> None:
    draw_edges.bring_up()
    for user in users:
        work_out(user)


def refill_queues() -> None:
    """Of those who want it, once a week: what I listen to is chosen anew each Monday."""
    now = timezone.now()
    for user in User.objects.filter(is_active=True, budget__refills=True).order_by("pk"):
        refill(user, now)


def find_replies() -> None:
    """Look after some of the questions that wait for an answer on a network."""
    if due := list(replies_due(timezone.now(), REPLY_AFTER)[:REPLIES_AT_ONCE]):
        with new_client() as client:
            for asked in due:
                find_reply(asked, client, timezone.now())


def ask_networks_for_follows() -> None:
    """Whom some of the accounts that are followed here follow; a host that could not be asked is left in peace this time."""
    now = timezone.now()
    left: dict[str, int] = {}
    with new_client() as client:
        for source in work.follows_due(now - FOLLOWS_AFTER, tuple(FOLLOWS_AT_ONCE)).iterator():
            host = urlsplit(source.url).netloc
            left.setdefault(host, FOLLOWS_AT_ONCE[source.kind])
            if left[host] > 0:
                left[host] = left[host] - 1 if ask_follows(source, client, now) else 0


def make_digests() -> None:
    """Everybody's who wants one and whose day it is; then what is to be mailed goes out."""
    now = timezone.now()
    for user in to_be_digested():
        digest_due(user, now)
    mail_due(now)


def read_polls() -> None:
    """Look at some of the polls that are open on a network."""
    if due := list(polls_due(timezone.now(), POLL_AFTER)[:REPLIES_AT_ONCE]):
        with new_client() as client:
            for there in due:
                look_there(there, client, timezone.now())


class Derived:
    """Two threads of the worker: what is derived takes turns on them. A fault in one is told in the log, and tried again."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="derived")
        self._writing = threading.Lock()
        self._at: dict[str, tuple[float, Future[object]]] = {}
        self._seen: int | None = None
        self._followed: dict[int, tuple[int, int]] | None = None

    def tick(self) -> None:
        """Start what has not been done for a few seconds and is not under way."""
        for name, every, do in (
            ("index", INDEX_EVERY, self.index),
            ("stands", STANDS_EVERY, self.changed_stands),
            ("circles", CIRCLES_EVERY, self.circles),
            ("queues", QUEUES_EVERY, refill_queues),
            ("shelves", SHELVES_EVERY, self.shelves),
            ("replies", REPLIES_EVERY, find_replies),
            ("polls", POLLS_EVERY, read_polls),
            ("digests", DIGESTS_EVERY, make_digests),
            ("follows", FOLLOWS_EVERY, ask_networks_for_follows),
        ):
            at, last = self._at.get(name, (0.0, None))
            if time.monotonic() - at >= every and (last is None or last.done()):
                self._at[name] = (time.monotonic(), self.start(do))

    def start(self, do: Callable[[], object]) -> Future[object]:
        return self._threads.submit(self._done_here, do)

    def stop(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _done_here(self, do: Callable[[], object]) -> object:
        try:
            return do()
        except Busy:  # `mentors reindex` is writing: its work is ours too
            return None
        except Exception:
            log.exception("what is derived was not brought up")
            raise
        finally:
            close_old_connections()

    def index(self, anew: bool = False) -> None:
        with self._writing:
            bring_up_both(anew=anew)

    def changed_stands(self) -> None:
        """Of those who follow what changed since the last time; of everybody at the first."""
        if self._seen is None:
            self._seen, users = top_change(), work.followers()
        else:
            items, self._seen = changes_after(self._seen)
            users = work.followers(items if len(items) <= MANY else None)
        bring_up_stands(users)

    def circles(self) -> None:
        """Of everybody where an edge was drawn, else of those who follow more or fewer than the last time."""
        drawn, before, now = draw_edges.bring_up(), self._followed, work.follow_counts()
        for user in work.followers():
            if drawn or before is None or before.get(user.pk) != now.get(user.pk):
                work_out(user)
        self._followed = now

    def shelves(self) -> None:
        """Everybody's; of whom nothing has changed costs three small queries."""
        for user in work.followers():
            shelve(user)
