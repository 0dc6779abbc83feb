"""Names folded so that the same one is found again however it was written."""

from __future__ import annotations

import re
import unicodedata


def fold(name: str) -> str:
    """Lower case, without accents, punctuation and doubled spaces; letters of any script stay."""
    plain = "".join(ch for ch in unicodedata.normalize("NFKD", name) if not unicodedata.combining(ch))
    return " ".join(re.sub(r"[^\w]+", " ", plain.casefold()).replace("_", " ").split())


def fold_title(title: str) -> str:
    """As `fold`, without a leading article: *The Manager's Path* is *managers path*."""
    return re.sub(r"^(?:the|a|an) ", "", fold(title.replace("’", "").replace("'", "")))
