"""Learns how to lay two roads beside each other from listeners whose pairs are known: the weights in `roads/weights/`.

The model is the one of `manymentors.roads.align`: a score a pair, costs of skips. Its likelihood is raised by L-BFGS, many listeners at once.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).parent)]

from distil_phrases import labelled  # noqa: E402

from manymentors.roads import align, kinds, likeness  # noqa: E402
from manymentors.roads.sorts import SORTS, sorts_of  # noqa: E402
from manymentors.shapes import KINDS, Milestone, Quote, Step  # noqa: E402

Matrix = NDArray[np.float64]
SKIPS = ("skip_mine_first", "skip_theirs_first", "skip_mine", "skip_theirs", "nothing")


@dataclass(frozen=True)
class Listener:
    episode: str
    name: str
    mine: tuple[Step, ...]
    theirs: tuple[Milestone, ...]
    pairs: frozenset[tuple[int, int]]
    stop: int | None


def listeners(shared: Path) -> list[Listener]:
    out = []
    for file in sorted((shared / "eval" / "roads").glob("*.json")):
        road = json.loads(file.read_text())
        theirs = [m for m in milestones(shared / "eval" / "gold" / file.name) if m.person == road["person"]]
        theirs.sort(key=lambda m: m.order)
        place = {letters(m.quote.text): at for at, m in reversed(list(enumerate(theirs)))}
        for one in road["listeners"]:
            pairs = frozenset((i, place[letters(quote)]) for i, quote in one["pairs"])
            stop = place[letters(one["stops_at"])] if one["stops_at"] else None
            out.append(
                Listener(file.stem, one["id"], tuple(map(Step, one["mine"])), tuple(theirs), pairs, stop)
            )
    return out


def milestones(file: Path) -> list[Milestone]:
    return [
        Milestone(
            m["person"],
            m["kind"],
            m["what"],
            Quote(m["quote"], 0, len(m["quote"])),
            None,
            m["year"],
            m["order"],
        )
        for m in json.loads(file.read_text())["milestones"]
    ]


def letters(text: str) -> str:
    return "".join(ch for ch in text.lower() if ch.isalnum())


def begun_later(one: Listener) -> list[Listener]:
    """The same listener where either road is told from its second or third step on: a road may begin anywhere."""
    out = []
    for mine, theirs in ((1, 0), (0, 1), (2, 0), (0, 2), (1, 1)):
        pairs = frozenset((i - mine, j - theirs) for i, j in one.pairs if i >= mine and j >= theirs)
        last = max((j for _, j in pairs), default=None)
        stop = last + 1 if last is not None and last + 1 < len(one.theirs) - theirs else None
        if len(one.mine) - mine >= 2 and len(one.theirs) - theirs >= 2:
            name = f"{one.name}-{mine}-{theirs}"
            out.append(Listener(one.episode, name, one.mine[mine:], one.theirs[theirs:], pairs, stop))
    return out


# --- kinds ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KindModel:
    names: list[str]
    weights: Matrix
    base: Matrix

    def __call__(self, texts: Sequence[str]) -> Matrix:
        rows = {name: at for at, name in enumerate(self.names)}
        scores = np.tile(self.base, (len(texts), 1))
        for at, text in enumerate(texts):
            for name, amount in kinds.features(text):
                if name in rows:
                    scores[at] += amount * self.weights[rows[name]]
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        out: Matrix = odds / odds.sum(axis=1, keepdims=True)
        return out

    def save(self, file: Path) -> None:
        file.parent.mkdir(exist_ok=True)
        np.savez_compressed(
            file,
            names=np.array(self.names),
            weights=self.weights.astype(np.float16),
            base=self.base.astype(np.float32),
        )


def learn_kinds(told: Sequence[Milestone], own: bool = True) -> KindModel:
    """From what was written of interviews, and from our own lines. A word met once is not learned."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    lines = [(m.what, m.kind) for m in told] + (list(labelled(1)) if own else [])
    rows = [dict(kinds.features(text)) for text, _ in lines]
    met: dict[str, int] = {}
    for row in rows:
        for name in row:
            met[name] = met.get(name, 0) + 1
    to_array = DictVectorizer()
    x = to_array.fit_transform([{k: v for k, v in row.items() if met[k] > 1} for row in rows])
    fitted = LogisticRegression(C=1.0, max_iter=3000).fit(x, [kind for _, kind in lines])
    weights, base = np.zeros((x.shape[1], len(KINDS))), np.full(len(KINDS), -10.0)
    for at, kind in enumerate(fitted.classes_):
        weights[:, KINDS.index(kind)], base[KINDS.index(kind)] = fitted.coef_[at], fitted.intercept_[at]
    return KindModel(list(to_array.get_feature_names_out()), weights, base)


def rarity_of(told: Sequence[Milestone]) -> dict[str, float]:
    """How much it says that two steps are of a sort: the logarithm of how seldom steps are."""
    found = [sorts_of(m.what) for m in told]
    return {
        s.name: round(float(np.log((len(told) + 1) / (sum(s.name in names for names in found) + 2))), 2)
        for s in SORTS
    }


# --- pairs ---------------------------------------------------------------------------------------------------


