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
    heads: dict[str, list[tuple[str, int]]] = {}
    out: dict[str, str] = {}
    for key in sorted(counts, key=lambda key: (-counts[key], key)):
        known, letters = heads.setdefault(key[:3], []), letters_of(key)
        out[key] = key
        for other, others in known:
            # Letters of one that the other lacks match nothing, which bounds the likeness: most pairs end here.
            unlike = (letters ^ others).bit_count() > (1 - LIKE) * (len(key) + len(other))
            if (not unlike or other.startswith(f"{key} ") or key.startswith(f"{other} ")) and spelt_alike(
                key, other
            ):
                out[key] = other
                break
        else:
            known.append((key, letters))
    return out


def letters_of(text: str) -> int:
    """The set of its characters, as bits; two characters may share one."""
    bits = 0
    for ch in set(text):
        bits |= 1 << (ord(ch) & 63)
    return bits


def spelt_alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if long.startswith(f"{short} ") and len(short.split()) >= 3:
        return True
    matcher = SequenceMatcher(None, one, other)
    return len(short) >= 8 and matcher.quick_ratio() >= LIKE and matcher.ratio() >= LIKE


def fold_title(title: str) -> str:
    """As `fold`, without a leading article: *The Manager's Path* is *managers path*."""
    return re.sub(r"^(?:the|a|an) ", "", fold(title.replace("’", "").replace("'", "")))
