"""The shelf of the annotated interviews: what was recommended by how many people, against what the annotators wrote down.

    python evals/shelf.py [--train out/train] [--predictions out/shelf]

Without --train the shipped reader reads, which was trained on these very interviews: its figures show the shelf, not how well
it reads. With --train each interview is read with the weights of its fold, which never saw it (`train.py` writes them).
Titles are folded as the product folds them, ours and the annotators' together, so that one book is one line on both shelves.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus import EVAL, document_of, episodes
from extraction import as_gold

from manymentors.facts.read import read
from manymentors.facts.reader import Reader
from manymentors.store.folding import fold, fold_title, same_titles

TYPES = ("person", "book", "show", "blog", "course", "talk", "community")
"""Those that are scored; tools and others are named in passing too often to tell a recommendation."""
TOP = 20


@dataclass
class Line:
    """One thing on the shelf: who speaks for it, and how often each spelling and type was told."""

    people: set[str] = field(default_factory=set)
    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    types: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def title(self) -> str:
        return max(self.names, key=lambda name: (self.names[name], name))

    @property
    def type(self) -> str:
        return max(self.types, key=lambda name: (self.types[name], name))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, help="weights by fold, held out")
    parser.add_argument(
        "--predictions", type=Path, default=Path("out/shelf"), help="kept here, and used again"
    )
    args = parser.parse_args()
    golds = {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted((EVAL / "gold").glob("*.json"))
    }
    read_all(golds, args.train, args.predictions)
    told = {name: json.loads((args.predictions / f"{name}.json").read_text("utf-8")) for name in golds}
    same = one_spelling(golds.values(), told.values())
    ours, theirs = shelf(told.values(), same), shelf(golds.values(), same)
    who = "held out, by fold" if args.train else "the shipped reader, which was trained on these interviews"
    print(f"{len(golds)} interviews; {who}\n")
    print("| type | lines of the annotators | ours | in both | precision | recall | same number of people |")
    print("|---|---|---|---|---|---|---|")
    for name in (*TYPES, "all"):
        print(f"| {name} | " + " | ".join(compared(ours, theirs, name)) + " |")
    for name in ("book", "show"):
        print_top(ours, theirs, name)


def read_all(golds: dict[str, Any], train: Path | None, predictions: Path) -> None:
    """Read what was not read yet; killed, it goes on."""
    predictions.mkdir(parents=True, exist_ok=True)
    missing = [name for name in golds if not (predictions / f"{name}.json").exists()]
    if not missing:
        return
    began = time.time()
    folds = {episode.name: episode.fold for episode in episodes()} if train else {}
    readers = {fold_: Reader(train / f"fold-{fold_}") for fold_ in set(folds.values())} if train else {}
    for name in missing:
        document = document_of(golds[name])
        reading = read(document, reader=readers[folds[name]]) if train else read(document)
        out = predictions / f"{name}.json"
        out.write_text(json.dumps(as_gold(reading), ensure_ascii=False), encoding="utf-8")
    print(f"read {len(missing)} in {time.time() - began:.0f} s")


def told_in(talks: Iterable[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each recommendation with the folded title that it goes by."""
    for talk in talks:
        for entry in talk["endorsements"]:
            if key := fold_title(entry["name"]):
                yield entry, key


def one_spelling(*shelves: Iterable[dict[str, Any]]) -> dict[str, str]:
    counts: dict[str, int] = defaultdict(int)
    for talks in shelves:
        for _, key in told_in(talks):
            counts[key] += 1
    return same_titles(counts)


def shelf(talks: Iterable[dict[str, Any]], same: dict[str, str]) -> dict[str, Line]:
    lines: dict[str, Line] = defaultdict(Line)
    for entry, key in told_in(talks):
        line = lines[same[key]]
        line.people.add(fold(entry["person"]))
        line.names[entry["name"]] += 1
        line.types[entry["type"]] += entry.get("score", 1.0)
    return dict(lines)


def compared(ours: dict[str, Line], theirs: dict[str, Line], kind: str) -> list[str]:
    """A line is in both where the annotators have it too, under whatever type; the type is that of the side which is asked."""
    kinds = TYPES if kind == "all" else (kind,)
    we = {key for key, line in ours.items() if line.type in kinds}
    they = {key for key, line in theirs.items() if line.type in kinds}
    hits, found = we & theirs.keys(), they & ours.keys()
    exact = sum(len(ours[key].people) == len(theirs[key].people) for key in found)
    return [
        str(len(they)), str(len(we)), str(len(found)), ratio(len(hits), len(we)), ratio(len(found), len(they)), ratio(exact, len(found)),
    ]  # fmt: skip


def ratio(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "–"


def print_top(ours: dict[str, Line], theirs: dict[str, Line], kind: str) -> None:
    ranked = ranked_of(ours, kind)
    best = set(ranked_of(theirs, kind)[:TOP])
    print(f"\nThe {TOP} most recommended: {kind}, by how many people (of ours, of the annotators)")
    for key in ranked[:TOP]:
        there = len(theirs[key].people) if key in theirs else 0
        print(f"  {len(ours[key].people):2} {there:2}  {ours[key].title}")
    sure = {key for key in best if len(theirs[key].people) > 1}
    print(
        f"  annotated by more than one person: {len(sure)}; on our shelf: {len(sure & ours.keys())}, "
        f"among our {TOP} of this kind: {len(sure & set(ranked[:TOP]))}"
    )


def ranked_of(lines: dict[str, Line], kind: str) -> list[str]:
    of_kind = [key for key, line in lines.items() if line.type == kind]
    return sorted(of_kind, key=lambda key: (-len(lines[key].people), -sum(lines[key].names.values()), key))


if __name__ == "__main__":
    main()
