"""One entry per event: of several tellings the fullest stays, and a saying repeated is kept once."""

from __future__ import annotations

import re

from manymentors.shapes import Milestone, Nugget

_WORD = re.compile(r"[a-z0-9']+")
_COMMON = frozenset(
    ["a", "about", "after", "all", "also", "an", "and", "are", "as", "at", "back", "be", "because", "been", "but", "by", "came", "can", "did", "do", "for", "from", "get", "go", "going", "got", "had", "has", "have", "he", "her", "his", "how", "i", "i'd", "i'm", "i've", "if", "in", "into", "is", "it", "it's", "just", "kind", "know", "like", "me", "more", "my", "of", "on", "one", "or", "our", "out", "really", "said", "she", "so", "some", "that", "that's", "the", "their", "them", "then", "there", "they", "thing", "things", "think", "this", "time", "to", "up", "very", "was", "we", "we're", "well", "went", "were", "what", "when", "where", "which", "who", "with", "would", "yeah", "you", "your"]
)  # fmt: skip
ALIKE = 0.6


def without_retellings(found: list[Milestone]) -> list[Milestone]:
    """Leave out what tells again what a surer milestone of the same kind and person tells, by the words they share."""
    kept: list[tuple[Milestone, frozenset[str]]] = []
    for milestone in sorted(found, key=lambda m: -m.score):
        words = content(milestone.quote.text)
        if not any(
            milestone.kind == other.kind
            and milestone.person == other.person
            and alike(words, others) >= ALIKE
            for other, others in kept
        ):
            kept.append((milestone, words))
    return [milestone for milestone, _ in kept]


def without_echoes(found: list[Nugget]) -> list[Nugget]:
    """Leave out what says again what a surer nugget says."""
    kept: list[tuple[Nugget, frozenset[str]]] = []
    for nugget in sorted(found, key=lambda n: -n.score):
        words = content(nugget.quote.text)
        if not any(alike(words, others) >= ALIKE for _, others in kept):
            kept.append((nugget, words))
    return [nugget for nugget, _ in kept]


def content(text: str) -> frozenset[str]:
    """The words that carry the meaning."""
    return frozenset(_WORD.findall(text.lower().replace("’", "'"))) - _COMMON


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words by the words of the shorter; 0 where either has too few to tell."""
    if min(len(one), len(other)) < 3:
        return 0.0
    return len(one & other) / min(len(one), len(other))
