"""A name that a language model chose → the same name as it stands in a text, or nothing."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher

ALIKE = 0.9
"""How much of a name must be the same, letter by letter."""
LONGEST = 12
"""Words of a name."""

_WORD = re.compile(r"\w+(?:['’.+#&-]+\w+|[+#]+)*")
_NO_NAME = re.compile(
    r"(?:(?:an?|and|books?|courses?|he|her|him|his|it|its|me|my|of|one|our|podcast|she|show|somebody|someone|something|that|the"
    r"|their|them|they|things?|this|those|to|us|we|what|which|who|you|your|i)(?: |$))*"
)


def stands(name: str, text: str) -> str:
    """The stretch of `text` that is the name, as it is written there; empty where there is none.

    Case, accents and punctuation do not matter, and of longer names a tenth may be spelt otherwise.
    A line break ends a name.
    """
    wanted = [fold(word) for word in _WORD.findall(name[:200])]
    folded = " ".join(wanted)
    if len(wanted) > LONGEST or _NO_NAME.fullmatch(folded):
        return ""
    words = [(fold(match[0]), *match.span()) for match in _WORD.finditer(text)]
    best, place = ALIKE, (0, 0)
    one = SequenceMatcher(a="", b=folded, autojunk=False)
    for size in (len(wanted), len(wanted) - 1, len(wanted) + 1):
        for at in range(len(words) - size + 1) if size else ():
            run = words[at : at + size]
            if "\n" in text[run[0][1] : run[-1][2]]:
                continue
            here = " ".join(word for word, _, _ in run)
            if here == folded:
                return text[run[0][1] : run[-1][2]]
            one.set_seq1(here)
            if (
                one.real_quick_ratio() >= best
                and one.quick_ratio() >= best
                and (alike := one.ratio()) >= best
            ):
                best, place = alike, (run[0][1], run[-1][2])
    return text[slice(*place)]


def fold(word: str) -> str:
    """To compare by: small letters without accents."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).replace("’", "'")
