"""End to end: reads the interviews of invented listeners, compares with their steps, and says how far the stop is from the true one.

    python evals/stops.py --train out/train [--words] [--large out/large] [--fold 0]

Each interview is read from its transcript with the weights of its fold (`train.py` wrote them), which never saw it; nothing of the
annotation goes in but the listeners' own steps. What puts a life in order was learned without it too; the weights by which roads are
compared have seen these listeners (`roads.py` measures those held out). A stop is right where it lies within 60 seconds of the annotated one, or within 150 words where
the transcript bears no times; where nothing is shared or left, it is right to say so.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

from corpus import EVAL, episodes, scorer
from roads import learn_order, tellings
from roads_fit import Listener, letters, listeners

from manymentors.engines.embedding import load
from manymentors.facts.read import read
from manymentors.facts.reader import Reader
from manymentors.facts.roles import same_person
from manymentors.roads import order
from manymentors.roads.compare import compare
from manymentors.roads.timeline import story
from manymentors.shapes import Document, Milestone

NEAR_SECONDS, NEAR_WORDS = 60.0, 150


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, default=Path("out/train"))
    parser.add_argument("--words", action="store_true", help="by words alone")
    parser.add_argument("--large", type=Path, help="the folder of enlarge.py: with the large listener")
    parser.add_argument("--fold", type=int, help="the listeners of this fold only")
    args = parser.parse_args()
    readers = {
        path.name: Reader(path, args.large and args.large / path.name.removeprefix("fold-") / "together")
        for path in args.train.glob("fold-*")
    }
    if args.words:
        for reader in readers.values():
            reader.tagger = None
    embed, people = load(), listeners(EVAL.parent)
    began, words = time.monotonic(), 0
    right: list[bool] = []
    with_gold: list[bool] = []
    in_our_order: list[bool] = []
    silent = [0, 0]
    found, roads = episodes(), tellings()
    fold = {episode.name: episode.fold for episode in found}
    orders = {k: learn_order([road for road in roads if fold[road.episode] != k]) for k in set(fold.values())}
    for episode in found:
        of_it = [one for one in people if one.episode == episode.name]
        if not of_it or args.fold not in (None, episode.fold):
            continue
        document = episode.document
        order._weights = lambda weights=orders[episode.fold]: weights  # type: ignore[assignment,misc]
        reading = read(document, reader=readers[f"fold-{episode.fold}"])
        words += len(document.text.split())
        person = of_it[0].theirs[0].person
        told = [m for m in reading.milestones if same_person(m.person, person) or len(reading.guests) < 2]
        road = story(sorted(told, key=lambda m: m.order), embed)
        places = {
            letters(g["quote"]): span
            for g, span in zip(episode.gold["milestones"], episode.spans["milestones"], strict=True)
        }
        annotated = next((r for r in roads if r.episode == episode.name and r.read[0].person == person), None)
        ordered = story([replace(m, order=at) for at, m in enumerate(annotated.read, 1)]) if annotated else ()
        for one in of_it:
            stop = compare(one.mine, road, embed).stop
            got = road[stop].quote.start if stop is not None else None
            right.append(near(document, got, place_of(one, one.stop, places)))
            by_gold = compare(one.mine, one.theirs, embed).stop
            with_gold.append(near(document, place_of(one, by_gold, places), place_of(one, one.stop, places)))
            ours = compare(one.mine, ordered, embed).stop
            there = ordered[ours].quote.start if ours is not None else None
            in_our_order.append(near(document, there, place_of(one, one.stop, places)))
            if one.stop is None:
                silent[0] += got is None
                silent[1] += 1
    print(f"{len(right)} listeners, {words:,} words read and compared in {time.monotonic() - began:.0f} s")
    print(
        f"stop within {NEAR_SECONDS:.0f} s or {NEAR_WORDS} words of the true one: {sum(right) / len(right):.3f}"
    )
    print(f"the same with the annotated road in place of the one read: {sum(with_gold) / len(with_gold):.3f}")
    print(
        f"with the annotated quotes and kinds, but our lines, years and order: {sum(in_our_order) / len(in_our_order):.3f}"
    )
    print(f"nothing to go on to, and said so: {silent[0]}/{silent[1]}")


def place_of(one: Listener, step: int | None, places: dict[str, tuple[int, int] | None]) -> int | None:
    """The character at which that milestone's quote begins."""
    milestone: Milestone | None = one.theirs[step] if step is not None else None
    span = places[letters(milestone.quote.text)] if milestone else None
    return span[0] if span else None


def near(document: Document, got: int | None, wanted: int | None) -> bool:
    if got is None or wanted is None:
        return got is wanted
    seconds, true = document.seconds_at(got), document.seconds_at(wanted)
    if seconds is not None and true is not None:
        return abs(seconds - true) <= NEAR_SECONDS
    between = document.text[min(got, wanted) : max(got, wanted)]
    return len(scorer.words(between)) <= NEAR_WORDS


if __name__ == "__main__":
    main()
