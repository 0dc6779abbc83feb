"""A process becomes a worker: it holds the lock of its name, and DBOS runs in it."""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dbos import DBOS, DBOSConfig
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from manymentors.actions import beat
from manymentors.actions.listener import make_ready
from manymentors.errors import Busy
from manymentors.logs import Redacted

log = logging.getLogger(__name__)

QUEUE = "sources"
AT_ONCE = 4
"""Sources worked on at the same time; each host only ever by one of them."""
OLD_QUEUE = "read again"
"""What older readers have read, one source at a time, beside what is new."""

BEAT = 3.0
"""Seconds between two signs of life."""


@contextmanager
def worker(polling: float = 0.1) -> Iterator[None]:
    """DBOS, launched; workflows that a killed worker of this name left are taken up at once. One a data folder and name.

    It asks for waiting workflows every `polling` seconds, at some cost even where there are none. Raises EngineError where the
    reader that the settings want is not installed.
    """
    with only_one():
        make_ready()
        DBOS(config=config())
        quiet()
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=AT_ONCE,
            partition_concurrency=1,
            polling_interval_sec=polling,
            on_conflict="always_update",
        )
        DBOS.register_queue(
            OLD_QUEUE,
            worker_concurrency=1,
            polling_interval_sec=polling,
            on_conflict="always_update",
        )
        try:
            yield
        finally:
            DBOS.destroy(workflow_completion_timeout_sec=0)


def config() -> DBOSConfig:
    """Executor and version are pinned: a worker of another name or version would leave unfinished work lying."""
    url = settings.DATABASE_URL
    if not url:
        path = settings.HOME / "jobs.sqlite3"
        with sqlite3.connect(path) as jobs:
            jobs.execute("PRAGMA journal_mode=WAL")
        jobs.close()
        url = f"sqlite:///{path}"
    return {
        "name": "manymentors",
        "system_database_url": url,
        "executor_id": settings.WORKER,
        "application_version": "1",
        "log_level": "CRITICAL",
        "use_listen_notify": False,
    }


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the worker's lock; released by the system when the process ends, however it ends. Raises Busy."""
    path = settings.HOME / f"worker-{settings.WORKER}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise Busy(
                f"A worker or a sync is at work in {settings.HOME} already. Let it finish, or stop it, then run this again."
            ) from exc
        yield


def quiet() -> None:
    """DBOS speaks through a logger of its own; what it says goes to our log file, not to the terminal."""
    handler = logging.FileHandler(settings.HOME / "mentors.log", delay=True)
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in ("dbos", "manymentors"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)


@contextmanager
def beating() -> Iterator[None]:
    """Say every few seconds that a worker is here, from a thread of its own: long work must not look like death."""
    stop = threading.Event()

    def beats() -> None:
        while not stop.is_set():
            try:
                beat.beat(settings.WORKER, timezone.now())
            except DatabaseError:  # the next one may get through
                log.exception("a sign of life was not written")
            stop.wait(BEAT)
        connection.close()

    thread = threading.Thread(target=beats, name="beats", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=1)
        beat.stop(settings.WORKER)
