"""Words to stems: what two plain sentences must share to speak of the same thing, whatever the ending."""

from __future__ import annotations

import re
from functools import lru_cache

STOP = frozenset(
    """a about after again all also am an and any are around as at back be because been before being but by came can come could did do does
    doing done down each ever every few first for from get gets getting go goes going gone got had has have having he her here hers him his
    how i if in into is it its itself just last later like lot lots made make many me more most much my new no not now of off on once one only
    or other our out over own really she so some something still such than that the their them then there these they thing things this those
    through time to too two three took under until up us very was way we went were what when where which while who why will with would year
    years you your kind sort bit couple want wanted actually well mean know think dont didnt im ive youre thats his""".split()  # noqa: SIM905
)
WORD = re.compile(r"[a-z][a-z+#']*|\d{4}")
ENDINGS = (
    ("isations", "is"), ("izations", "iz"), ("isation", "is"), ("ization", "iz"), ("fulness", ""), ("ousness", ""), ("iveness", ""),
    ("ements", ""), ("ement", ""), ("ments", ""), ("ment", ""), ("nesses", ""), ("ness", ""), ("ingly", ""), ("ations", "at"), ("ation", "at"),
    ("ities", ""), ("ity", ""), ("ying", "y"), ("ings", ""), ("ing", ""), ("ies", "y"), ("ied", "y"), ("edly", ""), ("ers", ""), ("ors", ""),
    ("er", ""), ("or", ""), ("ed", ""), ("es", ""), ("ly", ""), ("s", ""), ("e", ""),
)  # fmt: skip


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Take one ending off, where three letters stay; a doubled last letter becomes one."""
    word = word.removesuffix("'s")
    for ending, instead in ENDINGS:
        if (
            word.endswith(ending)
            and len(word) - len(ending) + len(instead) >= 3
            and not (ending == "s" and word.endswith("ss"))
        ):
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


@lru_cache(maxsize=8192)
def stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order, doubles kept."""
    return tuple(stem(w) for w in WORD.findall(text.lower().replace("’", "'")) if w not in STOP)
