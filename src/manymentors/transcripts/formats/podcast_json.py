"""Podcasting 2.0 JSON: `segments`, at times one for each word, then put together again into stretches of speech."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from manymentors.shapes import Document, Utterance
from manymentors.transcripts.clock import CLOCK, seconds
from manymentors.transcripts.decode import without_controls
from manymentors.transcripts.marks import fold

MEDIA_TYPES = ("application/json", "text/json", "application/x-json", "application/json+transcript")
SUFFIXES = (".json",)
NOTHING = "is JSON without “segments” in which something is said"

PAUSE = 1.5
"""Seconds of silence that end a stretch of single words."""

_OPENS = re.compile(r"\s*(?:\[\s*)?\{\s*[\"}]")
_ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")
_CLOCK = re.compile(CLOCK)


class _Segment(NamedTuple):
    body: str
    start: float | None
    end: float | None
    speaker: str


def fits(text: str) -> int:
    return 3 if _OPENS.match(text) else 0


def parse(text: str) -> Document:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return Document(())
    rows = found.get("segments") if isinstance(found, dict) else found
    title = found.get("title") if isinstance(found, dict) else ""
    segments = [segment for row in rows if (segment := _segment(row))] if isinstance(rows, list) else []
    return Document(tuple(_utterances(segments)), fold(title) if isinstance(title, str) else "")


def _segment(row: object) -> _Segment | None:
    if not isinstance(row, dict):
        return None
    body = row.get("body", row.get("text"))
    if not isinstance(body, str) or not body.strip():
        return None
    speaker = row.get("speaker")
    start, end = _time(row.get("startTime", row.get("start"))), _time(row.get("endTime", row.get("end")))
    if start is not None and end is not None and end < start:
        end = None
    return _Segment(
        without_controls(body),
        start,
        end,
        fold(without_controls(speaker)) if isinstance(speaker, str) else "",
    )


def _time(value: object) -> float | None:
    if isinstance(value, str) and _CLOCK.fullmatch(value.strip()):
        return seconds(value.strip())
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _utterances(segments: list[_Segment]) -> Iterator[Utterance]:
    word_by_word = sum(len(segment.body.split()) for segment in segments) < 2 * len(segments)
    worded = [segment.body for segment in segments if any(map(str.isalnum, segment.body))]
    pieces_of_words = sum(body[0].isspace() for body in worded) * 2 > len(worded)
    held: list[_Segment] = []
    for segment in segments:
        if held and not (word_by_word and _goes_on(held[-1], segment)):
            yield _stretch(held, pieces_of_words)
            held = []
        held.append(segment)
    if held:
        yield _stretch(held, pieces_of_words)


def _goes_on(before: _Segment, here: _Segment) -> bool:
    pause = here.start - before.end if here.start is not None and before.end is not None else 0
    return before.speaker == here.speaker and not _ENDED.search(before.body) and pause <= PAUSE


def _stretch(held: list[_Segment], pieces_of_words: bool) -> Utterance:
    text = ""
    for segment in held:
        attached = pieces_of_words or not any(map(str.isalnum, segment.body))
        text += segment.body if attached else f" {segment.body}"
    return Utterance(fold(text), held[0].start, held[-1].end, held[0].speaker)
