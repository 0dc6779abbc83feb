"""How well traits are proved by what people tell, and how good the sets of people are that cover an ideal together.

    python evals/ideal.py                  every way beside the others, each ideal held out with all traits it shares with others
    python evals/ideal.py --train          the weights in `crowd/weights/proofs.json`, learned from all ideals
    python evals/ideal.py --sense FOLDER   the same with another embedder

The library is `eval/gold` of the evaluation folder; a pair of trait and person is clear where the annotation grades it 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src")]

from manymentors.crowd import cover, proof, topics, trait  # noqa: E402
from manymentors.engines.embedding import load  # noqa: E402
from manymentors.facts.skills import shipped  # noqa: E402
from manymentors.roads.kinds import kinds_of  # noqa: E402
from manymentors.roads.sorts import SORTS  # noqa: E402
from manymentors.roads.words import stems  # noqa: E402
from manymentors.shapes import Telling  # noqa: E402

Matrix = NDArray[Any]
FIRMNESS = 0.1
"""The C of the logistic regression."""
HALF_SURE = 0.5
"""What a partial proof weighs as an example of what is none."""
SHARE = 0.2
"""Of what proves nothing so much is learned from, each weighing as much as it stands for."""


@dataclass(frozen=True)
class Library:
    """Rows of `grade` are traits, columns people; of `evidence` traits and tellings. `who` has the person of each telling."""

    ideals: list[dict[str, Any]]
    texts: list[str]
    people: list[str]
    told: list[Telling]
    who: Matrix
    grade: Matrix
    evidence: Matrix


def library(shared: Path) -> Library:
    ideals = json.loads((shared / "eval" / "ideal.json").read_text())["ideals"]
    told, names, place = [], [], {}
    for file in sorted((shared / "eval" / "gold").glob("*.json")):
        gold = json.loads(file.read_text())
        for at, m in enumerate(gold["milestones"]):
            place[f"{file.stem}#m{at}"] = len(told)
            told.append(Telling("milestone", m["kind"], m["what"], m["quote"]))
            names.append(m["person"])
        for at, n in enumerate(gold["nuggets"]):
            place[f"{file.stem}#n{at}"] = len(told)
            told.append(Telling("nugget", n["field"], n["skill"], n["quote"]))
            names.append(n["person"])
    people = sorted(set(names))
    column = {name: at for at, name in enumerate(people)}
    proofs = {t["text"]: t["proof"] for ideal in ideals for t in ideal["traits"]}
    texts = list(proofs)
    grade, evidence = (
        np.zeros((len(texts), len(people)), int),
        np.zeros((len(texts), len(told)), int),
    )
    for row, text in enumerate(texts):
        for name, given in proofs[text].items():
            grade[row, column[name]] = given["grade"]
            evidence[row, [place[e] for e in given["evidence"]]] = given["grade"]
    return Library(ideals, texts, people, told, np.array([column[n] for n in names]), grade, evidence)


def words(sense: str = "") -> proof.Words:
    every = topics.gathered(((s.name, s.pattern) for s in SORTS), shipped())
    return proof.Words(load(sense), stems, kinds_of, every)


def rarities(lib: Library, known: proof.Words) -> proof.Model:
    """How rare stems and topics are among all that is told; no grade goes in."""
    total = len(lib.told)
    texts = [(t, trait.in_full(t.line), trait.in_full(t.quote)) for t in lib.told]
    met = Counter(s for _, line, quote in texts for s in set(stems(line)) | set(stems(quote)))
    about: Counter[str] = Counter()
    for t, line, quote in texts:
        found = topics.topics_of(line, known.topics) | topics.topics_of(quote, known.topics)
        about.update(found | ({f"skill {t.line}"} & set(known.topics) if t.fact == "nugget" else set()))
    rare = lambda n: round(float(np.log((total + 1) / (n + 1))), 2)  # noqa: E731
    return proof.Model(
        weights=(0.0,) * len(proof.FEATURES), clear=0.0, partial=0.0,
        stems={s: rare(n) for s, n in sorted(met.items()) if n >= 3},
        topics={name: rare(about[name] + 1) for name in known.topics}, unknown=rare(1),
    )  # fmt: skip


# --- learning ----------------------------------------------------------------------------------------------------


def learn(lib: Library, x: Matrix, rows: Sequence[int], columns: Sequence[int]) -> Matrix:
    """Weights of all features (0 for those left out), the first of them the constant."""
    from sklearn.linear_model import LogisticRegression

    grades = lib.evidence[rows]
    looked = (grades > 0) | (lib.grade[rows][:, lib.who] == 0)
    looked &= (grades > 0) | (np.random.default_rng(0).random(grades.shape) < SHARE)
    examples = x[rows][looked][:, columns]
    y, weight = grades[looked], np.where(grades[looked] == 0, 1 / SHARE, 1.0)
    weight = np.where(y == 1, HALF_SURE, weight)
    mean, spread = examples.mean(0), examples.std(0) + 1e-6
    fitted = LogisticRegression(C=FIRMNESS, max_iter=500).fit((examples - mean) / spread, y == 2, weight)
    out = np.zeros(x.shape[-1])
    out[list(columns)] = fitted.coef_[0] / spread
    out[0] = fitted.intercept_[0] - (fitted.coef_[0] * mean / spread).sum()
    return out


def by_person(lib: Library, scores: Matrix) -> Matrix:
    out = np.full((len(scores), len(lib.people)), -20.0)
    np.maximum.at(out.T, lib.who, scores.T)
    return out


def best_floor(scores: Matrix, right: Matrix) -> float:
    """The score from which on F1 is best."""
    flat, true = scores.ravel(), right.ravel()
    order = np.argsort(-flat)
    hits, n = np.cumsum(true[order]), np.arange(1, len(flat) + 1)
    return float(flat[order][(2 * hits / (n + true.sum())).argmax()])


Way = Callable[[Sequence[int]], Matrix]
"""The rows that may be learned from → scores of all traits and tellings."""


def held_out(lib: Library, way: Way) -> dict[str, Any]:
    """Each ideal in turn is scored by what was learned without any of its traits; the floor too comes from the others."""
    hits = found = wanted = good = no_larger = after = 0
    judged: list[int] = []
    for ideal in lib.ideals:
        mine = [lib.texts.index(t["text"]) for t in ideal["traits"]]
        others = [row for row in range(len(lib.texts)) if row not in mine]
        people = by_person(lib, way(others))
        floor = best_floor(people[others], lib.grade[others] == 2)
        clear, right = people[mine] >= floor, lib.grade[mine] == 2
        hits, found, wanted = hits + (clear & right).sum(), found + clear.sum(), wanted + right.sum()
        sure = surety(people[mine], floor)
        chosen = cover_of(ideal, clear, sure)
        as_good = covers(right, chosen) >= ideal["best_set"]["covers"]
        good += as_good
        no_larger += as_good and len(chosen) <= len(ideal["best_set"]["persons"])
        rounds, chosen = judging(ideal, clear, right, sure)
        judged.append(rounds)
        after += covers(right, chosen) >= ideal["best_set"]["covers"]
    precision, recall = hits / max(1, found), hits / wanted
    return {
        "precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall),
        "sets": good, "no larger": no_larger, "after judging": after, "judged": sum(judged) / len(judged),
    }  # fmt: skip


def surety(scores: Matrix, floor: float) -> Matrix:
    out: Matrix = 1 / (1 + np.exp(-(scores - floor)))
    return out


def cover_of(ideal: dict[str, Any], clear: Matrix, sure: Matrix) -> tuple[int, ...]:
    wants = [cover.Want(t["must"], 3) for t in ideal["traits"]]
    proofs = {
        person: {t: float(sure[t, person]) for t in np.flatnonzero(clear[:, person])}
        for person in range(clear.shape[1])
    }
    found = cover.best_sets(wants, proofs)
    return found[-1].people if found else ()


def covers(right: Matrix, people: Sequence[int]) -> int:
    return int(right[:, list(people)].any(axis=1).sum())


def judging(ideal: dict[str, Any], clear: Matrix, right: Matrix, sure: Matrix) -> tuple[int, tuple[int, ...]]:
    """A person opens the chips on which the proposed set rests, rejects those that prove nothing, and looks again."""
    clear, seen = clear.copy(), np.zeros_like(clear)
    while True:
        people = cover_of(ideal, clear, sure)
        look = np.zeros_like(clear)
        look[:, list(people)] = clear[:, list(people)]
        wrong = look & ~right
        seen |= look
        if not wrong.any():
            return int(seen.sum()), people
        clear &= ~wrong


# --- the ways ----------------------------------------------------------------------------------------------------

WORDS = ("words", "words of the quote")
NEAR = ("near words", "near words of the quote", "near words of advice")
MEANING = ("meaning", "meaning of the quote", "meaning where advice is wanted")
GATES = (
    "kind", "advice", "advice wanted and given", "advice wanted and a step told",
    "deed wanted and a step told", "deed wanted and advice given",
)  # fmt: skip
TOPICS = ("topics", "topics of the quote", "no topic shared", "sorts", "skills", "the very skill")


def ways(lib: Library, x: Matrix, bare: Matrix) -> dict[str, Way]:
    def fitted(*names: str, of: Matrix = x) -> Way:
        columns = [0, *(proof.FEATURES.index(name) for name in names)]
        return lambda rows: of @ learn(lib, of, rows, columns)

    at = proof.FEATURES.index
    okapi = bm25(lib)
    together = (x[..., at("meaning")] - x[..., at("meaning")].mean()) / x[..., at("meaning")].std()
    together = together + (okapi - okapi.mean()) / okapi.std()
    return {
        "embedding only (line)": lambda _: x[..., at("meaning")],
        "embedding only (quote)": lambda _: x[..., at("meaning of the quote")],
        "BM25 only (line and quote)": lambda _: okapi,
        "both, equally": lambda _: together,
        "regression: meaning and words": fitted(*MEANING[:2], *WORDS),
        "… and gates of kind": fitted(*MEANING, *WORDS, *GATES),
        "… and near words": fitted(*MEANING, *WORDS, *GATES, *NEAR),
        "… and topics without walks of life": fitted(*MEANING, *WORDS, *GATES, *NEAR, *TOPICS, of=bare),
        "all, as shipped": fitted(*proof.FEATURES[1:]),
        "all but meaning": fitted(*WORDS, *GATES, *NEAR, *TOPICS),
        "all but gates": fitted(*MEANING, *WORDS, *NEAR, *TOPICS),
        "all, people by noisy or": noisy_or(lib, fitted(*proof.FEATURES[1:])),
    }


def noisy_or(lib: Library, way: Way) -> Way:
    """A person's proofs together, not the best one: put on each of their tellings."""

    def scores(rows: Sequence[int]) -> Matrix:
        missing = np.log1p(-1 / (1 + np.exp(-way(rows))))
        out = np.zeros((len(missing), len(lib.people)))
        np.add.at(out.T, lib.who, missing.T)
        return -out[:, lib.who]

    return scores


