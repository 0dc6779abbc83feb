"""Two statements → whether the one says the opposite of the other, as far as that can be told from their words alone.

Told are only plain cases: the same words with a “don't” before them on one side, or two words that exclude each other
(“early” and “late”) in the same company. Everything else is not called a difference; silence is better than a false quarrel.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

Stems = Callable[[str], Sequence[str]]

_DENIES = re.compile(
    r"\b(?:not|never|no|nobody|none|stop|avoid|without|against|hardly|neither|nor|cannot|\w+n[’']t|instead of|rather than)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+(?:[’'][a-z]+)?", re.IGNORECASE)
_BREAK = re.compile(r"[.;:!?,–—]|\b(?:but|because|although|until|unless|and|if|when)\b", re.IGNORECASE)

REACH = 5
"""Words after a “not” that it denies, within its clause."""
SHARED = 2
"""Words that count which both must hold, besides those that exclude each other."""
ALIKE = 0.6
"""Of all words that count in the shorter of the two, so many must be in both."""

_PAIRS = """
early late; first last; always never; more less; bigger smaller; big small; fast slow; quick slow; start stop; before after;
easy hard; simple complex; love hate; keep quit; stay leave; remote office; generalist specialist; broad deep; public private;
open closed; high low; long short; overrated underrated; useless useful; worthless valuable; everybody nobody; everyone nobody;
together alone; buy build; free paid; cheap expensive; hire fire; raise bootstrap; yes no; right wrong; best worst; safe risky
"""


@cache
def exclusive(stems: Stems) -> frozenset[tuple[str, str]]:
    """The pairs of words that exclude each other, as stems, each in both orders."""
    found = set()
    for pair in " ".join(_PAIRS.split("\n")).split(";"):
        one, other = (stems(word)[0] for word in pair.split())
        found |= {(one, other), (other, one)}
    return frozenset(found)


def opposed(first: str, second: str, stems: Stems, small: frozenset[str]) -> bool:
    """`stems` turns words into stems, `small` are the words that say nothing by themselves."""
    one, other = polarity(first, stems, small), polarity(second, stems, small)
    shared = one.keys() & other.keys()
    fewest = min(len(one), len(other))
    if fewest and len(shared) >= max(SHARED, ALIKE * fewest):
        turned = {stem for stem in shared if one[stem] != other[stem]}
        if len(turned) >= SHARED and 2 * len(turned) >= len(shared):
            return True
        apart = {
            (a, b) for a, b in exclusive(stems) if a in one and b in other and a not in other and b not in one
        }
        return bool(apart) and not turned
    return False


@lru_cache(maxsize=4_000)
def polarity(text: str, stems: Stems, small: frozenset[str]) -> dict[str, bool]:
    """Each word that counts, as its stem, with whether it is denied; denied and not in one text counts as not. Remembered:
    each statement is laid beside many.
    """
    found: dict[str, bool] = {}
    for clause in clauses(text):
        denied_until = -1
        words = list(_WORD.finditer(clause))
        for at, word in enumerate(words):
            if _DENIES.match(clause, word.start()):
                denied_until = at + REACH
                continue
            low = word[0].lower().replace("’", "'")
            if low in small or low.split("'")[0] in small:
                continue
            for stem in stems(low)[:1]:
                found[stem] = found.get(stem, True) and at <= denied_until
    return found


def clauses(text: str) -> Iterator[str]:
    at = 0
    for end in _BREAK.finditer(text):
        yield text[at : end.start()]
        at = end.end()
    yield text[at:]
