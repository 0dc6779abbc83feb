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


SHORT = {
    "ceo": "chief executive officer", "cto": "chief technology officer", "cio": "chief information officer",
    "cmo": "chief marketing officer", "coo": "chief operating officer", "cfo": "chief financial officer",
    "cpo": "chief product officer", "ciso": "chief information security officer", "vp": "vice president",
    "sre": "site reliability engineer", "qa": "quality assurance", "ipo": "initial public offering",
    "vc": "venture capital investor", "vcs": "venture capital investors", "phd": "doctorate", "hr": "human resources",
    "devrel": "developer relations", "cs": "computer science", "ml": "machine learning", "ai": "artificial intelligence",
}  # fmt: skip
"""What people write short, and what a wish may say in full."""
_SHORT = re.compile(rf"\b(?:{'|'.join(SHORT)})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """`about` is the text without how it begins; `topics` are those of the whole."""

    text: str
    about: str
    advice: bool
    done: bool
    topics: frozenset[str]


def read(text: str, topics: Topics) -> Wish:
    full = in_full(text)
    about = ADVICE.sub("", full).strip() or full
    return Wish(full, about, bool(ADVICE.search(full)), bool(DONE.search(full)), topics_of(full, topics))


def in_full(text: str) -> str:
    """With what stands short in it said in full too, beside it."""
    return _SHORT.sub(lambda found: f"{found[0]} {SHORT[found[0].lower()]}", text)
