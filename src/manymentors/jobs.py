"""The durable workflows: look at a source, hear, cut and read what is new there; killed anywhere, they go on.

Each workflow is one source. Its steps are actions that can be repeated harmlessly, so that a step that was cut off runs
again and nothing is done twice. The search index, being derived, is fed beside the workflows, not by them.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from manymentors import __version__
from manymentors.actions.ask_model import ask_model
from manymentors.actions.client import new_client
from manymentors.actions.cut import cut_item
from manymentors.actions.hear import hear
from manymentors.actions.index import bring_up
from manymentors.actions.look import look
from manymentors.actions.open_index import writing
from manymentors.actions.read import read_item
from manymentors.errors import Busy
from manymentors.facts.read import READER
from manymentors.http_client import Client
from manymentors.passages.cut import VERSION as CUTTER
from manymentors.store.models import Item, Source
from manymentors.store.queries import work

log = logging.getLogger(__name__)

QUEUE = "sources"
UNFINISHED = ("PENDING", "ENQUEUED", "DELAYED")
AT_ONCE = 4
"""Sources worked on at the same time; each host only ever by one of them."""

_client: Client | None = None


@DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=0.5)
def look_at(source: int, looks: int) -> str:
    """Look once; a source that was looked at since (`looks` moved on) is left alone, so that a repeat does nothing."""
    row = Source.objects.filter(pk=source, looks=looks).first()
    return look(row, client(), timezone.now()).problem if row else ""


@DBOS.step()
def stale_items(source: int) -> list[int]:
    return [row[0] for row in work.stale(source, CUTTER, READER, timezone.now())]


@DBOS.step(retries_allowed=True, max_attempts=3, interval_seconds=0.5)
def take_in(item: int) -> None:
    """Hear, cut and read one item, each only where it is still to do."""
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
    """Look at the source (unless `looks` is None), then take in whatever of it is stale; returns how many failed."""
    failed = 0
    try:
        if looks is not None:
            look_at(source, looks)
        for item in stale_items(source):
            try:
                take_in(item)
            except Exception:  # the worker's loop: one item that breaks must not hold up the others
                log.exception("item %s of source %s was not taken in", item, source)
                failed += 1
    finally:
        close_old_connections()
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


# --- running them ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Synced:
    """How a sync ended: items that could not be taken in because of a fault of ours (see the log)."""

    failed: int


@contextmanager
def worker() -> Iterator[None]:
    """DBOS, launched; workflows that a killed worker of this name left are taken up at once. One a data folder and name."""
    with only_one():
        DBOS(config=config())
        with quiet():
            DBOS.launch()
            DBOS.register_queue(
                QUEUE,
                worker_concurrency=AT_ONCE,
                partition_concurrency=1,
                polling_interval_sec=0.1,
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
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
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
    import fcntl

    path = settings.HOME / f"worker-{settings.WORKER}.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise Busy(
                f"Another sync is at work in {settings.HOME}. Let it finish, or stop it, then run this again."
            ) from exc
        yield


@contextmanager
def quiet() -> Iterator[None]:
    """DBOS speaks through a logger of its own; what it says goes to our log file, not to the terminal."""
    handler = logging.FileHandler(settings.HOME / "mentors.log", delay=True)
    handler.setFormatter(logging.Formatter(f"%(asctime)s {__version__} %(levelname)s %(name)s %(message)s"))
    for name in ("dbos", "manymentors"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        logger.setLevel(logging.WARNING)
    yield


def enqueue_due(everything: bool = False) -> list[str]:
    """Start a workflow for each source that is due (or for `everything`) or has something stale; returns their ids.

    The id is made from the state of the rows, so that asking twice starts nothing twice.
    """
    now = timezone.now()
    due = {source.pk: source for source in (work.followed_sources() if everything else work.due_sources(now))}
    sources = due | {source.pk: source for source in work.sources_with_stale(CUTTER, READER, now)}
    ids: list[str] = []
    for pk, source in sorted(sources.items()):
        looks = source.looks if pk in due else None
        ids += enqueue(source, looks, repr((looks, work.stale(pk, CUTTER, READER, now), CUTTER, READER)))
    return ids


def enqueue(source: Source, looks: int | None, state: str) -> list[str]:
    """Start the source's workflow, unless one in this state is under way; returns its id, or nothing."""
    workflow = unused(f"sync-{source.pk}-{hashlib.sha256(state.encode()).hexdigest()[:16]}")
    if workflow is None:
        return []
    with SetWorkflowID(workflow), SetEnqueueOptions(queue_partition_key=host_of(source.url)):
        DBOS.enqueue_workflow(QUEUE, sync_source, source.pk, looks)
    return [workflow]


