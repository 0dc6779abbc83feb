"""How well a question asked of all is answered: right words first, all of them, and silence where nobody speaks to it.

    python evals/ask.py --sense out/sense    # the figures; with --fit the shipped weights are fitted anew first

The slower embedder has learned from annotated interviews: with `--sense`, the folder that `sense.py` wrote, each nugget is heard by
the one that did not learn from its interview, and a question by all. Without it the shipped one hears, which has seen them.

Questions of mentees (`ask.json`), each with the nuggets that answer it, beside BM25 alone, embeddings alone and the search
page's fusion of both. Twice: of the annotated nuggets, and of the passages of the transcripts, where a passage is right that
holds one. Ours is fitted on seven eighths of the questions, with the skills of the nuggets as the annotators name them and
without any, and measured on the last eighth: without (as the product has them until somebody corrects a skill), with them, and
beside the best order that there could be of the nearest hundred. Intervals are of 10,000 draws of questions.

Silence is fitted on the answerable questions of the training folds and on `off_corpus.txt`, forty questions that we wrote about
other trades and matters. To the five questions of the set to which nobody speaks no weight and no floor is fitted.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from corpus import EVAL, documents, nuggets, real_pieces
from quality import gain, graded, passages_of_nuggets, reciprocal_ranks

from manymentors.crowd import answers, silence
from manymentors.engines.embedding import BUNDLED, Embedder, load, load_onnx, load_sense
from manymentors.search.index import Index
from manymentors.search.words import stems
from manymentors.shapes import FIELDS, Asked, Ear, Entry, Told, Weighed

FOLDS, DEPTH, GLANCED, LISTENED = 8, 200, 12, 16
LOST = 2 / 31
"""Of the questions that can be answered, so many may be met with silence."""
OFF = [
    line
    for line in (Path(__file__).parent / "off_corpus.txt").read_text(encoding="utf-8").splitlines()
    if line.strip()
]


@dataclass(frozen=True)
class Library:
    """What may be found: `told` by number. `index` is by sense and by what was said before where these are
    nuggets, by the fast embedder else; `spine` is by the fast embedder, and `plain` by sense alone.
    """

    told: list[Told]
    index: Index
    spine: Index
    plain: Index
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


@dataclass(frozen=True)
class Remembering:
    """An embedder that hears each text once."""

    embed: Embedder
    heard: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.embed.name

    @property
    def dimensions(self) -> int:
        return self.embed.dimensions

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        new = list(dict.fromkeys(text for text in texts if text not in self.heard))
        if new:
            self.heard.update(zip(new, self.embed(new), strict=True))
        return np.stack([self.heard[text] for text in texts])


class HeldOut:
    """Several embedders side by side. Words of an interview stand in the part of the one that did not learn from it and are nothing in
    the others; a question stands in all: so their product is the cosine of the two by the right one.
    """

    def __init__(self, folder: Path) -> None:
        self.parts = [
            load_onnx(one.parent, tokens=BUNDLED) for one in sorted(folder.glob("[0-9]*/model.onnx"))
        ]
        self.name, self.dimensions = "held out", sum(part.dimensions for part in self.parts)
        left_out = [one.read_text().split("\n") for one in sorted(folder.glob("[0-9]*/left_out.txt"))]
        part_of = {name: at for at, names in enumerate(left_out) for name in names}
        self.spoken = [(" ".join(document.text.split()), part_of[name]) for name, document in documents()]
        self.misspelt = [
            (nugget["quote"], part_of[name])
            for name, _, nugget in nuggets()
            if self.part_of(nugget["quote"]) is None
        ]

    def part_of(self, text: str) -> int | None:
        end = " ".join(text.split())[-60:]
        return next((part for words, part in self.spoken if end in words), None)

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        out = np.zeros((len(texts), len(self.parts), self.parts[0].dimensions), np.float32)
        of = [self.part_of(text) for text in texts]
        for at, text in enumerate(texts):
            if of[at] is None:
                of[at] = next((part for quote, part in self.misspelt if text.endswith(quote)), None)
        for number, part in enumerate(self.parts):
            mine = [at for at, one in enumerate(of) if one in (None, number)]
            if mine:
                out[mine, number] = part([texts[at] for at in mine])
        return out.reshape(len(texts), self.dimensions)


SENSE: list[Path] = []
"""Where the embedders of the folds lie, if they were named."""


@cache
def sense() -> Remembering:
    return Remembering(HeldOut(SENSE[0]) if SENSE else load_sense())


@cache
def ear() -> Ear:
    return Ear(stems, load(), sense())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fit", action="store_true", help="fit the weights on all questions, and keep them")
    parser.add_argument("--sense", type=Path, help="the folder of sense.py, with an embedder for each fold")
    options = parser.parse_args()
    if options.sense:
        SENSE.append(options.sense)
    questions = json.loads((EVAL / "ask.json").read_text(encoding="utf-8"))
    fields = fit_fields()
    with tempfile.TemporaryDirectory() as place:
        passages = passage_library(Path(place), questions)
        of_nuggets = nugget_library(Path(place), questions, passages.index)
        weights: dict[str, Any] = {"fields": fields}
        tried, bare = (
            {q["id"]: attempt(library, q["question"], q["id"], weights) for q in questions}
            for library in (of_nuggets, without_skills(of_nuggets))
        )
        off = [attempt(of_nuggets, line, "", weights) for line in OFF]
        both = [tried, bare]
        answerable = [q["id"] for q in questions if q["relevant"]]
        nobody = [q["id"] for q in questions if not q["relevant"]]
        if options.fit:
            weights["order"] = fit_order([of[one] for of in both for one in answerable])
            weights["silence"] = fit_silence([tried[one] for one in answerable], off)
            answers.WEIGHTS.write_text(json.dumps(weights) + "\n", encoding="utf-8")
            answers.shipped.cache_clear()
        tell(
            of_nuggets,
            questions,
            answerable,
            {
                "ask": cross_validated(both, answerable, bare),
                "ask, were every skill right": cross_validated(both, answerable, tried),
                "the nearest 100, in the best order": {one: best_order(tried[one]) for one in answerable},
            },
        )
        tell_silence(tried, answerable, nobody, off)
        tell_near([bare[one] for one in answerable])
        tried_p = {q["id"]: attempt(passages, q["question"], q["id"], weights) for q in questions}
        tell(passages, questions, answerable, {"ask": cross_validated(both, answerable, tried_p)})


# --- the library ---------------------------------------------------------------------------------------------


def nugget_library(place: Path, questions: list[dict[str, Any]], everything: Index) -> Library:
    told, before, names, items = [], [], {}, {}
    texts = {name: document.text for name, document in documents()}
    for name, at, nugget in nuggets():
        names[f"{name}#n{at}"] = len(told)
        before.append(answers.said_before(texts[name], max(0, texts[name].find(nugget["quote"]))))
        item = items.setdefault(name, len(items) + 1)
        told.append(Told(nugget["quote"], item, nugget["skill"], nugget["field"]))
    grades = {q["id"]: {names[key]: grade for key, grade in q["relevant"].items()} for q in questions}
    return Library(
        told,
        filled(place / "sense", told, sense(), before),
        filled(place / "like", told, load()),
        filled(place / "plain", told, sense()),
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
    return Library(told, index, index, index, grades, False, index)


def without_skills(library: Library) -> Library:
    """What the product has before somebody corrects a skill: those of our lexicon are too seldom right to listen to."""
    return replace(library, told=[replace(one, skill="") for one in library.told])


def filled(folder: Path, told: Sequence[Told], embed: Any, before: Sequence[str] = ()) -> Index:
    index = Index.open(folder, embed, embed.dimensions, embed.name)
    index.upsert(
        [
            Entry(at, one.item, 1, one.text, before=said)
            for at, (one, said) in enumerate(zip_longest(told, before, fillvalue=""))
        ]
    )
    index.commit(1)
    return index


# --- ours ----------------------------------------------------------------------------------------------------


def attempt(library: Library, question: str, name: str, weights: dict[str, Any]) -> Tried:
    asked = Asked(question, library.all.rarity(question))
    hits = library.index.heard(question, depth=DEPTH if library.advice else 100)
    grades = library.grades.get(name, {})
    if library.advice:
        near = {hit.passage: hit.score for hit in library.plain.heard(question, depth=DEPTH)}
        about = {hit.passage: hit.score for hit in hits}
        nearest = sorted(near, key=lambda number: -near[number])[:GLANCED]
        numbers = list({**about, **dict.fromkeys(nearest)})
        told = [
            replace(
                library.told[number], near=near.get(number, 0.0), about=about.get(number, near.get(number))
            )
            for number in numbers
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
    taught: Sequence[dict[str, Tried]],
    names: list[str],
    of: dict[str, Tried],
) -> dict[str, list[int]]:
    """Numbers best first for each question `of` these, by weights that never saw it."""
    order: dict[str, list[int]] = {}
    for fold in folds(names):
        lessons = [tried[name] for tried in taught for name in names if name not in fold]
        weights = {"order": fit_order(lessons)}
        for name in fold:
            one = of[name]
            scores = answers.score(one.figures, weights)
            order[name] = [one.numbers[at] for at in np.argsort(-scores, kind="stable")]
    return order


def best_order(one: Tried) -> list[int]:
    about = one.figures[:, 2 * answers.FIGURES.index("about")]
    nearest = np.argsort(-about)[:100]
    return [one.numbers[at] for at in nearest[np.argsort(-one.grades[nearest], kind="stable")]]


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


def tell_near(tried: Sequence[Tried]) -> None:
    """From which cosine on a candidate is right as often as one above the floor is, whatever the score says."""
    near = np.concatenate([one.near for one in tried])
    right = np.concatenate([one.grades for one in tried]) > 0
    print(
        "near: "
        + ", ".join(
            f"{at:.2f} {right[near >= at].mean():.2f} of {(near >= at).sum()}"
            for at in np.arange(0.3, 0.75, 0.05)
        )
    )


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
SENSE_ALONE = "the slower embedder alone"


def tell(
    library: Library, questions: list[dict[str, Any]], names: list[str], held: dict[str, dict[str, list[int]]]
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
        rankings[SENSE_ALONE] = lambda name: by_sense(library.plain, texts[name])
        rankings["and what was said before"] = lambda name: by_sense(library.index, texts[name])
    rankings |= {title: order.__getitem__ for title, order in held.items()}
    told: dict[str, np.ndarray] = {}
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
        told[title] = np.array(gains)
        beside = f"   {surely(told[SENSE_ALONE], told[title])}" if SENSE_ALONE in told else ""
        print(
            f"{title:45}{statistics.mean(gains):9.3f}{statistics.mean(found):12.3f}{statistics.mean(room):12.3f}{beside}"
        )

    if library.advice:
        worst = sorted(zip(told["ask"].tolist(), names, strict=True))
        print("each: " + ", ".join(f"{name} {one:.2f}" for one, name in worst))


def surely(one: np.ndarray, other: np.ndarray) -> str:
    """What the other adds, and between what that lies in 95 of 100 draws of questions."""
    draws = np.random.default_rng(7).integers(0, len(one), (10_000, len(one)))
    low, high = np.percentile((other - one)[draws].mean(1), (2.5, 97.5))
    return f"{(other - one).mean():+.3f} ({low:+.3f} to {high:+.3f})"


def by_sense(index: Index, question: str) -> list[int]:
    hits = index.heard(question, depth=DEPTH)
    return [hit.passage for hit in sorted(hits, key=lambda hit: -hit.score)]


if __name__ == "__main__":
    main()
