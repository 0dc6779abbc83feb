"""The timed blocks of WebVTT and SRT files, read alike because people mix the two up."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from manymentors.transcripts.clock import CLOCK, seconds

TIMING = re.compile(rf"[ \t]*({CLOCK})[ \t]*-+>[ \t]*({CLOCK})?")
ANY_TIMING = re.compile(rf"^{TIMING.pattern}", re.MULTILINE)
_NOT_SPEECH = re.compile(r"(?:NOTE|STYLE|REGION|WEBVTT)(?=\s|$)")
_TAG = re.compile(
    r"</?(?:i|b|u|s|c|font|ruby|rt|lang|v)\b[^<>]{0,200}>|<\d[\d:.,]{3,15}>|\{\\[^{}]{1,40}\}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cue:
    start: float
    end: float | None
    lines: tuple[str, ...]


def cues(text: str) -> list[Cue]:
    """Return what stands under each pair of times. Notes, styles and cue numbers are left out.

    A block without times goes with the cue before it: somebody put a blank line into what was said.
    """
    found: list[tuple[float, float | None, list[str]]] = []
    for block in re.split(r"\n[ \t]*\n", text.strip("\n")):
        lines = block.split("\n")
        timed = [i for i, line in enumerate(lines) if TIMING.match(line)]
        if not timed:
            if found and not _NOT_SPEECH.match(lines[0]) and not block.strip().isdigit():
                found[-1][2].extend(lines)
            continue
        for i, j in zip(timed, [*timed[1:], len(lines)], strict=True):
            match = TIMING.match(lines[i])
            assert match
            payload = lines[i + 1 : j]
            if j < len(lines) and payload and payload[-1].strip().isdigit():
                payload.pop()  # the number of the cue that follows without a blank line
            found.append((seconds(match[1]), seconds(match[2]) if match[2] else None, payload))
    return [Cue(start, end, tuple(lines)) for start, end, lines in found]


def without_tags(line: str) -> str:
    return _TAG.sub("", line)


def unrolled(found: list[Cue]) -> list[Cue]:
    """Take out what rolling captions show twice: each cue opens with the last line of the one before it."""
    shown = [[line.split() for line in cue.lines if line.strip()] for cue in found]
    pairs = [(before, here) for before, here in pairwise(shown) if before and here and here != before[-1:]]
    rolling = sum(here[0] == before[-1] or _grows(before, here) for before, here in pairs)
    if rolling < 2 or rolling * 2 < len(pairs):
        return found
    out: list[Cue] = []
    last: list[str] = []
    for cue, lines in zip(found, shown, strict=True):
        here = [word for line in lines for word in line]
        again = next((n for n in range(min(len(last), len(here)), 0, -1) if last[-n:] == here[:n]), 0)
        if here[again:]:
            out.append(replace(cue, lines=(" ".join(here[again:]),)))
        last = here or last
    return out


def _grows(before: list[list[str]], here: list[list[str]]) -> bool:
    """Captions that grow word by word repeat the whole cue before them."""
    return len(before) == 1 and len(here[0]) > len(before[0]) and here[0][: len(before[0])] == before[0]
