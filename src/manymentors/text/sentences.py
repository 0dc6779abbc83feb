"""Text → sentences, as spans; a full stop ends one only where a reader would say so."""

from __future__ import annotations

import re

_END = re.compile(r"""[.!?…]+["'”’»)\]*]*(?=\s)|[。！？]+[」』”’）]*|\n""")
_LEAD = re.compile(r"""(?:\[[^\[\]\n]{0,40}\]|[\s"'“‘«(\[*—–-])*""")
_WORD = re.compile(r"[\w'’]+")
_TOKEN_BEFORE = re.compile(r"""[^\s"'“”‘’()\[\]]+$""")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEVER_LAST = _listed("mr mrs mx dr prof messrs e.g eg i.e ie vs cf viz approx")
_BEFORE_A_NUMBER = _listed("no nos vol pp p ch sec art ver v fig eq")
_SELDOM_LAST = _listed(
    "ms rev hon gen col sgt capt cmdr lt st mt inc ltd co corp llc bros jr sr esq phd ph.d b.sc m.sc"
    " jan feb aug sept oct nov dec dept est ave blvd rd al etc"
)
_LETTERS = re.compile(r"[a-z](\.[a-z])*")  # initials and the like: J. R., U.S., a.k.a.
_OPENERS = _listed(
    "a actually all also although an and any are as at because but by can did do does everybody everyone exactly first"
    " for from great had has have he her here his how however i i'd i'll i'm i've if in is it it's its just let let's"
    " like look maybe my no not now of oh ok okay on once one or our people right she so some sometimes still sure than"
    " thank thanks that that's the their them then there there's these they they're this those to was we we're we've"
    " well were what what's when where which while who why with would yeah yes yet you you're your"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentences in order; together they hold every character that is not white space.

    A line break always ends a sentence: in a document it stands where the speaker changes or a paragraph opens.
    """
    ends = [match for match in _END.finditer(text) if match[0] == "\n" or _may_end(text, match)]
    lower_is_fine = _written_in_lower_case(text, ends)
    found: list[tuple[int, int]] = []
    start = 0
    for match in ends:
        if match[0] == "\n" or _ends(text, match, lower_is_fine):
            start = _add(found, text, start, match.end())
    _add(found, text, start, len(text))
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> int:
    piece = text[start:end]
    bare = piece.strip()
    if bare:
        first = start + len(piece) - len(piece.lstrip())
        found.append((first, first + len(bare)))
    return end


def _may_end(text: str, match: re.Match[str]) -> bool:
    """Whether an abbreviation, an initial or a list number lets a stop be the end at all."""
    if match[0][0] != "." or match[0].startswith(".."):
        return True
    before = _TOKEN_BEFORE.search(text, max(0, match.start() - 30), match.start())
    if before is None:
        return True
    token = before[0].lower()
    if token in _NEVER_LAST:
        return False
    following = _next_word(text, match.end())
    if not following:
        return True
    if token in _BEFORE_A_NUMBER:
        return not following[0].isdigit()
    if token in _SELDOM_LAST or (_LETTERS.fullmatch(token) and before[0] != "I"):
        return following.lower().replace("’", "'") in _OPENERS
    numbers_a_line = token.isdigit() and len(token) < 3
    return not (numbers_a_line and not text[text.rfind("\n", 0, before.start()) + 1 : before.start()].strip())


def _written_in_lower_case(text: str, ends: list[re.Match[str]]) -> bool:
    """Whether this writer, or this recogniser, begins sentences with small letters."""
    firsts = [_next_word(text, match.end())[:1] for match in ends]
    small, large = sum(first.islower() for first in firsts), sum(first.isupper() for first in firsts)
    return small >= 3 and small > 2 * large


def _ends(text: str, match: re.Match[str], lower_is_fine: bool) -> bool:
    following = _next_word(text, match.end())
    if lower_is_fine or not following[:1].islower():
        return True
    if match[0][0] in "?!" and match[0][-1] in "?!":
        return True
    return any(letter.isupper() for letter in following)  # iPhone, eBay and macOS may open a sentence


def _next_word(text: str, at: int) -> str:
    """The first word after quotes, brackets, dashes and notes such as [laughs]; empty where something else stands."""
    lead = _LEAD.match(text, at)
    word = _WORD.match(text, lead.end() if lead else at)
    return word[0] if word else ""