def unused(wanted: str) -> str | None:
    """The id to use: `wanted`, or with a number where an earlier run of it ended; None while one is still running."""
    before = DBOS.list_workflows(workflow_id_prefix=wanted, load_input=False, load_output=False)
    if any(run.status in UNFINISHED for run in before):
        return None
    return f"{wanted}-{len(before)}" if before else wanted


def host_of(url: str) -> str:
    return urlsplit(url).hostname or "this machine"


def running() -> int:
    """Workflows that this worker has in hand or may still take; what another worker holds is its own business.

    Asked in one query: between two, a workflow on its way from the queue to a worker would be in neither answer.
    """
    unfinished = DBOS.list_workflows(status=list(UNFINISHED), load_input=False, load_output=False)
    return sum(run.status != "PENDING" or run.executor_id == settings.WORKER for run in unfinished)


def sync(
    progress: Callable[[work.Progress], Any] = lambda told: None,
    *,
    everything: bool = False,
    pause: float = 0.2,
) -> Synced:
    """Run all that is due to the end, then bring the index up. `progress` is called about five times a second."""
    with worker():
        return finish(enqueue_due(everything), progress, pause)


def reread(
    progress: Callable[[work.Progress], Any] = lambda told: None,
    *,
    everything: bool = False,
    pause: float = 0.2,
) -> Synced:
    """Read again what an older reader read (or `everything`), without asking any source."""
    with worker():
        if everything:
            Item.objects.update(read_by="")
        ids: list[str] = []
        now = timezone.now()
        for source in work.sources_with_stale(CUTTER, READER, now):
            ids += enqueue(source, None, repr((work.stale(source.pk, CUTTER, READER, now), CUTTER, READER)))
        return finish(ids, progress, pause)


def ask_about(
    items: list[int], progress: Callable[[work.Progress], Any] = lambda told: None, *, pause: float = 0.2
) -> Synced:
    """Let the language model choose in these items."""
    with worker():
        workflow = f"choose-{hashlib.sha256(repr((items, time.time())).encode()).hexdigest()[:16]}"
        with SetWorkflowID(workflow), SetEnqueueOptions(queue_partition_key="language model"):
            DBOS.enqueue_workflow(QUEUE, choose_all, items)
        return finish([workflow], progress, pause)


def finish(ids: list[str], progress: Callable[[work.Progress], Any], pause: float) -> Synced:
    """Wait for all that runs, then bring the index up."""
    while running():
        progress(work.progress(READER, timezone.now()))
        time.sleep(pause)
    with writing() as index:
        bring_up(index)
    progress(work.progress(READER, timezone.now()))
    return Synced(sum(outcome(workflow) for workflow in ids))


def outcome(workflow: str) -> int:
    """Failed items of a workflow that ended; one that broke counts as one, one that another worker still does as none."""
    (run,) = DBOS.list_workflows(workflow_ids=[workflow])
    if run.status == "SUCCESS":
        return int(run.output or 0)
    return 0 if run.status in UNFINISHED else 1


def watch(progress: Callable[[work.Progress], Any], *, every: float = 60.0, stop: Callable[[], bool]) -> None:
    """Keep going: look for what is due each `every` seconds until `stop` says so; unfinished work goes on next time."""
    with worker():
        again = 0.0
        while not stop():
            if time.monotonic() >= again:
                enqueue_due()
                again = time.monotonic() + every
            progress(work.progress(READER, timezone.now()))
            if not running():
                with writing() as index:
                    bring_up(index)
            time.sleep(0.5)
