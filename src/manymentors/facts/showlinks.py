"""A name as heard → the name as the show notes write it, where they have one that sounds alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from manymentors.shapes import Link

ALIKE = 0.82
_PUNCTUATION = re.compile(r"[^\w ]+")


def spelled(name: str, links: Sequence[Link]) -> str:
    """The spelling of the link text that is most like `name`; `name` itself where none is."""
    best, most = name, ALIKE
    for link in links:
        for written in (link.text, *re.split(r"\s+[-–—|:]\s+|,\s+|\s+by\s+", link.text)):
            likeness = _alike(name, written)
            if likeness > most:
                best, most = written.strip(), likeness
    return best


def _alike(one: str, other: str) -> float:
    a, b = (_PUNCTUATION.sub("", text.casefold()).strip() for text in (one, other))
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 0.3 * max(len(a), len(b)):
        return 0.0
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
