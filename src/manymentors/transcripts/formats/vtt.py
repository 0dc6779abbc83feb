"""WebVTT, also with the mistakes people make: no header, commas for dots, hours left out."""

from __future__ import annotations

import re

from manymentors.shapes import Document
from manymentors.transcripts.captions import utterances
from manymentors.transcripts.cues import ANY_TIMING
from manymentors.transcripts.marks import fold, unescape

MEDIA_TYPES = ("text/vtt", "text/webvtt", "application/vtt")
SUFFIXES = (".vtt", ".webvtt")
NOTHING = "is WebVTT without a cue that says anything"

_HEADER = re.compile(r"\s*WEBVTT(?:[ \t]+[-–—:]?[ \t]*(?!Kind:|Language:)([^\n]*))?(?:\n|$)")
_NOTED_TITLE = re.compile(r"^NOTE[ \t\n]+title:[ \t]*([^\n]+)", re.IGNORECASE | re.MULTILINE)


def fits(text: str) -> int:
    if _HEADER.match(text):
        return 3
    return 2 if ANY_TIMING.search(text) else 0


def parse(text: str) -> Document:
    header, noted = _HEADER.match(text), _NOTED_TITLE.search(text)
    title = noted[1] if noted else header[1] if header else ""
    return Document(utterances(text), fold(unescape(title or "")))
