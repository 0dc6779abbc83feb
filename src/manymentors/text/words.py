"""Text → words: where they stand, how many they are, and how they compare."""

from __future__ import annotations

import re

_WORD = re.compile(r"\S+")
_KEY = re.compile(r"[a-z0-9']+")


def spans(text: str) -> list[tuple[int, int]]:
    """The place of each word, a word being what stands between white space."""
    return [match.span() for match in _WORD.finditer(text)]


def count(text: str) -> int:
    return len(text.split())


def keys(text: str) -> list[str]:
    """Words to compare by: lower case, without punctuation; the same ones by which `eval/score.py` finds a quote."""
    return _KEY.findall(text.lower())
