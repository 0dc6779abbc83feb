"""Brings the search index up to the rows: reads what changed after its watermark, writes, moves the watermark."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from manymentors.actions.open_index import writing, writing_advice, writing_advice_in_context
from manymentors.search.index import Index
from manymentors.shapes import Entry
from manymentors.store.queries.changes import advice_in_context_of, advice_of, changes_after, entries_of

BATCH = 200


def bring_up(
    index: Index,
    progress: Callable[[int], None] = lambda done: None,
    entries: Callable[[Sequence[int]], list[Entry]] = entries_of,
) -> int:
    """Returns how many items were indexed. Killed anywhere, the next call repeats at most one batch."""
    done = 0
    while True:
        items, watermark = changes_after(index.watermark)
        if watermark == index.watermark:
            return done
        for at in range(0, len(items), BATCH):
            batch = items[at : at + BATCH]
            index.delete(batch)
            index.upsert(entries(batch))
            index.commit(index.watermark)
            done += len(batch)
            progress(done)
        index.commit(watermark)


def bring_up_both(*, anew: bool = False) -> int:
    """The passages, then the advice twice, which takes some fifteen milliseconds a nugget that was not seen before. Raises Busy where
    another process writes. Returns how many items were indexed.
    """
    with writing() as index:
        if anew:
            index.wipe()
        done = bring_up(index)
    with writing_advice() as advice:
        if anew:
            advice.wipe()
        bring_up(advice, entries=advice_of)
    with writing_advice_in_context() as context:
        if anew:
            context.wipe()
        bring_up(context, entries=advice_in_context_of)
    return done
