"""kill -9 of a writer, at whatever it was doing: what it had said is there, nothing is there twice."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from manymentors.search.index import Index
from manymentors.shapes import Filters
from tests.search import killed_writer
from tests.search.killed_writer import ITEMS, PASSAGES, entries_of, open_it

ROUNDS = 6


def whole_version(index: Index) -> int:
    """The version that all of the index is of: words and vectors both know exactly its passages, each once."""
    version = index.watermark
    passages = sorted(entry.passage for entry in entries_of(version)) if version else []
    by_words = index.search(f'"version{version}"', limit=1000)
    assert sorted(hit.passage for hit in by_words) == passages
    by_vectors = index.search("unheard", limit=1000)
    assert sorted(hit.passage for hit in by_vectors) == passages
    assert len(index.search("unheard", Filters(person=2), limit=1000)) == (PASSAGES if version else 0)
    return version


def test_a_killed_writer_loses_nothing_it_has_said_and_doubles_nothing(folder: Path):
    chance = random.Random(20)
    said = 0
    for _ in range(ROUNDS):
        with subprocess.Popen(
            [sys.executable, killed_writer.__file__, str(folder)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(chance.randrange(1, 12)):
                said = int(writer.stdout.readline())
            reader = open_it(folder)
            for _ in range(
                chance.randrange(40)
            ):  # the writer goes on meanwhile: killed in the middle of anything
                reader.search("evermore")
            writer.kill()
            said = max([said, *map(int, writer.stdout.read().split())])
        with open_it(folder) as index:
            assert said <= whole_version(index) <= said + 1
            said = index.watermark + 1
            index.delete(range(ITEMS))
            index.upsert(entries_of(said))
            index.commit(said)
            assert whole_version(index) == said


def test_a_reader_beside_a_busy_writer_sees_only_whole_versions(folder: Path):
    with subprocess.Popen(
        [sys.executable, killed_writer.__file__, str(folder)], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        reader, seen = open_it(folder), set()
        while len(seen) < 12:
            hits = reader.search("evermore", limit=1000)
            assert len(hits) == len({hit.passage for hit in hits}) == ITEMS * PASSAGES
            assert len({hit.passage // 100 for hit in hits}) == 1
            seen.add(reader.watermark)
        writer.kill()
