"""Running text with marks in it → what was said, cut where a time stamp or a link target stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape as html_unescape

from manymentors.transcripts.clock import CLOCK, seconds
from manymentors.transcripts.decode import without_controls

_STAMP = rf"\\?\[[\s\\]*({CLOCK})[\\\d]*\s*\\?\]"
_MARK = re.compile(
    rf"{_STAMP}(?:\s*(?:to|[-–—])\s*{_STAMP})?"  # [01:33] to [03:00]
    rf"|(?P<note>\\?\[[A-Za-z ]{{3,20}})\s+(?P<noted>{CLOCK})\\?\]"  # [unintelligible 00:42:16.26]
    r"|!\[[^\[\]\n]{0,300}\]\([^()\s]{0,500}\)"
    r"|(?<![\\!])\[(?P<link>[^\[\]\n]{1,300})\]\([^()\s]{1,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100})?(?:\s\"[^\"\n]{0,200}\")?\)"
)
_CLOSERS = re.compile(r"[,.;:!?…)\]”’]+(?=\s|$)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def spoken(text: str, clean: Callable[[str], str]) -> Iterator[tuple[str, float | None]]:
    """Yield each piece between marks, cleaned, with the second of the stamp that stands before it.

    A piece may be empty: then only its second matters. What closes a sentence stays with the piece before the mark.
    """
    second: float | None = None
    at = 0
    for mark in _MARK.finditer(text):
        piece = text[at : mark.start()] + (mark["link"] or "") + (f"{mark['note']}]" if mark["note"] else "")
        at = mark.end()
        if closers := _CLOSERS.match(text, at):
            piece = piece.rstrip() + closers[0]
            at = closers.end()
        yield clean(piece), second
        stamp = mark[2] or mark[1] or mark["noted"]
        second = seconds(stamp) if stamp else None
    yield clean(text[at:]), second


def fold(text: str) -> str:
    """White space becomes single spaces."""
    return " ".join(text.split())


def unescape(text: str) -> str:
    """&amp; and its kin become what they stand for; an ampersand without a semicolon stays."""
    if "&" not in text:
        return text
    return without_controls(_ENTITY.sub(lambda entity: html_unescape(entity[0]), text))
