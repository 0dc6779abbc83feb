"""Markdown, above all the turns of the Changelog's transcripts: **Name:** text, with \\[mm:ss\\] stamps anywhere."""

from __future__ import annotations

import re

from manymentors.shapes import Document
from manymentors.transcripts.marks import fold
from manymentors.transcripts.openings import openings
from manymentors.transcripts.turns import Opening, Turns, by_line

MEDIA_TYPES = ("text/markdown", "text/x-markdown")
SUFFIXES = (".md", ".markdown")
NOTHING = "is Markdown in which nobody says anything"

_TURN = re.compile(r"^ {0,3}(?:[>*-] )?\*\*\s*([^*\n]{1,80}?)\s*(:)?\s*\*\*\s*(?(2):?|:)[ \t]*", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---\n((?:(?!---).*\n){0,200})---\n")
_FRONT_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$", re.MULTILINE)
_SIGNS = re.compile(r"^ {0,3}#{1,6} |\]\(|\\[\[\]_*#]|\*\*\S", re.MULTILINE)
_QUOTED = re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE)
_EMPHASIS = re.compile(r"(?<![\\\w*_])(\*{1,3}|_{1,3})(?=[^\s*_])([^*_\n]{0,299}[^\s*_\\])\1(?![\w*_])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def fits(text: str) -> int:
    if _TURN.search(text):
        return 3
    return 1 if _SIGNS.search(text) else 0


def parse(text: str) -> Document:
    front = _FRONT_MATTER.match(text)
    title = _FRONT_TITLE.search(front[1]) if front else None
    body = text[front.end() :] if front else text
    heading = _HEADING.search(body)
    body = _HEADING.sub("", body)  # headings are written above speech, nobody says them
    turns = Turns(_clean)
    by_line(body, _bold if _TURN.search(body) else openings(body), turns)
    named = title[1] if title else heading[2] if heading and heading[1] == "#" else ""
    return Document(tuple(turns.utterances), _clean(named))


def _bold(line: str) -> Opening | None:
    turn = _TURN.match(line)
    if turn is None:
        return None
    name = _clean(turn[1])
    return Opening(
        None if name == "Break" else name, None, line[turn.end() :]
    )  # after a break the same one goes on


def _clean(text: str) -> str:
    """Entities such as &#39; stay as they stand in the file: a quote is verbatim. Who shows it shows the apostrophe."""
    plain = _EMPHASIS.sub(r"\2", _QUOTED.sub("", text).replace("`", ""))
    return fold(_ESCAPE.sub(r"\1", plain))
