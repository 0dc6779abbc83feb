"""Names folded so that the same one is found again however it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import SequenceMatcher


def fold(name: str) -> str:
    """Lower case, without accents, punctuation and doubled spaces; letters of any script stay."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", name) if not unicodedata.combining(ch))
    return " ".join(re.sub(r"[^\w]+", " ", plain.casefold()).replace("_", " ").split())


LIKE = 0.88
"""From here on two titles of one kind that begin alike are one title, spelt differently (as speech recognition does)."""


def same_titles(counts: Mapping[str, int]) -> dict[str, str]:
    """Folded titles → the spelling to count them under: of titles spelt almost alike, the one met most often.

    Also a title and the same with its subtitle. Only titles that begin with the same letters are compared.
    """
    heads: dict[str, list[str]] = {}
    out: dict[str, str] = {}
    for key in sorted(counts, key=lambda key: (-counts[key], key)):
        known = heads.setdefault(key[:3], [])
        bounds = SequenceMatcher(None, "", key)
        out[key] = next((other for other in known if spelt_alike(key, other, bounds)), key)
        if out[key] == key:
            known.append(key)
    return out


def spelt_alike(one: str, other: str, bounds: SequenceMatcher[str]) -> bool:
    """`bounds` compares anything with `one`: it tells cheaply that two titles cannot be alike."""
    short, long = sorted((one, other), key=len)
    if long.startswith(f"{short} ") and len(short.split()) >= 3:
        return True
    if len(short) < 8 or 2 * len(short) < LIKE * (len(short) + len(long)):
        return False
    bounds.set_seq1(other)
    return bounds.quick_ratio() >= LIKE and SequenceMatcher(None, one, other).ratio() >= LIKE


def fold_title(title: str) -> str:
    """As `fold`, without a leading article: *The Manager's Path* is *managers path*."""
    return re.sub(r"^(?:the|a|an) ", "", fold(title.replace("’", "").replace("'", "")))
