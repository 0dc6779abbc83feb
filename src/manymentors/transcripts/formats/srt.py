"""SRT (SubRip), also where a number, a blank line or an end is missing."""

from __future__ import annotations

import re

from manymentors.shapes import Document
from manymentors.transcripts.captions import utterances
from manymentors.transcripts.cues import ANY_TIMING, TIMING

MEDIA_TYPES = ("application/x-subrip", "application/srt", "text/srt", "text/x-srt")
SUFFIXES = (".srt",)
NOTHING = "is SRT without a cue that says anything"

_FIRST_CUE = re.compile(rf"\s*\d+[ \t]*\n{TIMING.pattern}")


def fits(text: str) -> int:
    if _FIRST_CUE.match(text):
        return 3
    return 2 if ANY_TIMING.search(text) else 0


def parse(text: str) -> Document:
    return Document(utterances(text))
