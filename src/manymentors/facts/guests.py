"""The title and the notes of an episode → who is a guest in it. To be mentioned is not to appear.

A title that begins with a name, or says “with” one, has that person in it; one that is about somebody does not. Notes tell
of a guest only where they say so: they are full of names of books, colleagues and people who are only spoken of.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from manymentors.facts.names import first_names
from manymentors.facts.roles import NAME, same_person

LONGEST = 300
"""Characters of a title that are looked at."""

_NAMES = rf"{NAME}(?:(?:, and |, | and | & ){NAME})*"
_WITH = re.compile(
    rf"\b(?:[Ww]ith|[Ff]eaturing|[Ff]eat\.?|[Ff]t\.?|[Gg]uests?:?|[Ii]nterview(?:s|ing)?:?|[Mm]eet|[Jj]oined by) (?P<names>{_NAMES})(?!['’]s\b)"
)
_BEGINS = re.compile(
    rf"^(?:[^:|–—]{{0,40}}(?:: | \| | [–—-] ))?(?P<names>{_NAMES})(?=$|[:,|(]| [–—-] | (?:on|and the|joins|returns|is back|talks|explains|counts|answers)\b)"
)
_PARTED = re.compile(r",? and |, | & ")
_OTHERS = r"(?:[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,3}(?:, and |, | and | & )){0,4}"
_LEADS = r"\b(?:with|featuring|feat\.?|ft\.?|guests?:?|interview(?:s|ing)?:?|meet|joined by)"
_BEFORE = (
    r"(?:\bguests?(?: (?:today|this (?:week|time|episode)))?(?: is| are|,|:)?|\bjoined(?: \w+)? by|\bwe (?:talk|speak|spoke|talked|chat|sat down)"
    r"(?: down)? (?:to|with)|\b(?:interview|conversation|chat) with|\bwelcome)"
)
_AFTER = r"(?: (?:joins|joined|is (?:here|back|our guest|my guest)|came (?:back|by|on)|comes (?:back|by|on)|returns|tells (?:us|me)|talks (?:to|with) (?:us|me)))\b"


@dataclass(frozen=True, slots=True)
class Guest:
    """`sure` where the form of the title can hardly mean anything else, else only worth something for a known name."""

    name: str
    sure: bool


def guests_in_title(title: str, hosts: Collection[str] = ()) -> list[Guest]:
    """Whom the title has in it, without the hosts; each once."""
    found: dict[str, Guest] = {}
    for pattern, sure in ((_WITH, True), (_BEGINS, False)):
        for match in pattern.finditer(title[:LONGEST]):
            for name in _PARTED.split(match["names"]):
                known = name.split()[0].lower() in first_names()
                if not any(same_person(name, host) for host in hosts):
                    found.setdefault(name, Guest(name, sure and known))
    return list(found.values())


def is_guest(name: str, title: str, notes: str) -> bool:
    """Do the title or the notes say that this person is a guest? Names of any script, and in any case.

    Of the title it counts whether it begins with the name or says “with” it, of the notes only words about who is there.
    """
    called = r"\s+".join(map(re.escape, name.split())) + r"(?!['’]s\b)(?!\w)"
    return any(
        re.search(pattern, text, re.IGNORECASE)
        for pattern, text in (
            (rf"^(?:[^:|–—]{{0,40}}(?:: | \| | [–—-] ))?{_OTHERS}{called}", title[:LONGEST]),
            (rf"{_LEADS}\s+{_OTHERS}{called}", title[:LONGEST]),
            (rf"{_BEFORE}\s*{_OTHERS}{called}", notes),
            (rf"(?<!\w){called}{_AFTER}", notes),
        )
    )