class Together:
    """Many listeners in one padded array, so that all are summed over at once."""

    def __init__(self, cases: Sequence[tuple[Matrix, frozenset[tuple[int, int]]]]) -> None:
        n, m, k = (max(f.shape[axis] for f, _ in cases) for axis in range(3))
        self.x = np.zeros((len(cases), n, m, k))
        self.there = np.zeros((len(cases), n, m), bool)
        self.pair_sum, self.skip_sum = np.zeros(k), np.zeros(len(SKIPS))
        for at, (f, pairs) in enumerate(cases):
            self.x[at, : f.shape[0], : f.shape[1]] = f
            self.there[at, : f.shape[0], : f.shape[1]] = True
            known = sorted(pairs)
            if not known:
                self.skip_sum[4] += 1
                continue
            self.pair_sum += sum(f[pair] for pair in known)
            self.skip_sum[:2] += long(np.array(known[0]))
            for (a, b), (c, d) in pairwise(known):
                self.skip_sum[2:4] += long(np.array([c - a - 1, d - b - 1]))

    def forward(self, scores: Matrix, skips: Matrix) -> tuple[Matrix, Matrix]:
        size, n, m = scores.shape
        out = np.full(scores.shape, align.NEVER)
        for i in range(n):
            for j in range(m):
                first = skips[0] * long(i) + skips[1] * long(j)
                gap = skips[2] * long(np.arange(i)[::-1])[:, None] + skips[3] * long(np.arange(j)[::-1])[None]
                ways = np.concatenate(
                    [(out[:, :i, :j] + gap).reshape(size, -1), np.full((size, 1), first)], 1
                )
                out[:, i, j] = scores[:, i, j] + log_sum(ways)
        return out, log_sum(np.concatenate([out.reshape(size, -1), np.full((size, 1), skips[4])], 1))

    def backward(self, scores: Matrix, skips: Matrix) -> Matrix:
        size, n, m = scores.shape
        out = np.zeros(scores.shape)
        for i in reversed(range(n)):
            for j in reversed(range(m)):
                gap = (
                    skips[2] * long(np.arange(n - 1 - i))[:, None]
                    + skips[3] * long(np.arange(m - 1 - j))[None]
                )
                ways = (scores[:, i + 1 :, j + 1 :] + out[:, i + 1 :, j + 1 :] + gap).reshape(size, -1)
                out[:, i, j] = log_sum(np.concatenate([ways, np.zeros((size, 1))], 1))
        return out

    def loss(self, free: Matrix, fixed: Matrix, firmness: float) -> tuple[float, Matrix]:
        """The negative log-likelihood with its slope; NaN in `fixed` marks the skips that are learned."""
        k = self.x.shape[3]
        w, skips = free[:k], np.where(np.isnan(fixed), free[k:], fixed)
        scores = np.where(self.there, self.x @ w, align.NEVER)
        ahead, total = self.forward(scores, skips)
        share = np.where(
            self.there, np.exp(np.minimum(ahead + self.backward(scores, skips) - total[:, None, None], 0)), 0
        )
        slope_w = (share[..., None] * self.x).sum((0, 1, 2)) - self.pair_sum
        slope_s = np.zeros(len(SKIPS))
        for at in np.flatnonzero(np.isnan(fixed)):
            step = np.eye(len(SKIPS))[at] * 1e-4
            slope_s[at] = (
                (self.forward(scores, skips + step)[1] - self.forward(scores, skips - step)[1]) / 2e-4
            ).sum()
            slope_s[at] -= self.skip_sum[at]
        pull = np.r_[0.0, np.full(k - 1, firmness), np.full(len(SKIPS), 0.1)]
        value = total.sum() - w @ self.pair_sum - skips @ self.skip_sum + 0.5 * (pull * free * free).sum()
        return float(value), np.r_[slope_w, slope_s] + pull * free


def long(gap: Any) -> Any:
    return np.minimum(gap, align.LONG_GAP)


def log_sum(rows: Matrix) -> Matrix:
    top = rows.max(1)
    out: Matrix = top + np.log(np.exp(rows - top[:, None]).sum(1))
    return out


def learn_pairs(
    cases: Sequence[tuple[Matrix, frozenset[tuple[int, int]]]], rarity: dict[str, float], least: float,
    fixed: Sequence[float | None] = (None,) * 5, firmness: float = 1.0,
) -> likeness.Model:  # fmt: skip
    data = Together(cases)
    held = np.array([np.nan if v is None else v for v in fixed])
    start = np.zeros(data.x.shape[3] + len(SKIPS))
    start[0] = -2.0
    from scipy.optimize import minimize  # only fitting wants it, and tests do without

    found = minimize(
        data.loss, start, (held, firmness), jac=True, method="L-BFGS-B", options={"maxiter": 80}
    ).x
    skips = np.where(np.isnan(held), found[data.x.shape[3] :], held)
    return likeness.Model(
        pair=tuple(round(float(v), 3) for v in found[: data.x.shape[3]]),
        least=least,
        rarity=rarity,
        **dict(zip(SKIPS, (round(float(v), 3) for v in skips), strict=True)),
    )


def aligned(features: Matrix, learned: likeness.Model) -> list[tuple[int, int]]:
    """The pairs that `compare` would make with such weights."""
    likely, last = align.likelihoods(features @ np.array(learned.pair), learned)
    return align.best(likely, last, learned.least)
