"""A document → passages of 40 to 120 words, which end where a sentence ends and, where they can, where a turn does."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from manymentors.shapes import Document, Passage
from manymentors.text import clauses, count, sentences

FEWEST, MOST, GOOD = 40, 120, 80
"""Words."""

VERSION = "cut 1"
"""Changes whenever the same document would be cut otherwise: what an older version cut is then stale."""

_TOO_FEW = 100.0
"""What a passage under FEWEST words costs, beside which every other cost is small."""
_AT_TURN, _AT_PARAGRAPH, _AT_SENTENCE = 0.0, 0.3, 1.2
"""What it costs to end a passage there; being GOOD - FEWEST words off the good length costs 1."""

_WRAPPED = re.compile(r"(?<=[\w,;–-])\n(?=[a-z])")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence, or a part of one that is longer than a passage. `ending` is what it costs to end a passage after it."""

    start: int
    end: int
    words: int
    ending: float


def cut(document: Document) -> list[Passage]:
    """Return the passages in order; together they hold every word of the document once."""
    return [_passage(document, start, end) for start, end in _spans(document.text, document)]


def cut_text(text: str) -> list[Passage]:
    """Cut a written item likewise. A line break within a sentence, as mail wraps them, is no place to cut."""
    unwrapped = _WRAPPED.sub(" ", text)  # one character for one, so that the places stay
    return [Passage(text[start:end], start, end) for start, end in _spans(unwrapped, Document(()))]


def _spans(text: str, document: Document) -> Iterator[tuple[int, int]]:
    pieces = list(_pieces(text, document))
    for first, last in _grouped(pieces):
        yield pieces[first].start, pieces[last].end


def _pieces(text: str, document: Document) -> Iterator[_Piece]:
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text):
        long = count(text[start:end]) > MOST
        spans += (
            clauses(text, start, end, long=MOST, longest=MOST, shortest=FEWEST, edges=document.starts)
            if long
            else [(start, end)]
        )
    for i, (start, end) in enumerate(spans):
        following = spans[i + 1][0] if i + 1 < len(spans) else len(text)
        yield _Piece(start, end, count(text[start:end]), _ending(text, document, end, following))


def _ending(text: str, document: Document, end: int, following: int) -> float:
    if "\n" not in text[end:following]:
        return _AT_SENTENCE
    return _AT_PARAGRAPH if document.speaker_at(end - 1) == document.speaker_at(following) else _AT_TURN


def _grouped(pieces: list[_Piece]) -> list[tuple[int, int]]:
    """Return the first and last piece of each passage, so that the costs of all passages add up to the least."""
    least = [0.0]
    first_of = [0]
    for last, piece in enumerate(pieces):
        best, best_first, words = float("inf"), last, 0
        for first in range(last, -1, -1):
            words += pieces[first].words
            if words > MOST and first < last:
                break
            cost = least[first] + _cost(words) + piece.ending
            if cost < best:
                best, best_first = cost, first
        least.append(best)
        first_of.append(best_first)
    groups: list[tuple[int, int]] = []
    last = len(pieces) - 1
    while last >= 0:
        groups.append((first_of[last + 1], last))
        last = first_of[last + 1] - 1
    return groups[::-1]


def _cost(words: int) -> float:
    off = (words - GOOD) / (GOOD - FEWEST)
    return off * off + (_TOO_FEW if words < FEWEST else 0.0)


def _passage(document: Document, start: int, end: int) -> Passage:
    return Passage(
        document.text[start:end],
        start,
        end,
        _speaker(document, start, end),
        document.seconds_at(start),
        document.seconds_at(end),
    )


def _speaker(document: Document, start: int, end: int) -> str:
    """Who says most of the words; of two who say as many, the first."""
    said: Counter[str] = Counter()
    first = bisect_right(document.starts, start) - 1
    for i in range(first, bisect_left(document.starts, end)):
        here = document.starts[i]
        said[document.utterances[i].speaker] += count(
            document.text[max(start, here) : min(end, here + len(document.utterances[i].text))]
        )
    return said.most_common(1)[0][0]
