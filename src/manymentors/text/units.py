"""Sentences → units, the clauses that a fact may quote: short enough to point, long enough to say something."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from manymentors.shapes import Document
from manymentors.text.sentences import sentences
from manymentors.text.words import count, spans

LONG, LONGEST, SHORT, GLUED = 40, 48, 10, 4
"""Words: longer than LONG is cut, into pieces of SHORT to LONGEST; shorter than GLUED joins the piece before it."""

_BREAK_AFTER = re.compile(r"[;:—–]$|--$|^-$")
_JOINT = frozenset({"and", "but", "so"})
_PRONOUN = re.compile(r"(?:i|you|he|she|it|we|they|that|this|there)(?:['’]\w+)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unit:
    """Characters `start` to `end` of a document; `sentence` counts the sentences of the whole text from 0."""

    start: int
    end: int
    sentence: int


def units(document: Document) -> list[Unit]:
    """Return the units in order; together they hold every word, and none crosses one of the document's gaps."""
    text, gaps = document.text, document.gaps
    found: list[Unit] = []
    for number, (start, end) in enumerate(sentences(text)):
        edges = [start, *gaps[bisect_right(gaps, start) : bisect_left(gaps, end)], end]
        for left, right in pairwise(edges):
            for clause in clauses(text, left, right, edges=document.starts):
                if count(text[slice(*clause)]) < GLUED and _may_join(text, gaps, found, clause[1]):
                    found[-1] = Unit(found[-1].start, clause[1], found[-1].sentence)
                else:
                    found.append(Unit(*clause, number))
    return found


def _may_join(text: str, gaps: Sequence[int], found: Sequence[Unit], end: int) -> bool:
    return (
        bool(found)
        and not _between(gaps, found[-1].end, end)
        and count(text[found[-1].start : end]) <= LONGEST
    )


def _between(places: Sequence[int], low: int, high: int) -> bool:
    """Whether one of the sorted places lies from `low` to `high`, both included."""
    return bisect_right(places, high) > bisect_left(places, low)


def clauses(
    text: str,
    start: int,
    end: int,
    *,
    long: int = LONG,
    longest: int = LONGEST,
    shortest: int = SHORT,
    edges: Sequence[int] = (),
) -> list[tuple[int, int]]:
    """Cut text[start:end] where a speaker would draw breath, if it has more than `long` words.

    Best after ; : and a dash, then before "and", "but", "so" with a pronoun, then after a comma, then at one of
    `edges` (characters; the cues of a caption file), and where nothing of the kind stands near, after `long` words.
    """
    words = [(start + a, start + b) for a, b in spans(text[start:end])]
    pieces: list[tuple[int, int]] = []
    at = 0
    while len(words) - at > long:
        places = range(at + shortest, min(at + longest, len(words) - shortest) + 1)
        middle = at + min(longest // 2, (len(words) - at) // 2)
        best = max(places, key=lambda i: (_strength(text, words, i, edges), -abs(i - middle)))
        if not _strength(text, words, best, edges):
            if len(words) - at <= longest:
                break
            best = min(at + long, len(words) - shortest)
        pieces.append((words[at][0], words[best - 1][1]))
        at = best
    if at < len(words):
        pieces.append((words[at][0], words[-1][1]))
    return pieces


def _strength(text: str, words: Sequence[tuple[int, int]], i: int, edges: Sequence[int]) -> int:
    """How good a place the one before word `i` is to cut at; 0 where nothing speaks for it."""
    before, here = text[slice(*words[i - 1])], text[slice(*words[i])]
    if _BREAK_AFTER.search(before):
        return 4
    if here.lower() in _JOINT and i + 1 < len(words) and _PRONOUN.match(text, *words[i + 1]):
        return 3
    if before[-1] in ",，、":
        return 2
    return int(_between(edges, words[i][0], words[i][0]))