def bm25(lib: Library, k: float = 1.2, b: float = 0.75) -> Matrix:
    rows = [stems(f"{t.line} {t.quote}") for t in lib.told]
    counts, mean = [Counter(row) for row in rows], np.mean([len(row) for row in rows])
    met = Counter(s for row in counts for s in row)
    out = np.zeros((len(lib.texts), len(rows)))
    for at, text in enumerate(lib.texts):
        for stem in dict.fromkeys(stems(text)):
            rare = np.log(1 + (len(rows) - met[stem] + 0.5) / (met[stem] + 0.5))
            for place, count in enumerate(counts):
                if n := count[stem]:
                    long = k * (1 - b + b * len(rows[place]) / mean)
                    out[at, place] += rare * n * (k + 1) / (n + long)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--sense", default="", help="a folder with another embedder")
    parser.add_argument("--train", action="store_true", help="write crowd/weights/proofs.json")
    asked = parser.parse_args()
    lib, known = library(asked.shared), words(asked.sense)
    start = rarities(lib, known)
    x = matrix(lib, known, start)
    if asked.train:
        train(lib, x, start)
        return
    fewer = {name: signs for name, signs in known.topics.items() if not name.startswith("walk ")}
    bare = matrix(lib, proof.Words(known.embed, stems, kinds_of, fewer), start)
    print(
        "| way | P | R | F1 | sets as good | … no larger | after judging (chips) |\n|---|---|---|---|---|---|---|"
    )
    for name, way in ways(lib, x, bare).items():
        r = held_out(lib, way)
        print(
            f"| {name} | {r['precision']:.3f} | {r['recall']:.3f} | {r['f1']:.3f} | {r['sets']} of 14 | {r['no larger']} | "
            f"{r['after judging']} ({r['judged']:.0f}) |",
            flush=True,
        )


