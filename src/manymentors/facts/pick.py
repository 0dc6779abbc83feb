"""Chances of units → the few stretches worth writing down: each takes the place where most remains to be said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from manymentors.facts import evidence
from manymentors.facts.features import Array, Talk
from manymentors.shapes import Quote
from manymentors.text import count

NEAR = 25  # words: a listener who opens the quote hears what stands so close to it
SHARE = 0.7  # how much a near unit counts beside one that is quoted
LEFT = 0.05  # of a quoted unit's chance that there is yet another fact in it


@dataclass(frozen=True, slots=True)
class Picked:
    unit: int
    quote: Quote
    chance: float


def pick(
    talk: Talk, chances: Array, *, words: tuple[int, int, int], least_chance: float, most: int
) -> list[Picked]:
    """The best stretches, best first; `words` are the fewest, the most, and how many to grow to.

    A stretch is worth the chance that at least one fact stands in it or near it. What was picked explains its
    surroundings: the next pick there has to bring something of its own.
    """
    fewest, longest, want = words
    n = len(talk.units)
    quotes: list[Quote | None] = []
    for i in range(n):
        start, end = evidence.stretch(talk, i, fewest, longest, want)
        quotes.append(
            evidence.quote(talk.document, start, end, fewest, longest) if chances[i] > 0.005 else None
        )
    starts = np.array([unit.start for unit in talk.units], np.int64)
    windows = [_window(talk, starts, said) if said else None for said in quotes]
    weight = -np.log1p(-np.clip(chances.astype(np.float64), 0, 0.98))
    worth = np.array(
        [_worth(weight, window, chances[i]) if window else -1.0 for i, window in enumerate(windows)]
    )
    out: list[Picked] = []
    while n and len(out) < most:
        i = int(worth.argmax())
        said, window = quotes[i], windows[i]
        if worth[i] < least_chance or said is None or window is None:
            break
        out.append(Picked(i, said, min(1.0, float(worth[i]))))
        low, high, share = window
        weight[low:high] *= np.where(share == 1, LEFT, 1 - SHARE)
        for j in range(max(0, low - 14), min(n, high + 14)):
            other = windows[j]
            if other and worth[j] >= 0:
                worth[j] = -1.0 if _overlap(quotes[j], said) else _worth(weight, other, chances[j])
    return out


_Window = tuple[int, int, Array]


def _window(talk: Talk, starts: np.ndarray[tuple[int], np.dtype[np.int64]], said: Quote) -> _Window:
    """Units in or near a quote: from, until, and how much each counts."""
    first = max(0, int(np.searchsorted(starts, said.start, side="right")) - 1)
    last = max(first, int(np.searchsorted(starts, said.end)) - 1)
    opens = talk.places[first] + count(talk.document.text[talk.units[first].start : said.start])
    closes = opens + count(said.text)
    low = int(np.searchsorted(talk.places[1:], opens - NEAR, side="left"))
    high = int(np.searchsorted(talk.places[:-1], closes + NEAR, side="right"))
    share = np.full(high - low, SHARE, np.float32)
    share[max(0, first - low) : last + 1 - low] = 1
    return low, high, share


def _worth(weight: np.ndarray[tuple[int], np.dtype[np.float64]], window: _Window, own: float) -> float:
    low, high, share = window
    return float(1 - np.exp(-(weight[low:high] * share).sum()) + 1e-3 * own)


def _overlap(one: Quote | None, other: Quote) -> bool:
    return one is not None and one.start < other.end and other.start < one.end
