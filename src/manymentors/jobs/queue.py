"""What is to be done becomes workflows, each under an id made from the state of the rows: asking twice starts nothing twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from dbos import DBOS, SetEnqueueOptions, SetWorkflowID
from django.conf import settings
from django.utils import timezone

from manymentors.actions.listener import READER
from manymentors.jobs.worker import OLD_QUEUE, QUEUE
from manymentors.jobs.workflows import choose_all, read_source_again, sync_source
from manymentors.passages.cut import VERSION as CUTTER
from manymentors.store.models import Source
from manymentors.store.queries import work

UNFINISHED = ("PENDING", "ENQUEUED", "DELAYED")
NEW, OLD = "sync", "again"
"""How the ids of workflows about a source begin: what is new there, what is to be read again."""


@dataclass(frozen=True, slots=True)
class Synced:
    """How a sync ended: items that could not be taken in because of a fault of ours (see the log)."""

    failed: int


def enqueue_due(everything: bool = False, patience: timedelta = timedelta(0)) -> list[str]:
    """Start a workflow for each source that is due (or for `everything`) or has something new, and one for each that has
    something to be read again; returns their ids.

    With `patience`, what ended that recently in just this state is left for later: a fault of ours is not tried all the time.
    """
    now = timezone.now()
    due = {source.pk: source for source in (work.followed_sources() if everything else work.due_sources(now))}
    sources = due | {source.pk: source for source in work.sources_with_stale(CUTTER, READER, now)}
    ids: list[str] = []
    for pk, source in sorted(sources.items()):
        ids += enqueue(source, look=pk in due, patience=patience)
    return ids + enqueue_again(work.sources_with_stale(CUTTER, READER, now, again=True), patience=patience)


def enqueue(source: Source, *, look: bool, patience: timedelta = timedelta(0)) -> list[str]:
    """Start the source's workflow, unless one in this state is under way; returns its id, or nothing."""
    looks = source.looks if look else None
    state = repr((looks, work.stale(source.pk, CUTTER, READER, timezone.now()), CUTTER, READER))
    workflow = unused(f"{NEW}-{source.pk}-{digest(state)}", patience)
    if workflow is None:
        return []
    with SetWorkflowID(workflow), SetEnqueueOptions(queue_partition_key=host_of(source.url)):
        DBOS.enqueue_workflow(QUEUE, sync_source, source.pk, looks)
    return [workflow]


def enqueue_again(
    sources: Iterable[Source], *, patience: timedelta = timedelta(0), asked: bool = False
) -> list[str]:
    """Start the workflows that read again what older readers have read of these sources, unless one is under way; returns
    their ids. What is under way may have begun before somebody `asked`: then one in just this state is meant.

    They have a queue of their own: a new episode need not wait until a whole library is read anew.
    """
    under_way: set[int] = set() if asked else sources_of(unfinished(anywhere=True), OLD)
    ids: list[str] = []
    for source in sources:
        if source.pk in under_way:
            continue
        state = repr((work.stale(source.pk, CUTTER, READER, timezone.now(), again=True), CUTTER, READER))
        if workflow := unused(f"{OLD}-{source.pk}-{digest(state)}", patience):
            with SetWorkflowID(workflow):
                DBOS.enqueue_workflow(OLD_QUEUE, read_source_again, source.pk)
            ids.append(workflow)
    return ids


def enqueue_choices(items: list[int]) -> str:
    """Start the workflow that lets the language model choose in these items; returns its id."""
    workflow = f"choose-{digest(repr((items, timezone.now())))}"
    with SetWorkflowID(workflow), SetEnqueueOptions(queue_partition_key="language model"):
        DBOS.enqueue_workflow(QUEUE, choose_all, items)
    return workflow


def digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()[:16]


def unused(wanted: str, patience: timedelta) -> str | None:
    """The id to use: `wanted`, or with a number where earlier runs of it ended; None while one is still running, or where
    one ended that recently.
    """
    before = DBOS.list_workflows(workflow_id_prefix=wanted, load_input=False, load_output=False)
    since = (timezone.now() - patience).timestamp() * 1000
    if any(run.status in UNFINISHED or (patience and (run.updated_at or 0) > since) for run in before):
        return None
    taken = {run.workflow_id for run in before}
    names = (f"{wanted}-{number}" if number else wanted for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or "this machine"


def unfinished(*, anywhere: bool = False) -> list[str]:
    """Ids of workflows that this worker has in hand or may still take; what another worker holds is its own business, unless
    `anywhere` is asked about.

    Asked in one query: between two, a workflow on its way from the queue to a worker would be in neither answer.
    """
    runs = DBOS.list_workflows(status=list(UNFINISHED), load_input=False, load_output=False)
    mine = [run for run in runs if anywhere or run.status != "PENDING" or run.executor_id == settings.WORKER]
    return [run.workflow_id for run in mine]


def sources_of(workflows: Iterable[str], sort: str) -> set[int]:
    """The sources that the workflows of this sort, NEW or OLD, are about."""
    named = [name.split("-") for name in workflows]
    return {int(parts[1]) for parts in named if parts[0] == sort}


def failed_in(workflows: Iterable[str]) -> int:
    """Failed items of workflows that ended; one that broke counts as one, one that another worker still does as none."""
    return sum(map(outcome, workflows))


def outcome(workflow: str) -> int:
    found = DBOS.list_workflows(workflow_ids=[workflow])
    if not found or found[0].status in UNFINISHED:
        return 0
    return int(found[0].output or 0) if found[0].status == "SUCCESS" else 1


def clear(before: datetime, batch: int = 500) -> int:
    """Forget workflows that ended before this moment; returns how many."""
    told: dict[str, Any] = {"status": ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]}
    told["completed_before"] = before.astimezone(UTC).isoformat()
    done = 0
    while ended := DBOS.list_workflows(**told, limit=batch, load_input=False, load_output=False):
        DBOS.delete_workflows([run.workflow_id for run in ended])
        done += len(ended)
    return done
