"""Opens the search index of this data folder, to write or to search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

from manymentors.engines.embedding import Embedder, load
from manymentors.search.index import Index
from manymentors.store.queries.changes import top_change


def embedder() -> Embedder:
    """The embedder that the settings choose; loaded once a process."""
    return load(settings.EMBEDDER)


@cache
def reading() -> Index:
    """The index as it was last committed, seen anew at each search; opened once a process."""
    model = embedder()
    return Index.open(settings.INDEX, model, model.dimensions, model.name)


@contextmanager
def writing() -> Iterator[Index]:
    """The index to write to. One that belongs to another store (its watermark is beyond all changes) begins anew."""
    model = embedder()
    with Index.open(settings.INDEX, model, model.dimensions, model.name) as index:
        if index.watermark > top_change():
            index.wipe()
        yield index
