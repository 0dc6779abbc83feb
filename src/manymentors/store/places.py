"""Where in a text something was said: the words before a second, and a quote found again after the text was made anew."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from manymentors.shapes import Document
from manymentors.store.anchors import where
from manymentors.text.sentences import sentences
from manymentors.text.words import keys

How = Literal["quote", "alike", "time"]

FAR = 400
"""So many characters a sentence may go on beyond the seconds that were asked for; captions without full stops never end."""
ALIKE = 0.3
"""This share of a quote's runs of words must stand in a text for it to be the same place."""
RUN = 3
_KEY = re.compile(r"[A-Za-z0-9']+")
"""As `text.words.keys` finds them, with their places."""


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]`, and how it was found: by the quote, by words that are mostly the same, or by the time alone."""

    start: int
    end: int
    how: How


def words_before(document: Document, seconds: float, reach: float) -> tuple[int, int] | None:
    """What is said in the `reach` seconds before `seconds`, in whole sentences; None where nothing is, or no times are known."""
    text = document.text
    if not text or document.seconds_at(0) is None:
        return None
    first, last = character_at(document, max(0.0, seconds - reach)), character_at(document, seconds)
    if first >= last:
        return None
    return whole_sentences(text, first, last)


def character_at(document: Document, seconds: float) -> int:
    """The first character that is spoken at this second or later; the length of the text where all is spoken before."""
    return bisect_left(range(len(document.text)), seconds, key=lambda at: document.seconds_at(at) or 0.0)


def whole_sentences(text: str, first: int, last: int) -> tuple[int, int] | None:
    """The sentences that the span touches; one that goes on for too long is cut between words."""
    low, high = max(0, first - FAR), min(len(text), last + FAR)
    touched = [
        (low + start, low + end)
        for start, end in sentences(text[low:high])
        if low + end > first and low + start < last
    ]
    if not touched:
        return None
    start, end = touched[0][0], touched[-1][1]
    if start == low and low > 0:
        start = _word_start(text, first)
    if end == high and high < len(text):
        end = _word_end(text, last)
    return (start, end) if start < end else None


def _word_start(text: str, at: int) -> int:
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def _word_end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def found_again(
    document: Document, quote: str, start: int | None, seconds: float | None, until: float | None
) -> Place | None:
    """The place of what was once at the character `start` and at these seconds; None where nothing tells it any more."""
    if quote:
        if span := where(document.text, quote, start or 0):
            return Place(*span, "quote")
        if span := alike(document.text, quote):
            return Place(*span, "alike")
    if until is None:
        return None
    reach = until - seconds if seconds is not None else 30.0
    span = words_before(document, until, max(1.0, reach))
    return Place(*span, "time") if span else None


def alike(text: str, quote: str) -> tuple[int, int] | None:
    """The stretch of the text that has most of the quote's runs of three words, where it has enough of them.

    Two transcripts of one recording differ in a word here and there, in punctuation, and in what they leave out.
    """
    asked = keys(quote)
    size = min(RUN, len(asked))
    if not size:
        return None
    runs = Counter(tuple(asked[at : at + size]) for at in range(len(asked) - size + 1))
    said, places = words_of(text)
    window = len(asked) + len(asked) // 3 + 1
    # Only where a run of the quote stands is there anything to count.
    heads = {run[0] for run in runs}
    hits = [
        (at, run)
        for at, word in enumerate(said)
        if word in heads and (run := tuple(said[at : at + size])) in runs
    ]
    here: Counter[tuple[str, ...]] = Counter()
    best, found, first, stretch = 0, 0, 0, (0, 0)
    for at, run in hits:
        while hits[first][0] <= at - window:
            gone = hits[first][1]
            found -= here[gone] <= runs[gone]
            here[gone] -= 1
            first += 1
        here[run] += 1
        found += here[run] <= runs[run]
        if found > best:
            best, stretch = found, (hits[first][0], at + size - 1)
    if best < ALIKE * sum(runs.values()):
        return None
    return _word_start(text, places[stretch[0]][0]), _word_end(text, places[stretch[1]][1])


@lru_cache(maxsize=8)
def words_of(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words to compare by, and where each stands; kept for a while, since several notes point into one text."""
    found = list(_KEY.finditer(text))
    return [match[0].lower() for match in found], [match.span() for match in found]
