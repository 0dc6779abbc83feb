"""How well traits are proved by what people tell, and how good the sets of people are that cover an ideal together.

    python evals/ideal.py                  every way beside the others, each ideal held out with all traits it shares with others
    python evals/ideal.py --drawn          the sets alone, on ideals drawn at random from all traits: less noise than fourteen
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
LOW = -8.0
"""So far below the floor a score says all that it can."""
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
        weights=(0.0,) * len(proof.FEATURES), clear=0.0, partial=0.0, chance=(0.0, 1.0),
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


def by_person_unseen(lib: Library, way: Way, rows: Sequence[int], folds: int = 6) -> Matrix:
    """The scores of people for these rows, each row's learned without it; of other rows nothing."""
    out = np.full((len(lib.texts), len(lib.people)), -20.0)
    mixed = np.random.default_rng(0).permutation(rows)
    for at in range(folds):
        mine = sorted(mixed[at::folds])
        out[mine] = by_person(lib, way([row for row in rows if row not in set(mine)])[mine])
    return out


def chance_of(scores: Matrix, right: Matrix, floor: float) -> tuple[float, float]:
    """How likely a person with this score has the trait: log-odds at the floor, and how fast they grow."""
    from sklearn.linear_model import LogisticRegression

    above = np.maximum(scores.ravel() - floor, LOW)
    fitted = LogisticRegression(C=1.0).fit(above[:, None], right.ravel())
    return float(fitted.intercept_[0]), float(fitted.coef_[0, 0])


@dataclass(frozen=True)
class Seen:
    """What is known of an ideal that was held out: who is clear for what, and how likely; and what the annotation says."""

    ideal: dict[str, Any]
    clear: Matrix
    likely: Matrix
    right: Matrix


def seen(lib: Library, way: Way) -> list[Seen]:
    """Each ideal in turn is scored by what was learned without any of its traits; floor and chance too come from the others,
    and there from scores that were held out in their turn."""
    out = []
    for ideal in lib.ideals:
        mine = [lib.texts.index(t["text"]) for t in ideal["traits"]]
        others = [row for row in range(len(lib.texts)) if row not in mine]
        unseen = by_person_unseen(lib, way, others)[others]
        right = lib.grade[others] == 2
        floor = best_floor(unseen, right)
        people = by_person(lib, way(others))[mine]
        likely = chances(people, floor, *chance_of(unseen, right, floor))
        out.append(Seen(ideal, people >= floor, likely, lib.grade[mine] == 2))
    return out


def chances(scores: Matrix, floor: float, start: float, slope: float) -> Matrix:
    out: Matrix = 1 / (1 + np.exp(-start - slope * np.maximum(scores - floor, LOW)))
    return out


def held_out(lib: Library, way: Way) -> dict[str, Any]:
    every = seen(lib, way)
    hits, found, wanted = (
        sum(int(of(one).sum()) for one in every)
        for of in (lambda s: s.clear & s.right, lambda s: s.clear, lambda s: s.right)
    )
    rows = []
    for one in every:
        best, size = one.ideal["best_set"]["covers"], len(one.ideal["best_set"]["persons"])
        few = cover_of(one.ideal, one.clear, one.likely)
        more = (*few, *seconds(one.ideal, one.clear, one.likely, few))
        rounds, judged = judging(one.ideal, one.clear, one.right, one.likely)
        good = covers(one.right, few) >= best
        rows.append((
            good, good and len(few) <= size, len(few), covers(one.right, more) >= best, len(more),
            covers(one.right, judged) >= best, rounds,
        ))  # fmt: skip
    sums = np.array(rows, float).sum(0)
    n, precision, recall = len(every), hits / max(1, found), hits / wanted
    return {
        "precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall),
        "sets": int(sums[0]), "no larger": int(sums[1]), "people": sums[2] / n,
        "with voices": int(sums[3]), "people then": sums[4] / n, "after judging": int(sums[5]), "judged": sums[6] / n,
    }  # fmt: skip


def proofs_of(clear: Matrix, likely: Matrix) -> dict[int, dict[int, float]]:
    return {
        person: {int(t): float(likely[t, person]) for t in np.flatnonzero(clear[:, person])}
        for person in range(clear.shape[1])
    }


def wants_of(ideal: dict[str, Any]) -> list[cover.Want]:
    return [cover.Want(t["must"], 3) for t in ideal["traits"]]


def cover_of(ideal: dict[str, Any], clear: Matrix, likely: Matrix) -> tuple[int, ...]:
    found = cover.best_sets(wants_of(ideal), proofs_of(clear, likely))
    return found[-1].people if found else ()


def seconds(ideal: dict[str, Any], clear: Matrix, likely: Matrix, few: Sequence[int]) -> list[int]:
    return cover.second_voices(wants_of(ideal), proofs_of(clear, likely), few)


