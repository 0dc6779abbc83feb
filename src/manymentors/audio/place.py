"""A quote with the second at which it was once heard → where it is in the recording that plays now.

Hosts put advertisements into a recording anew for each listener, so that the same words lie at another second. Their
transcript was made from another cut than the one that plays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from manymentors.shapes import Document
from manymentors.text import words

SAME = 5.0
"""Recordings whose lengths differ by no more seconds are the same cut: players and feeds round."""
RUN = 3
"""Words that are looked for together; a transcript made by another ear keeps most of such runs."""
ENOUGH, LEAST = 1 / 3, 3
"""The share of those runs that must stand close together for the place to be found; of few runs so many, or all."""

A_WORD = 0.4
"""Seconds that a word takes: so much before the first words that are found begins a quote of which the first are missing."""


@dataclass(frozen=True, slots=True)
class Place:
    """`how` it is known: "same" the cut has not changed, "found" by its words in a transcript of this cut, "near" it lies
    within `within` seconds after `seconds`, "unknown" nobody knows, and `seconds` is None.
    """

    seconds: float | None
    how: Literal["same", "found", "near", "unknown"]
    within: float = 0.0


def place(
    quote: str,
    seconds: float | None,
    *,
    cut: float | None,
    plays: float | None,
    heard: Document | None = None,
) -> Place:
    """Where the quote is in the recording of `plays` seconds. It was told for one of `cut` seconds; None where a length is not
    known. `heard` is a transcript of the very recording that plays, where there is one.
    """
    if heard is not None and (at := find(heard, quote, seconds)) is not None:
        return Place(at, "found")
    if seconds is None:
        return Place(None, "unknown")
    if cut is None or plays is None or abs(plays - cut) <= SAME:
        # A recording that ends before the second is another one, whatever was told of its length.
        return Place(None, "unknown") if plays is not None and seconds >= plays else Place(seconds, "same")
    # What was put in or taken out lies before the place or behind it: nobody can tell, so we begin at the earliest.
    first = seconds if plays > cut else max(0.0, seconds - (cut - plays))
    return Place(first, "near", abs(plays - cut)) if first < plays else Place(None, "unknown")


def find(heard: Document, quote: str, seconds: float | None = None) -> float | None:
    """The second at which the quote is said, None where its words do not stand there. Of several places that hold as many
    of its words, the one nearest to `seconds` is taken, else the first.
    """
    said, wanted = _words(heard.text), [word for word, _start in _words(quote)]
    run = min(RUN, len(wanted))
    if not run:
        return None
    runs: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(wanted) - run + 1):
        runs.setdefault(tuple(wanted[at : at + run]), []).append(at)
    votes: Counter[int] = Counter()
    begins: dict[
        int, tuple[int, int]
    ] = {}  # the earliest run of a vote: which of the quote, and where it stands
    for at in range(len(said) - run + 1):
        for into in runs.get(tuple(word for word, _start in said[at : at + run]), ()):
            votes[at - into] += 1
            begins[at - into] = min(begins.get(at - into, (into, at)), (into, at))
    if not votes:
        return None
    # A word more or less shifts all that follows: the votes of near neighbours count together.
    near = {start: sum(votes[start + off] for off in range(-RUN, RUN + 1)) for start in votes}
    most = max(near.values())
    there = sum(len(places) for places in runs.values())
    if most < max(ENOUGH * there, min(LEAST, there)):
        return None
    told = []
    for start in sorted(start for start, count in near.items() if count == most):
        into, at = min(begins[other] for other in range(start - RUN, start + RUN + 1) if other in begins)
        second = heard.seconds_at(said[at][1])
        if second is not None:
            begun = max(0.0, second - into * A_WORD)
            told.append((abs(begun - seconds) if seconds is not None else 0.0, begun))
    return min(told)[1] if told else None


def _words(text: str) -> list[tuple[str, int]]:
    """Each word to compare by, with the character at which it begins."""
    return [
        ("".join(keys), start) for start, end in words.spans(text) if (keys := words.keys(text[start:end]))
    ]
