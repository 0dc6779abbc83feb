"""Podcasting 2.0 HTML: <cite> names the speaker, <time> the moment, <p> holds what was said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from manymentors.shapes import Document
from manymentors.transcripts.clock import CLOCK
from manymentors.transcripts.marks import fold, unescape
from manymentors.transcripts.openings import openings
from manymentors.transcripts.turns import Turns, by_line

MEDIA_TYPES = ("text/html", "application/xhtml+xml")
SUFFIXES = (".html", ".htm", ".xhtml")
NOTHING = "is a web page in which nobody is marked as speaking"

_PAGE = re.compile(
    r"\s*<(?:\?xml|!doctype\s+html|html|head|body|link|meta|script|cite|time|p|div|span|table|article|section|main|h1)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"<(?:cite|time|p)\b", re.IGNORECASE)
_CLOCK = re.compile(rf"[\[(]?({CLOCK})[\])]?")
# A parser of trees would need time that grows with the square of how deep a hostile page nests; a flat look does not.
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<closes>/?)(?P<name>[a-z][a-z0-9]*)[^<>]*>|<[!?][^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_UNSPOKEN = frozenset({"script", "style", "template", "noscript", "nav", "aside", "footer", "button"})
_NAMED = frozenset({"cite", "time", "title", "h1"})
_ENDS_PARAGRAPH = frozenset(
    {
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "ul",
        "ol",
        "li",
        "table",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "hr",
    }
)


def fits(text: str) -> int:
    if _PAGE.match(text):
        return 3
    return 1 if _SPEECH.search(text) else 0


def parse(text: str) -> Document:
    """Read the paragraphs by the marks before or in them; what stands before the first mark is no speech."""
    turns = Turns()
    titles: dict[str, str] = {}
    unmarked: list[str] = []
    speaker, marked, held = "", False, ""
    for kind, words, within in _events(text):
        clock = _CLOCK.fullmatch(words.strip()) if kind == "time" else None
        if kind in ("title", "h1"):
            titles.setdefault(kind, fold(words))
        elif kind == "cite" and not any(map(str.isalpha, held)):
            speaker, marked = fold(words).removesuffix(":").rstrip(), True
        elif clock:
            held, marked = f"{held} [{clock[1]}] ", True
        elif kind == "end":
            if marked:
                turns.add(held, speaker)
            else:
                unmarked.append(held)
            held = ""
        elif within:
            held += words
    if not marked:
        _read_labelled("\n\n".join(map(fold, unmarked)), turns)
    return Document(tuple(turns.utterances), titles.get("title") or titles.get("h1", ""))


def _events(text: str) -> Iterator[tuple[str, str, bool]]:
    """Yield (kind, words, whether within a paragraph) in the order of the page.

    The kind is a tag in _NAMED, "p" for a paragraph's other words, or "end" for where one ends.
    """
    hidden, named, held = "", "", ""
    within = quoted = False
    at = 0
    for tag in (*_TAG.finditer(text), None):
        words = unescape(text[at : tag.start() if tag else len(text)])
        at = tag.end() if tag else len(text)
        name = (tag["name"] or "").lower() if tag else "p"
        closes = tag is None or bool(tag["closes"])
        if hidden:
            hidden = "" if closes and name == hidden else hidden
            continue
        if named:
            held += words
        elif within:
            yield "p", words + (" " if name == "br" else ""), True
        if named and (name == named or name in _ENDS_PARAGRAPH):
            yield named, held, within
            named, held = "", ""
        if name in _UNSPOKEN:
            hidden = "" if closes else name
        elif name in _NAMED and not closes and not (name == "cite" and quoted):
            named = name
        if name == "blockquote":
            quoted = not closes
        if name in _ENDS_PARAGRAPH:
            if within:
                yield "end", "", True
            within = name == "p" and not closes


def _read_labelled(text: str, turns: Turns) -> None:
    """Read a page that names its speakers only as “Name:” where paragraphs begin; one without such names is no speech."""
    opening = openings(text)
    if any(here.speaker for line in text.split("\n") if (here := opening(line))):
        by_line(text, opening, turns)
