"""Brings the search index up to the rows: reads what changed after its watermark, writes, moves the watermark."""

from __future__ import annotations

from collections.abc import Callable

from manymentors.search.index import Index
from manymentors.store.queries.changes import changes_after, entries_of

BATCH = 200


def bring_up(index: Index, progress: Callable[[int], None] = lambda done: None) -> int:
    """Returns how many items were indexed. Killed anywhere, the next call repeats at most one batch."""
    done = 0
    while True:
        items, watermark = changes_after(index.watermark)
        if watermark == index.watermark:
            return done
        for at in range(0, len(items), BATCH):
            batch = items[at : at + BATCH]
            index.delete(batch)
            index.upsert(entries_of(batch))
            index.commit(index.watermark)
            done += len(batch)
            progress(done)
        index.commit(watermark)
