"""What was said: utterances, the document that they make, passages, quotes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal


@dataclass(frozen=True, slots=True)
class Utterance:
    """A stretch of speech. `opens` says what stood between the previous one and this in the file:

    "" nothing (text flows on), "stamp" something that is not speech, such as a time stamp within a sentence,
    "paragraph" a new paragraph.
    """

    text: str
    start: float | None = None
    end: float | None = None
    speaker: str = ""
    opens: Literal["", "stamp", "paragraph"] = ""


@dataclass(frozen=True)
class Document:
    """The utterances of one item as one text, and back: any character knows its speaker and second.

    Utterances are joined by a space, or by a newline where the speaker changes or a paragraph opens.
    """

    utterances: tuple[Utterance, ...]
    title: str = ""

    @cached_property
    def text(self) -> str:
        parts: list[str] = []
        for before, here in zip((None, *self.utterances), self.utterances, strict=False):
            if before is not None:
                parts.append("\n" if here.opens == "paragraph" or here.speaker != before.speaker else " ")
            parts.append(here.text)
        return "".join(parts)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """The character at which each utterance begins."""
        at, out = 0, []
        for utterance in self.utterances:
            out.append(at)
            at += len(utterance.text) + 1
        return tuple(out)

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """Characters that no quote may cross: something stood there in the file that is not in the text."""
        return tuple(
            start
            for before, here, start in zip(
                self.utterances, self.utterances[1:], self.starts[1:], strict=False
            )
            if here.opens or here.speaker != before.speaker
        )

    def utterance_at(self, character: int) -> Utterance | None:
        """The utterance that covers a character; None only where there are no utterances."""
        if not self.utterances:
            return None
        return self.utterances[max(0, bisect_right(self.starts, character) - 1)]

    def speaker_at(self, character: int) -> str:
        utterance = self.utterance_at(character)
        return utterance.speaker if utterance else ""

    def seconds_at(self, character: int) -> float | None:
        """The second at which a character is spoken, told in proportion within its utterance.

        Where an utterance has no start, the last known one before it (second 0 at the beginning) and the next after it
        bound the guess; None where the transcript has no times at all.
        """
        known = self._known_seconds
        if not known:
            return None
        at = bisect_right(known, (character, float("inf"))) - 1
        if at < 0:
            return known[0][1] * max(0, character) / known[0][0] if known[0][0] else known[0][1]
        (c0, s0) = known[at]
        if at + 1 == len(known):
            return s0
        (c1, s1) = known[at + 1]
        return s0 + (s1 - s0) * (character - c0) / (c1 - c0) if c1 > c0 and s1 > s0 else s0

    @cached_property
    def _known_seconds(self) -> list[tuple[int, float]]:
        """Characters with their second, both rising: an end behind the next start gives way to it, and of stamps that
        contradict one another as few as possible are left out."""
        known: list[tuple[int, float]] = []
        following = float("inf")
        for utterance, start in zip(reversed(self.utterances), reversed(self.starts), strict=True):
            if utterance.end is not None and utterance.end <= following:
                known.append((start + len(utterance.text), utterance.end))
            if utterance.start is not None:
                known.append((start, utterance.start))
                following = utterance.start
        return _rising(known[::-1])

    @property
    def duration(self) -> float | None:
        """Seconds from the start of the audio to the last known time; None where there are no times."""
        times = (
            second for here in self.utterances for second in (here.start, here.end) if second is not None
        )
        return max(times, default=None)


def _rising(known: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """The longest run of entries, not all neighbours, in which the seconds never fall."""
    tails: list[float] = []  # the least second on which a run of each length can end
    lengths: list[int] = []
    for _, second in known:
        length = bisect_right(tails, second)
        tails[length : length + 1] = [second]
        lengths.append(length)
    kept: list[tuple[int, float]] = []
    wanted = len(tails) - 1
    for entry, length in zip(reversed(known), reversed(lengths), strict=True):
        if length == wanted and (not kept or entry[1] <= kept[-1][1]):
            kept.append(entry)
            wanted -= 1
    return kept[::-1]


@dataclass(frozen=True, slots=True)
class Passage:
    """40–120 words of a document, never split inside a sentence. `start`/`end` characters, `seconds`/`until` of audio."""

    text: str
    start: int
    end: int
    speaker: str = ""
    seconds: float | None = None
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim span: `text == document.text[start:end]`, always."""

    text: str
    start: int
    end: int
