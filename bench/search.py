"""Times our search beside SQLite's FTS5 on the same passages, query by query in turn.

    python bench/search.py [--passages 200000] [--queries 100]

FTS5 (porter stems, BM25 rank) is asked for any of the very words that our word side looks up; ours also finds by vector.
"""

from __future__ import annotations

import argparse
import platform
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus import Piece, long_queries, pieces, short_queries

from manymentors.engines.embedding import load
from manymentors.search.index import Index
from manymentors.search.words import COMMONEST
from manymentors.shapes import Entry

BATCH = 2_000
WANTED = 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--passages", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=100, help="of each length")
    options = parser.parse_args()

    corpus, real = pieces(options.passages)
    words = sum(len(piece.text.split()) for piece in corpus) / len(corpus)
    print(f"{len(corpus):,} passages of {words:.0f} words; {real:,} real, the rest copies of them,")
    print("rotated and with a fifth of their words redrawn")
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}\n"
    )
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        embed = load()
        with Index.open(folder / "ours", embed, embed.dimensions, embed.name) as index:
            ours_built = timed(lambda: build_ours(index, corpus))
        fts5 = sqlite3.connect(folder / "fts5.sqlite")
        fts5_built = timed(lambda: build_fts5(fts5, corpus))
        print(f"build   ours {ours_built:6.1f} s (embedding included)   FTS5 {fts5_built:6.1f} s")
        print(
            f"disk    ours {size(folder / 'ours'):6.0f} MB (words {size(folder / 'ours/words'):.0f}, codes and rows the rest)"
            f"   FTS5 {size(folder / 'fts5.sqlite'):6.0f} MB (without the texts)\n"
        )
        print(
            "milliseconds        ours p50    p95  processor   FTS5 p50    p95   FTS5 ÷ ours, median per query"
        )
        for kind, queries in (
            ("short, 1–3 words", short_queries(corpus[:real], options.queries)),
            ("long, 12–30 words", long_queries(corpus[:real], options.queries)),
        ):
            compare(
                kind,
                queries,
                lambda query: index.search(query, limit=WANTED),
                lambda query: ask_fts5(fts5, query),
            )
        fts5.close()
    print(
        f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, the passages of this bench included"
    )


def compare(
    kind: str, queries: list[str], ours: Callable[[str], object], fts5: Callable[[str], object]
) -> None:
    for query in queries:  # everything is read once before it is timed
        ours(query)
        fts5(query)
    pairs, used = [], []
    for at, query in enumerate(queries):
        times: dict[object, float] = {}
        for engine in (ours, fts5) if at % 2 else (fts5, ours):
            before, start = time.process_time(), time.perf_counter()
            engine(query)
            times[engine] = (time.perf_counter() - start) * 1000
            if engine is ours:
                used.append((time.process_time() - before) * 1000)
        pairs.append((times[ours], times[fts5]))
    mine, theirs = zip(*pairs, strict=True)
    print(
        f"{kind:18} {percentile(mine, 50):9.1f} {percentile(mine, 95):6.1f} {percentile(used, 50):10.1f}"
        f" {percentile(theirs, 50):10.1f} {percentile(theirs, 95):6.1f}"
        f" {statistics.median(other / own for own, other in pairs):10.1f}×"
    )


def build_ours(index: Index, corpus: list[Piece]) -> None:
    for at in range(0, len(corpus), BATCH):
        index.upsert(
            [
                Entry(number, number // 20, 1, piece.text)
                for number, piece in enumerate(corpus[at : at + BATCH], at)
            ]
        )
    index.commit(1)


def build_fts5(database: sqlite3.Connection, corpus: list[Piece]) -> None:
    database.execute("PRAGMA cache_size = -400000")
    database.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(text, content='', tokenize='porter unicode61')"
    )
    database.executemany(
        "INSERT INTO passages(rowid, text) VALUES (?, ?)", ((at, p.text) for at, p in enumerate(corpus))
    )
    database.execute("INSERT INTO passages(passages) VALUES ('optimize')")
    database.commit()


def ask_fts5(database: sqlite3.Connection, query: str) -> list[tuple[int]]:
    words = [
        "".join(filter(str.isalnum, word))
        for word in query.lower().replace("'", " ").replace("’", " ").split()
    ]
    wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(words) if word and word not in COMMONEST)
    if not wanted:
        return []
    return database.execute(
        "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", (wanted, WANTED)
    ).fetchall()


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(numbers: Sequence[float], percent: int) -> float:
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def size(path: Path) -> float:
    """Megabytes of a file or a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    main()
