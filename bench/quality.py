"""Measures which way of fusing words and vectors finds what careful listeners pointed at, and where silence should begin.

    python bench/quality.py

Known: the gist of a nugget, written in other words → the passage that holds its quote. Asked: questions of mentees → the
passages of all nuggets judged to answer them (judged sparsely: read these figures against each other only).
"""

from __future__ import annotations

import json
import math
import random
import statistics
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from corpus import EVAL, documents, nuggets, real_pieces

from manymentors.engines.embedding import load
from manymentors.search import words as words_side
from manymentors.search.fusion import fuse
from manymentors.search.index import DEPTH, FLOOR, Index
from manymentors.search.words import Asked, ask
from manymentors.shapes import Entry, Hit

GISTS = 600
OFF_TOPIC = (
    "sourdough hydration", "How long do I boil an egg so that the yolk stays soft?", "best football striker of all time",
    "Which mushrooms in the forest are safe to eat?", "my cat scratches the sofa", "treating knee pain after a marathon",
    "cheap flights to Lisbon in March", "How do I prune a cherry tree in winter?", "What is the capital of Mongolia?",
    "removing red wine stains from a carpet", "Is it safe to swim after eating?", "planets visible tonight",
    "how to tune a cello", "knitting pattern for a baby hat", "What did Napoleon do after Waterloo?", "leaking kitchen tap",
    "vegan lasagne recipe", "When should I repot an orchid?", "symptoms of a vitamin deficiency", "second-hand caravan prices",
)  # fmt: skip

Ranking = Callable[[list[Hit], list[Hit]], list[Hit]]


def main() -> None:
    pieces, embed = real_pieces(), load()
    holding = passages_of_nuggets(pieces)
    known = [(nugget["gist"], holding[name, at]) for name, at, nugget in nuggets() if holding[name, at]]
    known = random.Random(4).sample(known, GISTS)
    asked = [
        (question["question"], grades)
        for question in questions()
        if (grades := graded(question["relevant"], holding))
    ]
    print(f"{len(pieces):,} passages; {len(known)} gists, {len(asked)} questions; embedder {embed.name}\n")
    with (
        tempfile.TemporaryDirectory() as folder,
        Index.open(Path(folder), embed, embed.dimensions, embed.name) as index,
    ):
        index.upsert([Entry(at, at, 1, piece.text) for at, piece in enumerate(pieces)])
        index.commit(1)
        print("                             known  R@1   R@10    MRR   asked  P@10    MRR   nDCG@10")
        for title, every_word, ranking in rankings():
            found_known = [ranking(*both_sides(index, query, every_word)) for query, _ in known]
            found_asked = [ranking(*both_sides(index, query, every_word)) for query, _ in asked]
            print(
                f"{title:32}"
                + known_figures(found_known, [set(right) for _, right in known])
                + asked_figures(found_asked, [grades for _, grades in asked])
            )
        print_silence(index, known)


def rankings() -> list[tuple[str, bool, Ranking]]:
    """Title, whether every word is asked for alike, and how the two lists become one."""
    return [
        ("words", False, lambda words, vectors: words),
        ("words, every one of them", True, lambda words, vectors: words),
        ("vectors", False, lambda words, vectors: vectors),
        ("reciprocal ranks (60)", False, reciprocal_ranks),
        *(
            (
                f"min-max, vectors {share:.1f}",
                False,
                lambda words, vectors, share=share: fuse(words, vectors, share),
            )
            for share in (0.3, 0.4, 0.5, 0.6, 0.7)
        ),
    ]


def reciprocal_ranks(words: list[Hit], vectors: list[Hit]) -> list[Hit]:
    scores: dict[int, float] = {}
    for hits in (words, vectors):
        for rank, hit in enumerate(hits, 1):
            scores[hit.passage] = scores.get(hit.passage, 0.0) + 1 / (60 + rank)
    return [
        Hit(passage, passage, score) for passage, score in sorted(scores.items(), key=lambda pair: -pair[1])
    ]


def both_sides(index: Index, query: str, every_word: bool) -> tuple[list[Hit], list[Hit]]:
    snapshot = index._latest()
    assert snapshot is not None
    plain = Asked(tuple(dict.fromkeys(words_side._STEMS.analyze(query)))) if every_word else ask(query)
    words = snapshot.words.search(plain, (), None, None, DEPTH)
    vector = index._embed([query])[0]
    slots, cosines = snapshot.codes.nearest(vector, snapshot.codes.alive, DEPTH)
    return words, [
        Hit(slot, slot, cosine) for slot, cosine in zip(slots.tolist(), cosines.tolist(), strict=True)
    ]


