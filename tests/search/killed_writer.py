"""Writes version after version of the same items until it is killed, and says each commit that it made.

Run as: python killed_writer.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from manymentors.search.index import Index
from manymentors.shapes import Entry

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.search.hashing_embedder import DIMS, all_alike

ITEMS = 4
PASSAGES = 5
"""Per item and version; each version has passages of other numbers, as when an item is cut anew."""


def entries_of(version: int) -> list[Entry]:
    return [
        Entry((version % 7) * 100 + item * 10 + at, item, 1, f"evermore version{version}", (item,))
        for item in range(ITEMS)
        for at in range(PASSAGES)
    ]


def open_it(folder: Path) -> Index:
    return Index.open(folder, all_alike, DIMS, "all alike", compact_from=60)


def write_on(folder: Path) -> None:
    with open_it(folder) as index:
        version = index.watermark
        while True:
            version += 1
            index.delete(range(ITEMS))
            index.upsert(entries_of(version))
            index.commit(version)
            print(version, flush=True)


if __name__ == "__main__":
    write_on(Path(sys.argv[1]))
