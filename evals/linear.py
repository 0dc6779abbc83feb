"""Fits the linear part of the reader: words, words around and cues → margins for each target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from corpus import FIELD_AT, KIND_AT, Episode
from sklearn.linear_model import LogisticRegression

from manymentors.facts import cues, features
from manymentors.facts.features import Rows, Talk, weigh
from manymentors.facts.reader import AROUND_SCALE, scaled

NEAR_TERMS, FAR_TERMS, SEEN = 40_000, 12_000, 3
HEAVIER = {0: 1.0, 1: 5.0}


def fit(train: Sequence[Episode]) -> dict[str, np.ndarray]:
    """Return the arrays of linear.npz."""
    near, near_idf = _vocabulary([features.terms(w) for e in train for w in e.talk.words], NEAR_TERMS)
    far, far_idf = _vocabulary([w for e in train for w in e.talk.words], FAR_TERMS)
    stacked = np.concatenate([e.dense for e in train])
    mean, spread = stacked.mean(0), stacked.std(0) + 1e-6
    x = sp.vstack(
        [_matrix(e.talk, e.dense, near, near_idf, far, far_idf, mean, spread) for e in train]
    ).tocsr()

    def labels(name: str) -> np.ndarray:
        return np.concatenate([e.labels[name] for e in train])

    columns = [
        _binary(x, labels("milestone"), 1.0),
        _binary(x, labels("nugget"), 1.0),
        _hosting(x, train, len(near) + 2 * len(far)),
    ]
    kinds = _classes(
        x,
        labels("kind"),
        [(m["what"], KIND_AT[m["kind"]]) for e in train for m in e.gold["milestones"]],
        near,
        near_idf,
        13,
    )
    fields = _classes(
        x,
        labels("field"),
        [(n["gist"], FIELD_AT[n["field"]]) for e in train for n in e.gold["nuggets"]],
        near,
        near_idf,
        6,
    )
    return {
        "near": pack(near), "near_idf": half(near_idf), "far": pack(far), "far_idf": half(far_idf),
        "mean": mean.astype(np.float32), "spread": spread.astype(np.float32),
        "targets": half(np.stack([w for w, _ in columns], 1)), "targets_bias": np.array([b for _, b in columns], np.float32),
        "kinds": half(kinds[0]), "kinds_bias": kinds[1], "fields": half(fields[0]), "fields_bias": fields[1],
    }  # fmt: skip


def pack(terms: Sequence[str] | dict[str, int]) -> np.ndarray:
    return np.frombuffer("\n".join(terms).encode("utf-8"), np.uint8)


def half(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float16)


def _vocabulary(bags: Sequence[Sequence[str]], most: int) -> tuple[dict[str, int], np.ndarray]:
    seen: Counter[str] = Counter()
    for bag in bags:
        seen.update(set(bag))
    kept = sorted(term for term, n in seen.most_common(most) if n >= SEEN)
    idf = np.array([np.log((1 + len(bags)) / (1 + seen[term])) + 1 for term in kept], np.float32)
    return {term: i for i, term in enumerate(kept)}, idf.astype(np.float16).astype(np.float32)


def _csr(rows: Rows, width: int) -> sp.csr_matrix:
    return sp.csr_matrix((rows.values, (rows.rows, rows.columns)), shape=(rows.count, width))


def _matrix(talk: Talk, dense: np.ndarray, near: dict[str, int], near_idf: np.ndarray, far: dict[str, int], far_idf: np.ndarray,
            mean: np.ndarray, spread: np.ndarray) -> sp.csr_matrix:  # fmt: skip
    return sp.hstack(
        [
            _csr(weigh([features.terms(w) for w in talk.words], near, near_idf), len(near)),
            _csr(weigh(features.before(talk.words), far, far_idf, AROUND_SCALE), len(far)),
            _csr(weigh(features.after(talk.words), far, far_idf, AROUND_SCALE), len(far)),
            sp.csr_matrix(scaled(dense, mean, spread)),
        ],
        format="csr", dtype=np.float32,
    )  # fmt: skip


def _binary(x: sp.csr_matrix, y: np.ndarray, c: float) -> tuple[np.ndarray, float]:
    model = LogisticRegression(C=c, class_weight=HEAVIER, solver="liblinear", tol=1e-3)
    model.fit(x, y)
    return model.coef_[0], float(model.intercept_[0])


def _hosting(x: sp.csr_matrix, train: Sequence[Episode], sparse: int) -> tuple[np.ndarray, float]:
    """Learns from labelled transcripts how a host sounds, without looking at the label."""
    roles = np.array([role for e in train for role in e.talk.roles])
    rows = np.flatnonzero(roles != "unknown")[::2]
    keep = np.ones(x.shape[1], np.float32)
    for k in range(features.AROUND):
        first = sparse + k * features.DENSE + len(cues.NAMES)
        keep[first : first + 3] = 0
        keep[first + 3 + 7] = 0  # opens a paragraph: captions have none
    model = LogisticRegression(C=0.3, solver="liblinear", tol=1e-2)
    model.fit(x[rows] @ sp.diags(keep), roles[rows] == "host")
    return model.coef_[0] * keep, float(model.intercept_[0])


def _classes(x: sp.csr_matrix, y: np.ndarray, lines: Sequence[tuple[str, int]], near: dict[str, int], near_idf: np.ndarray,
             classes: int) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Trained on the units of gold quotes and on the annotators' own lines, which tell the same in few words."""
    rows = np.flatnonzero(y >= 0)
    bags = [features.terms(features.plain_words(text)) for text, _ in lines]
    told = _csr(weigh(bags, near, near_idf), len(near))
    empty = sp.csr_matrix((len(lines), x.shape[1] - len(near)), dtype=np.float32)
    both = sp.vstack([x[rows], sp.hstack([told, empty])]).tocsr()
    answers = np.concatenate([y[rows], [answer for _, answer in lines]])
    model = LogisticRegression(C=2.0, class_weight="balanced", max_iter=300, tol=1e-3)
    model.fit(both, answers)
    weights = np.zeros((x.shape[1], classes), np.float32)
    bias = np.full(classes, -20, np.float32)
    weights[:, model.classes_] = model.coef_.T
    bias[model.classes_] = model.intercept_
    return weights, bias
