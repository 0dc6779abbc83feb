"""A quote → the year it tells: of several the first, for a span begins with what is told."""

from __future__ import annotations

import re

_FULL = re.compile(
    r"(?<![\d.,$€£#v-])\b(19[4-9]\d|20[0-4]\d)\b(?!s\b|['’]s\b|\d|,\d|\.\d|%| (?:people|users|customers|lines|dollars|employees|stars|times))"
)
_SHORT = re.compile(r"(?<!\w)['’]([0-9]\d)\b(?!s\b|['’]s\b)")
_SPOKEN = {
    "nineteen": 1900, "twenty": 2000,
}  # fmt: skip
_TENS = {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
         "eighteen": 18, "nineteen": 19, "twenty": 20, "seventy": 70, "eighty": 80, "ninety": 90}  # fmt: skip
_ONES = {
    w: i
    for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])
}
_WORDS = re.compile(
    rf"\b(?:in|since|of|around|by) (nineteen|twenty) ({'|'.join(_TENS)})(?:[ -]({'|'.join(_ONES)}))?\b(?! (?:people|users|minutes|years|percent))",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:before|after|until|till|between|end of the|sometime)\s+(?:\w+\s+){0,3}$", re.IGNORECASE
)
_BORN = re.compile(r"\bI was born in (19[3-9]\d|200\d)\b")
_AGE = re.compile(r"\bwhen I was (?:exactly )?(\d{1,2})(?: years old)?\b(?!s| or | to |-)")


def told(text: str) -> int | None:
    """The first year that stands in `text` (“from 1996 to 2000” began in 1996); None where there is none, or only a decade."""
    found = [(match.start(), int(match[1])) for match in _FULL.finditer(text)]
    found += [(match.start(), _century(int(match[1]))) for match in _SHORT.finditer(text)]
    found = [(at, year) for at, year in found if not _VAGUE.search(text[:at])]
    for match in _WORDS.finditer(text):
        tens, ones = _TENS[match[2].lower()], _ONES[(match[3] or "zero").lower()]
        if not (ones and tens < 20):
            found.append((match.start(), _SPOKEN[match[1].lower()] + tens + ones))
    return min(found)[1] if found else None


def at_age(text: str, born: int | None) -> int | None:
    """The year of a milestone told by age, where the year of birth was told."""
    ages = {int(match[1]) for match in _AGE.finditer(text)}
    return born + ages.pop() if born and len(ages) == 1 else None


def birth(text: str) -> int | None:
    """The year somebody says they were born in, where exactly one is told in the whole text."""
    years = {int(match[1]) for match in _BORN.finditer(text)}
    return years.pop() if len(years) == 1 else None


def _century(short: int) -> int:
    return 2000 + short if short < 40 else 1900 + short
