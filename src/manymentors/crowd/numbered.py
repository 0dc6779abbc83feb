"""Replies to a post with numbered answers → votes: one a person, the last one counts; what cannot be read is said to be so.

Networks without polls vote like this: “1”, “2)”, “option 2”, “2️⃣”, or the words of an answer. A reply is rather left unread
than guessed: “3 of us think so” and “1 or 2” are no votes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from manymentors.shapes import Tally, Turn

MOST_SHOWN = 50
"""Addresses of unread replies that are remembered; the others are counted no less."""

_MENTIONS = re.compile(r"(?:@[\w.@:-]+[\s,:]*)+")
_CALLED = r"(?:(?:my )?(?:option|answer|number|no|nr|nº|vote|choice)(?: is| goes to| for)?[.:]?|i(?:'d| would)? (?:vote|pick|choose|say|take|go)(?: for| with)?)"
_NUMBER = re.compile(
    rf"[\s\"'*]*(?:{_CALLED} *)?(?:(?:option|number) *)?[#(\[]? *(\d{{1,3}}) *(?P<after>.*)", re.DOTALL
)
_ENDS = re.compile(
    r"[)\].:]*[\"'*]*(?:$|[\s,;!~–—-]*$|[)\].:,;!–—]+(?:\s|$)(?!\s*\d)|\s+(?:for me|please|because|since|as|but|definitely|obviously|"
    r"absolutely|of course|by far|all the way|every time|any day|without|hands down|-|–|—|:|\()(?:\W|$))",
)
_ANOTHER = re.compile(r"^[)\].,:]*\s*(?:,|/|\+|&|-|–|and|or|to|und|oder|vs\.?|x)\s*[#(]?\s*\d")


def tally(
    turns: Iterable[Turn],
    post: str,
    options: Sequence[str],
    *,
    mine: Collection[str] = (),
    until: datetime | None = None,
) -> Tally:
    """Count the direct answers to the post with key `post`, without those of `mine` (accounts) and those after `until`."""
    replies = [turn for turn in turns if turn.reply_to == post and turn.account not in mine]
    if until is not None:
        replies = [turn for turn in replies if turn.published is None or turn.published <= until]
    replies.sort(key=lambda turn: (turn.published is not None, turn.published and turn.published.timestamp()))
    voted: dict[str, int] = {}
    unread: list[str] = []
    for turn in replies:
        choice = choice_of(turn.text, options)
        if choice is None:
            unread.append(turn.url)
        else:
            voted[turn.account or turn.handle or turn.key] = choice
    chosen = list(voted.values())
    return Tally(tuple(chosen.count(at) for at in range(len(options))), tuple(unread))


def choice_of(reply: str, options: Sequence[str]) -> int | None:
    """The answer that a reply chooses, counted from 0; None where it cannot be told."""
    line = plain(reply)
    number, words = by_number(line, len(options)), by_words(line, options)
    if number is not None and words is not None and number != words:
        return None  # “4” where four is the second of the answers
    return words if number is None else number


def plain(text: str) -> str:
    """The first line that says something, without mentions, with one kind of digits, spaces and quotes, in lower case.

    ① and １ become 1, 1️⃣ loses its key, 🔟 is ten.
    """
    text = unicodedata.normalize("NFKC", text.replace("🔟", "10"))
    text = "".join(ch for ch in text if ch not in "\u20e3\ufe0e\ufe0f\u200b\u200d\u2060\ufeff")
    text = text.replace("’", "'").replace("“", '"').replace("”", '"').casefold()
    for line in text.splitlines():
        told = " ".join(line.split())
        told = told[found.end() :] if (found := _MENTIONS.match(told)) else told
        if any(ch.isalnum() for ch in told):
            return told.strip()
    return ""


def by_number(line: str, n: int) -> int | None:
    found = _NUMBER.match(line)
    if not found or not found[1].isascii():
        return None
    after = found["after"]
    rest = line[found.end(1) :]
    if rest[:1].isalnum() or rest[:1] == "%" or re.match(r"[.,]\d", rest):
        return None  # “2nd”, “2%”, “2.5”
    if _ANOTHER.match(rest) or not _ENDS.match(rest if rest[:1].isspace() else after):
        return None
    return int(found[1]) - 1 if 1 <= int(found[1]) <= n else None


def by_words(line: str, options: Sequence[str]) -> int | None:
    """The answer whose words the reply is, or with which it begins before a stop; of several the longest."""
    best: tuple[int, int] | None = None
    told = line.strip(" \"'*.!")
    for at, option in enumerate(options):
        words = plain(option).strip(" \"'*.!")
        rest = told.removeprefix(words) if words and told.startswith(words) else None
        if rest is not None and (not rest or rest[0] in ".,;:!–—)\"'" or rest.startswith(" - ")):
            best = max(best or (0, 0), (len(words), at))
    return best[1] if best else None
