"""How the lines of a plain text open turns: “00:01:23 Ada: Hello”, “[01:23] Hello”, “Ada (1:23)”, “Ada: Hello”."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from manymentors.transcripts import speakers
from manymentors.transcripts.clock import CLOCK, seconds
from manymentors.transcripts.turns import Opening

_UNTIL = rf"(?:\s*-+>\s*{CLOCK})?"
_BRACKETED = re.compile(rf"\s*\\?[\[(]({CLOCK}){_UNTIL}\\?[\])]\s*(?:[-–—:]\s+)?")
_BARE = re.compile(rf"\s*({CLOCK}){_UNTIL}(?![\w:.,]|\s*[ap]\.?m\b)\s*(?:[-–—]\s+)?")
_NAME_THEN_CLOCK = re.compile(
    rf"\s*([^\[\](){{}}:\d\s][^\[\](){{}}:]{{0,39}}?)\s*(?:\[({CLOCK})\]\s*:?|\(({CLOCK})\)\s*:?|\s({CLOCK})\s*$)\s*"
)


def openings(text: str) -> Callable[[str], Opening | None]:
    """Return what tells of any line of this text whether it opens a turn, and with whom and when."""
    lines = [line for line in text.split("\n") if line.strip()]
    stamp = _stamp_of(lines)
    stamped = [line[match.end() :] for line in lines if (match := stamp(line))]
    bare = [line for line in lines if not stamp(line)]
    after_stamp = speakers.labels(stamped, trusted=True)
    named = after_stamp | speakers.labels(bare)

    def opening(line: str) -> Opening | None:
        headed = _NAME_THEN_CLOCK.match(line)
        if headed and speakers.name_like(headed[1]):
            return Opening(headed[1], seconds(headed[2] or headed[3] or headed[4]), line[headed.end() :])
        match = stamp(line)
        rest = line[match.end() :] if match else line
        label = speakers.split(rest, named)
        if match is None and label is None:
            return None
        speaker, rest = label or (None, rest)
        return Opening(speaker, seconds(match[1]) if match else None, rest)

    return opening


def _stamp_of(lines: list[str]) -> Callable[[str], re.Match[str] | None]:
    """A bracketed clock time at the start of a line is a stamp; a bare one is only in a file whose times run forward."""
    clocks = [seconds(match[1]) for line in lines if (match := _BARE.match(line))]
    forward = all(before <= after for before, after in pairwise(clocks))
    runs = forward and (len(clocks) > 1 or any(_BARE.match(line) and line.count(":") > 1 for line in lines))

    def stamp(line: str) -> re.Match[str] | None:
        return _BRACKETED.match(line) or (_BARE.match(line) if runs else None)

    return stamp
