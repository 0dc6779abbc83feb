"""Fits the weights by which names are told to be recommended, and as what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from corpus import Episode, scorer
from linear import half, pack
from sklearn.linear_model import LogisticRegression

from manymentors.facts.kinds.endorsement import candidates
from manymentors.facts.names import Mention
from manymentors.facts.reader import Scores
from manymentors.shapes import ENDORSED

LEAST_SEEN, MOST_SIGNS, C, HEAVIER = 3, 30_000, 0.05, 4.0
WINDOW = 200  # characters: a mention so close to the gold quote is the one that praises


def fit(train: Sequence[Episode], scores: dict[str, Scores]) -> dict[str, np.ndarray]:
    """Return the arrays of names.npz. `scores` must come from readers that never saw the episode."""
    bags: list[list[str]] = []
    praised: list[int] = []
    types: list[int] = []
    for episode in train:
        mentions, signs = candidates_of(episode, scores[episode.name])
        for mention, bag in zip(mentions, signs, strict=True):
            said = gold_of(episode, mention.name, mention.start)
            if said is None:
                praised.append(0)
                types.append(-1)
            elif said[1]:
                praised.append(int(said[0] in scorer.LEARN_FROM))
                types.append(ENDORSED.index(said[0]))
            else:
                continue
            bags.append(bag)
    seen = Counter(sign for bag in bags for sign in set(bag))
    kept = sorted(sign for sign, n in seen.most_common(MOST_SIGNS) if n >= LEAST_SEEN)
    column = {sign: i for i, sign in enumerate(kept)}
    entries = [(r, column[s]) for r, bag in enumerate(bags) for s in set(bag) if s in column]
    rows, columns = np.array(entries).T
    x = sp.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=(len(bags), len(kept)))
    y, t = np.array(praised), np.array(types)
    whether = LogisticRegression(C=C, class_weight={0: 1.0, 1: HEAVIER}, solver="liblinear").fit(x, y)
    known = t >= 0
    what = LogisticRegression(C=0.3, class_weight="balanced", max_iter=300).fit(x[known], t[known])
    return {
        "signs": pack(kept), "types": pack([ENDORSED[i] for i in what.classes_]),
        "weights": half(np.concatenate([whether.coef_, what.coef_]).T),
        "bias": np.concatenate([whether.intercept_, what.intercept_]).astype(np.float32),
    }  # fmt: skip


_SEEN: dict[tuple[str, bytes], tuple[list[Mention], list[list[str]]]] = {}


def candidates_of(episode: Episode, scores: Scores) -> tuple[list[Mention], list[list[str]]]:
    """Looked for once: several fits ask for the same ones."""
    key = episode.name, scores.praise.tobytes()
    if key not in _SEEN:
        _SEEN[key] = candidates(episode.talk, scores, episode.people)
    return _SEEN[key]


def gold_of(episode: Episode, name: str, at: int) -> tuple[str, bool] | None:
    """(type, whether this is the mention that praises) where the name is endorsed in this episode."""
    found = None
    for fact, span in zip(episode.gold["endorsements"], episode.spans["endorsements"], strict=True):
        if scorer.same_name(fact["name"], name):
            near = span is not None and span[0] - WINDOW <= at <= span[1] + WINDOW
            if near:
                return fact["type"], True
            found = fact["type"], False
    return found
