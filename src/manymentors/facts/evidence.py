"""No verbatim quote, no fact: a stretch of units → a quote that stands in the document, or nothing."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from manymentors.facts.features import Talk
from manymentors.shapes import Document, Quote
from manymentors.text import count, spans

_FILLER = re.compile(
    r"(?:(?:yeah|yes|no|right|okay|ok|sure|well|so|and|but|um|uh|oh|exactly|absolutely|totally|definitely|i mean|you know|like"
    r"|\[[^\]]{0,30}\])(?:[,.…!—–-]+|(?=\s\[))\s*)+",
    re.IGNORECASE,
)


def paragraph(document: Document, character: int) -> tuple[int, int]:
    """The stretch around a character that no gap divides."""
    gaps = document.gaps
    at = bisect_right(gaps, character)
    return (gaps[at - 1] if at else 0), (gaps[at] if at < len(gaps) else len(document.text))


def quote(document: Document, start: int, end: int, least: int, most: int) -> Quote | None:
    """characters start to end as a quote of `least` to `most` words; None where no such quote can be had.

    What is too long loses its end; a yes or a well at its front is left out.
    """
    if bisect_left(document.gaps, end) > bisect_right(document.gaps, start):
        return None
    text = document.text[start:end]
    filler = _FILLER.match(text)
    if filler and count(text[filler.end() :]) >= least:
        start, text = start + filler.end(), text[filler.end() :]
    words = spans(text)[:most]
    if len(words) < least:
        return None
    first, last = start + words[0][0], start + words[-1][1]
    return Quote(document.text[first:last], first, last)


def stretch(talk: Talk, i: int, least: int, most: int, want: int = 0) -> tuple[int, int]:
    """Characters around unit i that say enough: its whole sentence where that is short, and neighbours of its paragraph.

    Grows, forwards first, until there are `least` words; and on while whole sentences bring it to `want`.
    """
    low, high = paragraph(talk.document, talk.units[i].start)

    def fits(first: int, last: int) -> bool:
        return (
            first >= 0
            and last < len(talk.units)
            and talk.units[first].start >= low
            and talk.units[last].end <= high
            and bool(talk.places[last + 1] - talk.places[first] <= most)
        )

    first = last = i
    while fits(first - 1, last) and talk.units[first - 1].sentence == talk.units[i].sentence:
        first -= 1
    while fits(first, last + 1) and talk.units[last + 1].sentence == talk.units[i].sentence:
        last += 1
    while talk.places[last + 1] - talk.places[first] < max(least, want):
        if fits(first, last + 1):
            last += 1
        elif talk.places[last + 1] - talk.places[first] < least and fits(first - 1, last):
            first -= 1
        else:
            break
    return talk.units[first].start, talk.units[last].end


def stands_in(document: Document, said: Quote) -> bool:
    """Whether the quote is what it claims to be."""
    return (
        said.text != ""
        and document.text[said.start : said.end] == said.text
        and bisect_left(document.gaps, said.end) <= bisect_right(document.gaps, said.start)
    )
