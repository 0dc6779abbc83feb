"""Podcasting 2.0 HTML: <cite> names the speaker, <time> the moment, <p> holds what was said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from manymentors.shapes import Document
from manymentors.transcripts.clock import CLOCK, seconds
from manymentors.transcripts.marks import fold
from manymentors.transcripts.openings import openings
from manymentors.transcripts.turns import Turns, by_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MEDIA_TYPES = ("text/html", "application/xhtml+xml")
SUFFIXES = (".html", ".htm", ".xhtml")
NOTHING = "is a web page in which nobody is marked as speaking"

_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?<(?:!doctype\s+html|html|head|body|cite|time|p|div|article|section|main|h1)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(r"<(?:cite|time|p)\b", re.IGNORECASE)
_CLOCK = re.compile(rf"[\[(]?({CLOCK})[\])]?")
_UNSPOKEN = "script, style, template, noscript, nav, aside, footer, button, blockquote cite"


def fits(text: str) -> int:
    if _PAGE.match(text):
        return 3
    return 1 if _SPEECH.search(text) else 0


def parse(text: str) -> Document:
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(text)
    heading = page.css_first("title") or page.css_first("h1")
    title = fold(heading.text()) if heading else ""
    for node in page.css(_UNSPOKEN):
        node.decompose()
    turns = _marked(page)
    if not turns.utterances:
        turns = _labelled([_read(paragraph)[1] for paragraph in page.css("p")])
    return Document(tuple(turns.utterances), title)


def _marked(page: LexborHTMLParser) -> Turns:
    """Read the paragraphs by the marks before or in them; what stands before the first mark is no speech."""
    turns = Turns()
    speaker, marked = "", False
    for node in page.css("cite, time, p"):
        if node.tag == "p":
            named, words, timed = _read(node)
            speaker = named or speaker
            marked = marked or timed or bool(named)
            if marked:
                turns.add(words, speaker)
        elif not _in_paragraph(node):
            words = fold(node.text())
            clock = _CLOCK.fullmatch(words)
            if node.tag == "cite":
                speaker = words.removesuffix(":").rstrip()
            elif clock:
                turns.starts_at(seconds(clock[1]))
            marked = marked or node.tag == "cite" or clock is not None
    return turns


def _in_paragraph(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag == "p"


def _read(paragraph: LexborNode) -> tuple[str, str, bool]:
    """Return the speaker named where the paragraph opens, its words, and whether a clock time stands in it."""
    speaker, words, timed = "", "", False
    for node in paragraph.traverse(include_text=True):
        within = node.parent.tag if node.parent else ""
        if node.tag == "br":
            words += " "
        if node.tag != "-text":
            continue
        text = node.text(deep=False)
        clock = _CLOCK.fullmatch(text.strip()) if within == "time" else None
        if clock:
            words += f" [{clock[1]}] "
            timed = True
        elif within == "cite" and not speaker and not any(map(str.isalpha, words)):
            speaker = fold(text).removesuffix(":").rstrip()
        else:
            words += text
    return speaker, words, timed


def _labelled(paragraphs: list[str]) -> Turns:
    """Read a page that names its speakers only as “Name:” at the start of paragraphs; without such names it is no speech."""
    turns = Turns()
    text = "\n\n".join(map(fold, paragraphs))
    opening = openings(text)
    if any(here.speaker for line in text.split("\n") if (here := opening(line))):
        by_line(text, opening, turns)
    return turns