def matrix(lib: Library, known: proof.Words, start: proof.Model) -> Matrix:
    return proof.features([trait.read(text, known.topics) for text in lib.texts], lib.told, known, start)


def train(lib: Library, x: Matrix, start: proof.Model) -> None:
    """From all ideals; the floors are those of people who were held out, not of those learned from."""
    rows = list(range(len(lib.texts)))
    weights = learn(lib, x, rows, range(x.shape[-1]))
    unseen = np.zeros((len(rows), len(lib.told)))
    for ideal in lib.ideals:
        mine = [lib.texts.index(t["text"]) for t in ideal["traits"]]
        unseen[mine] = x[mine] @ learn(lib, x, [r for r in rows if r not in mine], range(x.shape[-1]))
    people = by_person(lib, unseen)
    stored = {
        "weights": {name: round(float(w), 3) for name, w in zip(proof.FEATURES, weights, strict=True)},
        "clear": round(best_floor(people, lib.grade == 2), 3),
        "partial": round(best_floor(people, lib.grade >= 1), 3),
        "unknown": start.unknown, "topics": dict(start.topics), "stems": dict(start.stems),
    }  # fmt: skip
    proof.WEIGHTS.parent.mkdir(exist_ok=True)
    proof.WEIGHTS.write_text(json.dumps(stored, indent=0) + "\n", encoding="utf-8")
    print({name: stored[name] for name in ("weights", "clear", "partial")})


if __name__ == "__main__":
    main()
