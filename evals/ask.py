"""How well a question asked of all is answered: right words first, all of them, and silence where nobody speaks to it.

    python evals/ask.py             # the figures; with --fit the shipped weights are fitted anew first

Questions of mentees (`ask.json`), each with the nuggets that answer it, beside BM25 alone, embeddings alone and the search
page's fusion of both. Twice: of the annotated nuggets, and of the passages of the transcripts, where a passage is right that
holds one. Ours is fitted on seven eighths of the questions and measured on the last; silence on the answerable questions of
the training folds and on `off_corpus.txt`, forty questions that we wrote about other trades and matters. To the five questions
of the set to which nobody speaks no weight and no floor is fitted.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from corpus import EVAL, nuggets, real_pieces
from quality import gain, graded, passages_of_nuggets, reciprocal_ranks

from manymentors.crowd import answers, silence
from manymentors.engines.embedding import load, load_sense
from manymentors.search.index import Index
from manymentors.search.words import stems
from manymentors.shapes import FIELDS, Asked, Ear, Entry, Told, Weighed

FOLDS, DEPTH, LISTENED = 8, 200, 16
LOST = 2 / 31
"""Of the questions that can be answered, so many may be met with silence."""
OFF = [
    line
    for line in (Path(__file__).parent / "off_corpus.txt").read_text(encoding="utf-8").splitlines()
    if line.strip()
]


@dataclass(frozen=True)
class Library:
    """What may be found: `told` by number. `index` is by sense where these are nuggets, by the fast embedder else."""

    told: list[Told]
    index: Index
    spine: Index
    grades: dict[str, dict[int, int]]
    advice: bool
    all: Index
    """All passages, by which it is known how rare a word is."""


@dataclass(frozen=True)
class Tried:
    """A question, its candidates by number, their figures and grades."""

    asked: Asked
    numbers: list[int]
    figures: np.ndarray
    near: np.ndarray
    grades: np.ndarray


@cache
def ear() -> Ear:
    return Ear(stems, load(), load_sense())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fit", action="store_true", help="fit the weights on all questions, and keep them")
    options = parser.parse_args()
    questions = json.loads((EVAL / "ask.json").read_text(encoding="utf-8"))
    fields = fit_fields()
    with tempfile.TemporaryDirectory() as place:
        passages = passage_library(Path(place), questions)
        of_nuggets = nugget_library(Path(place), questions, passages.index)
        weights: dict[str, Any] = {"fields": fields}
        tried = {q["id"]: attempt(of_nuggets, q["question"], q["id"], weights) for q in questions}
        off = [attempt(of_nuggets, line, "", weights) for line in OFF]
        answerable = [q["id"] for q in questions if q["relevant"]]
        nobody = [q["id"] for q in questions if not q["relevant"]]
        if options.fit:
            weights["order"] = fit_order([tried[one] for one in answerable])
            weights["silence"] = fit_silence([tried[one] for one in answerable], off)
            answers.WEIGHTS.write_text(json.dumps(weights) + "\n", encoding="utf-8")
            answers.shipped.cache_clear()
        held = cross_validated(tried, answerable)
        tell(of_nuggets, questions, answerable, held)
        tell_silence(tried, answerable, nobody, off)
        tried_p = {q["id"]: attempt(passages, q["question"], q["id"], weights) for q in questions}
        held = cross_validated(tried, answerable, tried_p)
        tell(passages, questions, answerable, held)


# --- the library ---------------------------------------------------------------------------------------------


def nugget_library(place: Path, questions: list[dict[str, Any]], everything: Index) -> Library:
    told, names, items = [], {}, {}
    for name, at, nugget in nuggets():
        names[f"{name}#n{at}"] = len(told)
        item = items.setdefault(name, len(items) + 1)
        told.append(Told(nugget["quote"], item, nugget["skill"], nugget["field"]))
    grades = {q["id"]: {names[key]: grade for key, grade in q["relevant"].items()} for q in questions}
    return Library(
        told,
        filled(place / "sense", told, load_sense()),
        filled(place / "like", told, load()),
        grades,
        True,
        everything,
    )


def passage_library(place: Path, questions: list[dict[str, Any]]) -> Library:
    pieces = real_pieces()
    items: dict[str, int] = {}
    told = [Told(piece.text, items.setdefault(piece.interview, len(items) + 1)) for piece in pieces]
    holding = passages_of_nuggets(pieces)
    grades = {q["id"]: graded(q["relevant"], holding) for q in questions}
    index = filled(place / "passages", told, load())
    return Library(told, index, index, grades, False, index)


def filled(folder: Path, told: Sequence[Told], embed: Any) -> Index:
    index = Index.open(folder, embed, embed.dimensions, embed.name)
    index.upsert([Entry(at, one.item, 1, one.text) for at, one in enumerate(told)])
    index.commit(1)
    return index


# --- ours ----------------------------------------------------------------------------------------------------


def attempt(library: Library, question: str, name: str, weights: dict[str, Any]) -> Tried:
    asked = Asked(question, library.all.rarity(question))
    hits = library.index.heard(question, depth=DEPTH if library.advice else 100)
    grades = library.grades.get(name, {})
    if library.advice:
        numbers = [hit.passage for hit in hits]
        told = [
            Told(one.text, one.item, one.skill, one.field, hit.score)
            for hit, one in ((hit, library.told[hit.passage]) for hit in hits)
        ]
    else:
        texts = [library.told[hit.passage].text for hit in hits]
        best = answers.best_spans(asked, texts, ear())
        order = sorted(range(len(hits)), key=lambda at: -best[at][0])[:LISTENED]
        numbers = [hits[at].passage for at in order]
        told = [Told(texts[at][slice(*best[at][1])], hits[at].item) for at in order]
    figures, near = answers.measure(asked, told, ear(), weights)
    return Tried(asked, numbers, figures, near, np.array([grades.get(number, 0) for number in numbers]))


def fit_fields() -> dict[str, Any]:
    """From the gists of annotated nuggets: which field a line is about."""
    lines = [(nugget["gist"], nugget["field"]) for _, _, nugget in nuggets()]
    model = LogisticRegression(max_iter=500, C=3).fit(
        load()([gist for gist, _ in lines]), [f for _, f in lines]
    )
    assert set(model.classes_) <= set(FIELDS)
    return {
        "names": model.classes_.tolist(),
        "weights": np.round(model.coef_, 3).tolist(),
        "bias": np.round(model.intercept_, 3).tolist(),
    }


def fit_order(tried: Sequence[Tried]) -> dict[str, Any]:
    rows = np.concatenate([one.figures for one in tried])
    grades = np.concatenate([one.grades for one in tried])
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=0.1, max_iter=500)
    model.fit((rows - mean) / spread, grades > 0, sample_weight=np.where(grades == 2, 1.0, 0.6))
    margins = model.decision_function((rows - mean) / spread)
    return {
        "mean": np.round(mean, 5).tolist(),
        "spread": np.round(spread, 5).tolist(),
        "weights": np.round(model.coef_[0], 5).tolist(),
        "bias": round(float(model.intercept_[0]), 5),
        "floor": round(best_floor(margins, grades > 0), 5),
    }


def best_floor(margins: np.ndarray, right: np.ndarray) -> float:
    """Where precision and recall of what is shown balance best (F1)."""
    order = np.argsort(-margins)
    hits = np.cumsum(right[order])
    shown = np.arange(1, len(order) + 1)
    best = int(np.argmax(2 * hits / (shown + right.sum())))
    return float(margins[order][best])


def cross_validated(
    tried: dict[str, Tried], names: list[str], of: dict[str, Tried] | None = None
) -> dict[str, list[int]]:
    """Numbers best first for each question, by weights that never saw it. `of` is measured by what `tried` teaches."""
    order: dict[str, list[int]] = {}
    for fold in folds(names):
        weights = {"order": fit_order([tried[name] for name in names if name not in fold])}
        for name in fold:
            one = (of or tried)[name]
            scores = answers.score(one.figures, weights)
            order[name] = [one.numbers[at] for at in np.argsort(-scores, kind="stable")]
    return order


def folds(names: list[str]) -> list[list[str]]:
    mixed = random.Random(5).sample(names, len(names))
    return [mixed[at::FOLDS] for at in range(FOLDS)]


# --- silence -------------------------------------------------------------------------------------------------


def loud(one: Tried) -> list[float]:
    return silence.figures([Weighed(0.0, float(near)) for near in one.near])


def fit_silence(spoken: Sequence[Tried], off: Sequence[Tried]) -> dict[str, Any]:
    """Both sorts weigh alike; the floor lies where so few of the answerable questions as may be lost are below it."""
    rows = np.array([loud(one) for one in (*spoken, *off)])
    right = np.array([True] * len(spoken) + [False] * len(off))
    mean, spread = rows.mean(0), rows.std(0) + 1e-6
    model = LogisticRegression(C=0.3, class_weight="balanced").fit((rows - mean) / spread, right)
    margins = np.sort(((rows - mean) / spread @ model.coef_[0])[right])
    floor = margins[int(LOST * len(margins))]
    return {
        "mean": np.round(mean, 5).tolist(),
        "spread": np.round(spread, 5).tolist(),
        "weights": np.round(model.coef_[0], 5).tolist(),
        "floor": round(float(floor) - 1e-4, 5),
    }


def tell_silence(tried: dict[str, Tried], answerable: list[str], nobody: list[str], off: list[Tried]) -> None:
    lost, caught = [], 0
    off_names = [str(at) for at in range(len(off))]
    for fold, off_fold in zip(folds(answerable), folds(off_names), strict=True):
        known = {
            "silence": fit_silence(
                [tried[name] for name in answerable if name not in fold],
                [off[int(at)] for at in off_names if at not in off_fold],
            )
        }
        lost += [name for name in fold if quiet(tried[name], known)]
        caught += sum(quiet(off[int(at)], known) for at in off_fold)
    known = {"silence": fit_silence([tried[name] for name in answerable], off)}
    silent = [name for name in nobody if quiet(tried[name], known)]
    print(
        f"\nsilence, held out: {len(lost)} of {len(answerable)} answerable questions met with it ({' '.join(sorted(lost))}; goal: 2); "
        f"{caught} of {len(off)} questions of our own about other matters"
    )
    print(
        f"never used to fit: {len(silent)} of {len(nobody)} to which nobody in the set speaks ({' '.join(silent)}; goal: 4)"
    )


def quiet(one: Tried, weights: dict[str, Any]) -> bool:
    weighed = [Weighed(0.0, float(near)) for near in one.near]
    return silence.loudness(weighed, weights) < 0


# --- figures -------------------------------------------------------------------------------------------------

Ranking = Callable[[str], list[int]]


def tell(
    library: Library, questions: list[dict[str, Any]], names: list[str], held: dict[str, list[int]]
) -> None:
    texts = {q["id"]: q["question"] for q in questions}
    what = "annotated nuggets" if library.advice else "passages of the transcripts"
    print(
        f"\n{len(library.told):,} {what}; {len(names)} questions    nDCG@10   recall@20   of 20 that there is room for"
    )

    def sides(name: str) -> tuple[list[Any], list[Any]]:
        from quality import both_sides

        return both_sides(library.spine, texts[name], False)

    rankings: dict[str, Ranking] = {
        "BM25 alone": lambda name: [hit.passage for hit in sides(name)[0]],
        "embeddings alone": lambda name: [hit.passage for hit in sides(name)[1]],
        "reciprocal ranks of both": lambda name: [hit.passage for hit in reciprocal_ranks(*sides(name))],
        "the search page": lambda name: [hit.passage for hit in library.spine.search(texts[name], limit=100)],
    }
    if library.advice:
        rankings["all-MiniLM-L6-v2 alone"] = lambda name: by_sense(library, texts[name])
    rankings["ask (held out)"] = lambda name: held[name]
    for title, ranking in rankings.items():
        gains, found, room = [], [], []
        for name in names:
            grades = library.grades[name]
            order = ranking(name)
            best = gain(sorted(grades.values(), reverse=True)[:10])
            gains.append(gain([grades.get(number, 0) for number in order[:10]]) / best)
            right = sum(number in grades for number in order[:20])
            found.append(right / len(grades))
            room.append(right / min(20, len(grades)))
        print(
            f"{title:45}{statistics.mean(gains):9.3f}{statistics.mean(found):12.3f}{statistics.mean(room):12.3f}"
        )


def by_sense(library: Library, question: str) -> list[int]:
    hits = library.index.heard(question, depth=DEPTH)
    return [hit.passage for hit in sorted(hits, key=lambda hit: -hit.score)]


if __name__ == "__main__":
    main()
