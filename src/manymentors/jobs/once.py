"""One run to its end: what `mentors sync` and `mentors reread` do where no worker is at work."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from manymentors.actions.index import bring_up_both
from manymentors.actions.listener import READER
from manymentors.jobs import derived, queue
from manymentors.jobs.queue import Synced
from manymentors.jobs.worker import worker
from manymentors.passages.cut import VERSION as CUTTER
from manymentors.store.models import Item
from manymentors.store.queries import work

Told = Callable[[work.Progress], Any]


def sync(told: Told = lambda progress: None, *, everything: bool = False, pause: float = 0.2) -> Synced:
    """Run all that is due to the end, then bring up what is derived. `told` is called about five times a second."""
    with worker():
        return finish(queue.enqueue_due(everything), told, pause)


def reread(told: Told = lambda progress: None, *, everything: bool = False, pause: float = 0.2) -> Synced:
    """Read again what an older reader read (or `everything`), without asking any source."""
    with worker():
        if everything:
            Item.objects.exclude(read_by="").update(read_by=work.AGAIN)
        now = timezone.now()
        ids: list[str] = []
        for source in work.sources_with_stale(CUTTER, READER, now):
            ids += queue.enqueue(source, look=False)
        ids += queue.enqueue_again(work.sources_with_stale(CUTTER, READER, now, again=True))
        return finish(ids, told, pause)


def ask_about(items: list[int], told: Told = lambda progress: None, *, pause: float = 0.2) -> Synced:
    """Let the language model choose in these items."""
    with worker():
        return finish([queue.enqueue_choices(items)], told, pause)


def finish(ids: list[str], told: Told, pause: float) -> Synced:
    """Wait for all that runs, then bring up the index and the stands."""
    while queue.unfinished():
        told(work.progress(READER, timezone.now()))
        time.sleep(pause)
    bring_up_both()
    derived.bring_up_stands(work.followers())
    derived.bring_up_circles(work.followers())
    told(work.progress(READER, timezone.now()))
    return Synced(queue.failed_in(ids))
