"""The files of an archive are JavaScript: `window.YTD.tweets.part0 = [ … ]`. They are read as JSON and never run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from zipfile import ZipFile

from manymentors.sources import loose
from manymentors.sources.archives import files_of, objects, reading

OPENING = re.compile(r"\ufeff?\s*(?:window\.[\w.]+\s*=\s*)?\[")


def entries(archive: ZipFile, wanted: str, name: str) -> Iterator[Mapping[str, Any]]:
    """What lies under `name` in each object of the files, such as {"tweet": {…}}; of the parts of one file, all."""
    for info in files_of(archive, wanted):
        with reading(archive, info) as stream:
            for entry in objects(stream, info.filename, OPENING):
                if isinstance(found := entry.get(name), dict):
                    yield found


def first(archive: ZipFile, wanted: str, name: str) -> Mapping[str, Any]:
    return loose.table(next(entries(archive, wanted, name), None))
