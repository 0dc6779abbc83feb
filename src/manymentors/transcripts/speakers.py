"""The start of a line → the speaker it names; a word with a colon after it is a name only if the file treats it as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_LABEL = re.compile(r"\s*(?:>>|[-–—])?\s*([^\s:][^:\n]{0,39}?)\s*:(?=\s|$)\s*")
_NAME_WORD = re.compile(r"[\w.'’&()#-]+")
_PARTICLES = frozenset({"de", "del", "della", "den", "der", "di", "da", "dos", "du", "la", "le", "van", "von", "ten", "bin", "al", "y", "of", "the", "and"})  # fmt: skip
_NOT_NAMES = frozenset(
    {"also", "answer", "but", "correction", "disclaimer", "edit", "example", "first", "links", "music", "note", "notes",
     "now", "ps", "p.s", "question", "recap", "second", "so", "summary", "then", "third", "tip", "title", "today",
     "transcript", "update", "warning", "well", "yeah", "yes"}
)  # fmt: skip


def labels(openings: Iterable[str], *, trusted: bool = False) -> frozenset[str]:
    """Return the labels that name speakers, given how each line or cue begins.

    In a file that opens with a name, names count; in another, those that come again, if there are two. A single name
    somewhere inside would otherwise be made the speaker of all that follows. Where the openings are `trusted` (a time
    stamp stood before them), the one name at the opening is enough.
    """
    found = [_candidate(opening) for opening in openings]
    counted = Counter(name for name in found if name)
    if found and found[0] and (trusted or counted.total() > 1):
        return frozenset(counted)
    again = frozenset(name for name, times in counted.items() if times > 1)
    return again if len(again) > 1 else frozenset()


def split(line: str, accepted: frozenset[str]) -> tuple[str, str] | None:
    """Return the speaker and what follows the label; None where the line has no accepted label."""
    match = _LABEL.match(line)
    if match and match[1] in accepted:
        return match[1], line[match.end() :]
    return None


def name_like(text: str) -> bool:
    words = text.split()
    return (
        1 <= len(words) <= 5
        and words[0].lower() not in _NOT_NAMES
        and _is_capital(words[0])
        and all(_NAME_WORD.fullmatch(word) for word in words)
        and all(
            _is_capital(word) or word.lower() in _PARTICLES or word[0] == "(" or word[-1].isdigit()
            for word in words[1:]
        )
    )


def _candidate(opening: str) -> str:
    match = _LABEL.match(opening)
    return match[1] if match and name_like(match[1]) else ""


def _is_capital(word: str) -> bool:
    first = word.lstrip("(#")[:1]
    return first.isalpha() and not first.islower()
