"""What a wish and what somebody tells are about, in common names: topics, each with the words that give it away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

WALKS = Path(__file__).parent / "words" / "walks.txt"

Topics = Mapping[str, re.Pattern[str]]


@cache
def walks() -> dict[str, re.Pattern[str]]:
    """Walks of life, trades and habits, as our word list knows them."""
    return read(WALKS.read_text(encoding="utf-8"))


def gathered(
    sorts: Iterable[tuple[str, re.Pattern[str]]], skills: Mapping[str, tuple[str, Sequence[str]]]
) -> dict[str, re.Pattern[str]]:
    """All topics: sorts of steps, skills with their signs, and walks of life."""
    out = {f"sort {name}": signs for name, signs in sorts}
    out |= {f"skill {name}": pattern(signs) for name, (_, signs) in skills.items()}
    return out | {f"walk {name}": signs for name, signs in walks().items()}


def read(lines: str) -> dict[str, re.Pattern[str]]:
    """`name | sign, sign, …` a line; # opens a remark. A sign that ends in * stands for every word that begins so."""
    out = {}
    for line in lines.splitlines():
        name, bar, signs = line.partition("#")[0].partition("|")
        if bar and name.strip() and (found := [s.strip() for s in signs.split(",") if s.strip()]):
            out[name.strip()] = pattern(found)
    return out


def pattern(signs: Iterable[str]) -> re.Pattern[str]:
    ends = (re.escape(s.removesuffix("*")) + ("" if s.endswith("*") else r"\b") for s in signs)
    return re.compile(rf"\b(?:{'|'.join(ends)})", re.IGNORECASE)


def topics_of(text: str, among: Topics) -> frozenset[str]:
    low = straight(text)
    return frozenset(name for name, signs in among.items() if signs.search(low))


def straight(text: str) -> str:
    """With the apostrophe that word lists are written with."""
    return text.replace("’", "'")


def found_in(texts: Sequence[str], among: Topics) -> list[frozenset[str]]:
    return [topics_of(text, among) for text in texts]