def known_figures(found: list[list[Hit]], right: list[set[int]]) -> str:
    ranks = [
        next((rank for rank, hit in enumerate(hits, 1) if hit.passage in wanted), math.inf)
        for hits, wanted in zip(found, right, strict=True)
    ]
    first, ten = (sum(rank <= top for rank in ranks) / len(ranks) for top in (1, 10))
    return f"{first:8.3f} {ten:6.3f} {statistics.mean(1 / rank for rank in ranks):6.3f}"


def asked_figures(found: list[list[Hit]], grades: list[dict[int, int]]) -> str:
    tens = [[of.get(hit.passage, 0) for hit in hits[:10]] for hits, of in zip(found, grades, strict=True)]
    ranks = [
        next((rank for rank, hit in enumerate(hits, 1) if hit.passage in of), math.inf)
        for hits, of in zip(found, grades, strict=True)
    ]
    gains = [
        gain(ten) / gain(sorted(of.values(), reverse=True)[:10]) for ten, of in zip(tens, grades, strict=True)
    ]
    precision = statistics.mean(sum(grade > 0 for grade in ten) / 10 for ten in tens)
    return (
        f"{precision:13.3f} {statistics.mean(1 / rank for rank in ranks):6.3f} {statistics.mean(gains):9.3f}"
    )


def gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def print_silence(index: Index, known: list[tuple[str, list[int]]]) -> None:
    """What a floor on the cosine would cost on topic, and silence off it."""
    snapshot = index._latest()
    assert snapshot is not None

    def best(query: str, slots: list[int] | None = None) -> float:
        vector = index._embed([query])[0]
        places = np.flatnonzero(snapshot.codes.alive) if slots is None else np.array(slots)
        return float(snapshot.codes.cosines(vector, places).max())

    right = [best(query, slots) for query, slots in known]
    nearest_on = [best(question["question"]) for question in questions() if question["relevant"]]
    nearest_off = [best(query) for query in OFF_TOPIC]
    print(
        f"\nfloor   right passages kept   questions with anything near   {len(OFF_TOPIC)} off-topic ones with anything near"
    )
    for floor in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65):
        shares = [
            sum(cosine >= floor for cosine in cosines) / len(cosines)
            for cosines in (right, nearest_on, nearest_off)
        ]
        print(
            f"{floor:5.2f} {shares[0]:15.3f} {shares[1]:25.3f} {shares[2]:30.3f}"
            + ("   in use" if floor == FLOOR else "")
        )
    silent = sum(not index.search(query) for query in OFF_TOPIC)
    print(
        f"{silent} of {len(OFF_TOPIC)} off-topic queries find nothing at all; the others share a word with some passage"
    )


def passages_of_nuggets(pieces: list) -> dict[tuple[str, int], list[int]]:
    """For each nugget the passages that hold most of its quote, by the place of the quote in the interview's text."""
    texts = {name: document.text for name, document in documents()}
    starts: dict[str, list[int]] = {}
    numbers: dict[str, list[int]] = {}
    for number, piece in enumerate(pieces):
        starts.setdefault(piece.interview, []).append(piece.start)
        numbers.setdefault(piece.interview, []).append(number)
    holding: dict[tuple[str, int], list[int]] = {}
    for name, at, nugget in nuggets():
        place = texts.get(name, "").find(nugget["quote"])
        middle = place + len(nugget["quote"]) // 2
        holding[name, at] = [numbers[name][bisect_right(starts[name], middle) - 1]] if place >= 0 else []
    found = sum(map(bool, holding.values()))
    print(f"{found:,} of {len(holding):,} quotes found word for word")
    return holding


def questions() -> list[dict]:
    return json.loads((EVAL / "ask.json").read_text(encoding="utf-8"))


def graded(relevant: dict[str, int], holding: dict[tuple[str, int], list[int]]) -> dict[int, int]:
    grades: dict[int, int] = {}
    for key, grade in relevant.items():
        name, _, at = key.rpartition("#n")
        for passage in holding.get((name, int(at)), []):
            grades[passage] = max(grades.get(passage, 0), grade)
    return grades


if __name__ == "__main__":
    main()