def covers(right: Matrix, people: Sequence[int]) -> int:
    return int(right[:, list(people)].any(axis=1).sum())


def judging(
    ideal: dict[str, Any], clear: Matrix, right: Matrix, likely: Matrix
) -> tuple[int, tuple[int, ...]]:
    """A person opens the chips on which the proposed set rests, rejects those that prove nothing, and looks again."""
    clear, seen = clear.copy(), np.zeros_like(clear)
    while True:
        people = cover_of(ideal, clear, likely)
        look = np.zeros_like(clear)
        look[:, list(people)] = clear[:, list(people)]
        wrong = look & ~right
        seen |= look
        if not wrong.any():
            return int(seen.sum()), people
        clear &= ~wrong


# --- ideals drawn at random -------------------------------------------------------------------------------------------


def drawn(lib: Library, way: Way, count: int = 400) -> dict[str, str]:
    """Sets for ideals of four to six traits drawn at random, each trait scored by what was learned without it: the share that
    is as good as the best there is, and how many people stand in them. Each way of choosing people beside the others."""
    chance, rows = np.random.default_rng(1), range(len(lib.texts))
    unseen, right = by_person_unseen(lib, way, rows, folds=8), lib.grade == 2
    floor = best_floor(unseen, right)
    likely, clear = chances(unseen, floor, *chance_of(unseen, right, floor)), unseen >= floor
    sums: dict[str, list[tuple[bool, bool, int]]] = {}
    for _ in range(count):
        some = sorted(chance.choice(len(rows), int(chance.integers(4, 7)), replace=False))
        ideal: dict[str, Any] = {"traits": [{"must": True}] * len(some)}
        best = cover_of(ideal, right[some], right[some] * 0.9)
        mine, sure = clear[some], likely[some]
        few = cover_of(ideal, mine, 1 / (1 + np.exp(floor - unseen[some])))
        surer = cover_of(ideal, mine, sure)
        sets = {
            "the smallest set": few, "… surer by chances": surer, "the best there is": best,
            "… and second voices": (*surer, *seconds(ideal, mine, sure, surer)),
            "by what may be hoped for alone": tuple(
                cover.second_voices(wants_of(ideal), proofs_of(sure > 0, sure), [-1])
            ),
        }  # fmt: skip
        for name, people in sets.items():
            good = covers(right[some], people) >= covers(right[some], best)
            sums.setdefault(name, []).append((good, good and len(people) <= len(best), len(people)))
    means = {name: np.mean(np.array(found, float), axis=0) for name, found in sums.items()}
    return {name: f"{good:.3f} | {small:.3f} | {size:.2f}" for name, (good, small, size) in means.items()}


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
    parser.add_argument("--drawn", action="store_true", help="the sets alone, on ideals drawn at random")
    asked = parser.parse_args()
    lib, known = library(asked.shared), words(asked.sense)
    start = rarities(lib, known)
    x = matrix(lib, known, start)
    if asked.train:
        train(lib, x, start)
        return
    if asked.drawn:
        learned: Way = lambda rows: x @ learn(lib, x, rows, range(x.shape[-1]))  # noqa: E731
        print("| people chosen | as good | … and no larger | people |\n|---|---|---|---|")
        for name, told in drawn(lib, learned).items():
            print(f"| {name} | {told} |")
        return
    fewer = {name: signs for name, signs in known.topics.items() if not name.startswith("walk ")}
    bare = matrix(lib, proof.Words(known.embed, stems, kinds_of, fewer), start)
    print(
        "| way | P | R | F1 | smallest set as good | … no larger | people | with second voices | people | after judging (chips) |\n"
        + "|---" * 10
        + "|"
    )
    for name, way in ways(lib, x, bare).items():
        r = held_out(lib, way)
        print(
            f"| {name} | {r['precision']:.3f} | {r['recall']:.3f} | {r['f1']:.3f} | {r['sets']} of 14 | {r['no larger']} | {r['people']:.1f} | "
            f"{r['with voices']} of 14 | {r['people then']:.1f} | {r['after judging']} ({r['judged']:.0f}) |",
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
    floor = best_floor(people, lib.grade == 2)
    stored = {
        "weights": {name: round(float(w), 3) for name, w in zip(proof.FEATURES, weights, strict=True)},
        "clear": round(floor, 3), "chance": [round(n, 3) for n in chance_of(people, lib.grade == 2, floor)],
        "partial": round(best_floor(people, lib.grade >= 1), 3),
        "unknown": start.unknown, "topics": dict(start.topics), "stems": dict(start.stems),
    }  # fmt: skip
    proof.WEIGHTS.parent.mkdir(exist_ok=True)
    proof.WEIGHTS.write_text(json.dumps(stored, indent=0) + "\n", encoding="utf-8")
    print({name: stored[name] for name in ("weights", "clear", "partial", "chance")})


if __name__ == "__main__":
    main()
