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
"""The score of a pair that may not be."""


def likelihoods(scores: Matrix, model: Model) -> tuple[Matrix, Matrix]:
    """How likely each pair is, and how likely each pair is the last one shared. What is left is sharing nothing."""
    n, m = scores.shape
    first = model.skip_mine_first * np.minimum(np.arange(n), LONG_GAP)[:, None] + (
        model.skip_theirs_first * np.minimum(np.arange(m), LONG_GAP)
    )
    forward = scores + _before(scores, first, model)
    backward = _before(scores[::-1, ::-1], np.zeros((n, m)), model)[::-1, ::-1]
    total = _sum(np.append(forward.ravel(), model.nothing))
    return np.exp(np.minimum(forward + backward - total, 0.0)), np.exp(forward - total)


def _before(scores: Matrix, first: Matrix, model: Model) -> Matrix:
    """log Σ over the alignments that can go before each pair; `first` is what it costs to begin with it. A row at a time."""
    n, m = scores.shape
    before = np.empty((n, m))
    reached = np.full(
        (n + 1, m), -np.inf
    )  # reached[i + 1]: over those that end with a pair in row i, left of each column
    long = np.full(m, -np.inf)  # the same, over all rows from which the gap is a long one
    for i in range(n):
        near = np.logaddexp(reached[i], model.skip_mine + reached[max(i - 1, 0)])
        if i > LONG_GAP:
            long = np.logaddexp(long, reached[i - LONG_GAP])
        before[i] = np.logaddexp(first[i], np.logaddexp(near, LONG_GAP * model.skip_mine + long))
        reached[i + 1] = _left_of(scores[i] + before[i], model.skip_theirs)
    return before


def _left_of(row: Matrix, skip: float) -> Matrix:
    """log Σ over the entries left of each, less what it costs to come from there."""
    out = np.full(row.shape, -np.inf)
    out[1:] = row[:-1]
    out[2:] = np.logaddexp(out[2:], skip + row[:-2])
    out[3:] = np.logaddexp(out[3:], LONG_GAP * skip + np.logaddexp.accumulate(row[:-3]))
    return out


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
