"""Cues → utterances: voices, “Name:” labels, and tags that are not speech."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from manymentors.shapes import Utterance
from manymentors.transcripts import speakers
from manymentors.transcripts.cues import Cue, cues, unrolled, without_tags
from manymentors.transcripts.marks import fold, unescape

_VOICE = re.compile(r"<v(?:\.[^\s<>]{1,60})*[ \t]+([^<>\n]{1,120})>|(</v>)", re.IGNORECASE)

Said = tuple[str, str | None]
"""Words, and the speaker where one is named just before them."""


def utterances(text: str) -> tuple[Utterance, ...]:
    """Return what the cues of a WebVTT or SRT file say. A name holds until the next one, as people label captions."""
    found = cues(text)
    voiced = any(_VOICE.search(line) for cue in found for line in cue.lines)
    if voiced:
        said = [list(_by_voice("\n".join(cue.lines))) for cue in found]
        if sum(any(name is not None for _, name in cue) for cue in said) * 2 >= len(said):
            said = [[(words, name or "") for words, name in cue] for cue in said]
    else:
        found = unrolled([replace(cue, lines=tuple(map(without_tags, cue.lines))) for cue in found])
        accepted = speakers.labels(cue.lines[0] for cue in found if cue.lines)
        said = [list(_by_label(cue.lines, accepted)) for cue in found]
    return tuple(_joined(found, said))


def _by_voice(payload: str) -> Iterator[Said]:
    name: str | None = None
    at = 0
    for voice in _VOICE.finditer(payload):
        yield payload[at : voice.start()], name
        name = fold(unescape(voice[1])).removesuffix(":") if voice[1] else ""
        at = voice.end()
    yield payload[at:], name


def _by_label(lines: Sequence[str], accepted: frozenset[str]) -> Iterator[Said]:
    for line in lines:
        name, words = speakers.split(line, accepted) or (None, line)
        yield words, name


def _joined(found: list[Cue], said: list[list[Said]]) -> Iterator[Utterance]:
    """One utterance for each speaker in each cue; only the first knows the cue's start, only the last its end."""
    speaker = ""
    for cue, parts in zip(found, said, strict=True):
        held: list[tuple[str, str]] = []
        for words, name in parts:
            speaker = speaker if name is None else name
            clean = fold(unescape(without_tags(words)))
            if clean and held and held[-1][1] == speaker:
                held[-1] = (f"{held[-1][0]} {clean}", speaker)
            elif clean:
                held.append((clean, speaker))
        for i, (clean, name) in enumerate(held):
            start = cue.start if i == 0 else None
            ends_here = i == len(held) - 1 and cue.end is not None and cue.end >= cue.start
            yield Utterance(clean, start, cue.end if ends_here else None, name)
