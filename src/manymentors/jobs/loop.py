"""The worker's loop: what is due, what the pages ask for, what is derived; once a day it tidies up."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from manymentors.actions import app_request, bring
from manymentors.actions import errand as errands
from manymentors.actions.keep_audio import sweep
from manymentors.actions.listener import READER
from manymentors.jobs import queue
from manymentors.jobs.audio import AudioWork
from manymentors.jobs.derived import Derived
from manymentors.jobs.errands import Errands
from manymentors.jobs.once import Told
from manymentors.jobs.worker import beating, worker
from manymentors.store.queries import work

log = logging.getLogger(__name__)

DAY = 86_400.0
IDLE = 0.5
"""Seconds between two looks for something to do: what a person waits for at most, and what an idle laptop pays for."""

LOCKED_OUT = 5
"""Times in a row that the database may refuse, twenty seconds each where another writes for so long; then the worker ends."""

ENDED_KEPT = timedelta(days=1)
PATIENCE = timedelta(hours=1)


def watch(
    told: Told | None = None,
    *,
    stop: Callable[[], bool],
    ready: Callable[[], None] = lambda: None,
    every: float = 15.0,
    pause: float = IDLE,
) -> None:
    """Keep going until `stop` says so; what is unfinished then goes on next time.

    `ready` is called once the worker is at work; `told` hears of the progress about twice a second.
    """
    with worker(polling=IDLE), beating():
        derived = Derived()
        asked = Errands(derived)
        audio = AudioWork()
        due = tidy = 0.0
        ready()
        try:
            locked = 0
            while not stop():
                try:
                    asked.tick()
                    derived.tick()
                    audio.tick()
                    if time.monotonic() >= due:
                        queue.enqueue_due(patience=PATIENCE)
                        due = time.monotonic() + every
                    if told:
                        told(work.progress(READER, timezone.now()))
                    locked = 0
                except OperationalError:  # what was begun is begun again; each of these may be repeated
                    locked += 1
                    if locked > LOCKED_OUT:
                        raise
                    log.exception("the database was not to be had; it is tried again")
                    close_old_connections()
                if time.monotonic() >= tidy:
                    derived.start(tidy_up)
                    tidy = time.monotonic() + DAY
                time.sleep(pause)
        finally:
            audio.stop()
            derived.stop()


def tidy_up() -> None:
    """Forget what was done long ago, and sessions that have run out; let SQLite count its rows, to choose its indexes by."""
    now = timezone.now()
    errands.clear(now)
    bring.clear(now)
    app_request.clear(now)
    sweep()
    queue.clear(now - ENDED_KEPT)
    call_command("clearsessions")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize")
