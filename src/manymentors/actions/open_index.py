"""Opens the search index of this data folder, and the smaller one of advice, to write or to search."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.conf import settings

from manymentors.crowd.answers import IN_CONTEXT
from manymentors.engines.embedding import Embedder, load, load_sense
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


@cache
def reading_advice() -> Index:
    """The nuggets by their words and by their sense; lies within the folder of the other index, and is as derived."""
    return _advice("advice")


@cache
def reading_advice_in_context() -> Index:
    """The nuggets once more, each with what was said before it: by this they are found, by the other it is told whether any is near."""
    return _advice("context", IN_CONTEXT)


@contextmanager
def writing_advice() -> Iterator[Index]:
    with _advice("advice") as index:
        if index.watermark > top_change():
            index.wipe()
        yield index


@contextmanager
def writing_advice_in_context() -> Iterator[Index]:
    with _advice("context", IN_CONTEXT) as index:
        if index.watermark > top_change():
            index.wipe()
        yield index


def _advice(folder: str, way: str = "") -> Index:
    """`way` is how a nugget is put to it: an index of another way counts as none, and is built anew."""
    sense = load_sense()
    maker = f"{sense.name}, {way}" if way else sense.name
    return Index.open(settings.INDEX / folder, sense, sense.dimensions, maker)
