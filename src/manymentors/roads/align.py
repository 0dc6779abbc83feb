"""Two roads beside each other: from scores of single pairs to how likely each pair is within an alignment that keeps order.

Every alignment in order has a score: its pairs' scores, less a cost for each step skipped between two pairs, on either side. The
odds of a pair are those of all alignments that hold it, weighed against all others, the empty one among them (forward and backward
sums, as in a hidden Markov model). Skips beyond two cost no more than two: a gap is a gap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from manymentors.roads.likeness import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

LONG_GAP = 2
NEVER = -1e9


def likelihoods(scores: Matrix, model: Model) -> tuple[Matrix, Matrix]:
    """How likely each pair is, and how likely each pair is the last one shared. What is left is sharing nothing."""
    n, m = scores.shape
    forward, backward = np.full((n, m), NEVER), np.zeros((n, m))
    for i in range(n):
        for j in range(m):
            first = model.skip_mine_first * min(i, LONG_GAP) + model.skip_theirs_first * min(j, LONG_GAP)
            ways = (forward[:i, :j] + gaps(i, j, model)).ravel()
            forward[i, j] = scores[i, j] + _sum(np.append(ways, first))
    for i in reversed(range(n)):
        for j in reversed(range(m)):
            after = gaps(n - 1 - i, m - 1 - j, model)[::-1, ::-1]
            ways = (scores[i + 1 :, j + 1 :] + backward[i + 1 :, j + 1 :] + after).ravel()
            backward[i, j] = _sum(np.append(ways, 0.0))
    total = _sum(np.append(forward.ravel(), model.nothing))
    return np.exp(np.minimum(forward + backward - total, 0.0)), np.exp(forward - total)


def gaps(i: int, j: int, model: Model) -> Matrix:
    """What it costs to go from each pair before (i, j) to that pair."""
    mine = np.minimum(np.arange(i)[::-1], LONG_GAP)
    theirs = np.minimum(np.arange(j)[::-1], LONG_GAP)
    cost: Matrix = model.skip_mine * mine[:, None] + model.skip_theirs * theirs[None, :]
    return cost


def best(pairs: Matrix, last: Matrix, least: float) -> list[tuple[int, int]]:
    """The alignment in order of which most is to be hoped: each pair is worth how far it is likelier than `least`,
    and the last one is worth how likely it is the last (the stop hangs on it). Empty where that is worth more."""
    n, m = pairs.shape
    gain, ends = pairs - least, last.sum(0)
    table = np.zeros((n + 1, m + 1))
    for i in range(n):
        for j in range(m):
            table[i + 1, j + 1] = max(table[i, j + 1], table[i + 1, j], table[i, j] + gain[i, j])
    closing = table[:n, :m] + gain + ends[None, :]
    if closing.size == 0 or closing.max() <= 1 - last.sum():
        return []
    i, j = (int(at) for at in np.unravel_index(closing.argmax(), closing.shape))
    out = [(i, j)]
    while i and j:
        if table[i, j] == table[i - 1, j]:
            i -= 1
        elif table[i, j] == table[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            out.append((i, j))
    return out[::-1]


def _sum(logs: Matrix) -> float:
    """log(Σ exp), without overflow."""
    top = logs.max()
    return float(top + np.log(np.exp(logs - top).sum()))
