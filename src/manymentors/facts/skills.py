"""A piece of advice → the skill it is about, in the standard term of the lexicon; nothing where no term fits."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

LEXICON = Path(__file__).with_name("words") / "skills.txt"


def of(text: str, field: str = "", lexicon: Mapping[str, tuple[str, Sequence[str]]] | None = None) -> str:
    """The skill with most words in the text; among equals one of the same field, then the first of the lexicon."""
    low = text.lower().replace("’", "'")
    best, most = "", (0.0, False)
    for skill, (of_field, signs) in (shipped() if lexicon is None else lexicon).items():
        weight = sum(len(sign.split()) for sign in signs if _stands(sign, low))
        if (weight, of_field == field) > most and weight:
            best, most = skill, (weight, of_field == field)
    return best


def load(path: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """A lexicon file: `skill | field | sign, sign, …` a line; # opens a remark; a later line extends an earlier one.

    A sign that ends in * stands for every word that begins so.
    """
    out: dict[str, tuple[str, tuple[str, ...]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.partition("#")[0].split("|")]
        if len(parts) == 3 and parts[0]:
            skill, field, signs = parts
            more = tuple(sign.strip().lower() for sign in signs.split(",") if sign.strip())
            known = out.get(skill, (field, (skill,)))
            out[skill] = (known[0], (*known[1], *more))
    return out


@cache
def shipped() -> dict[str, tuple[str, tuple[str, ...]]]:
    return load(LEXICON)


def _stands(sign: str, text: str) -> bool:
    return bool(_pattern(sign).search(text))


@cache
def _pattern(sign: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(sign.rstrip('*'))}{'' if sign.endswith('*') else chr(92) + 'b'}")
