"""Plain text, with or without time stamps and speakers."""

from __future__ import annotations

from manymentors.shapes import Document
from manymentors.transcripts.openings import openings
from manymentors.transcripts.turns import Turns, by_line

MEDIA_TYPES = ("text/plain",)
SUFFIXES = (".txt", ".text")
NOTHING = "holds no words"


def fits(text: str) -> int:
    return 1


def parse(text: str) -> Document:
    turns = Turns()
    by_line(text, openings(text), turns)
    return Document(tuple(turns.utterances))
