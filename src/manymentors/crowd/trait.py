"""A trait in a person's own words → what could prove it: advice given, or something done, and about what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from manymentors.crowd.topics import Topics, topics_of

ADVICE = re.compile(
    r"^\s*(?:(?:somebody|someone) who )?(?:gives? (?:good )?advice (?:on|about)|advises?(?: \w+)? (?:on|about)|"
    r"tells? (?:you|me|us|people)(?: how)? to|helps? (?:me |you |people )?(?:with|to|set)?|cares? about|takes? care of|"
    r"knows? (?:how to|about)|is good at|explains?|talks? about|can (?:teach|explain|tell)|teaches (?:me|you)|"
    r"handles?|understands?|thinks (?:well )?about)\b",
    re.IGNORECASE,
)
"""A wish that begins so is answered by what people say."""

DONE = re.compile(
    r"^\s*(?:(?:somebody|someone) who )?(?:has|have|had|was|were|held|holds|wrote|writes|made|makes|(?:co-?)?founded|runs?|ran|"
    r"works?|worked|moved|started|dropped|serve[sd]|left|lived|came|became|handed|built|organi[sz]e[sd]|speaks|spoke|shaped|"
    r"combines?|practi[sc]ed|won|went|learned|led|leads|is an?|sold|raised|taught|studied|switched|grew|managed|launched|retired|quit|survived)\b",
    re.IGNORECASE,
)
"""A wish that begins so is answered by what people did."""


@dataclass(frozen=True, slots=True)
class Wish:
    """`about` is the text without how it begins; `topics` are those of the whole."""

    text: str
    about: str
    advice: bool
    done: bool
    topics: frozenset[str]


def read(text: str, topics: Topics) -> Wish:
    about = ADVICE.sub("", text).strip() or text
    return Wish(text, about, bool(ADVICE.search(text)), bool(DONE.search(text)), topics_of(text, topics))
