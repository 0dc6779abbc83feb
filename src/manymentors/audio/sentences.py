"""Words with times → sentences with times: the utterances of a transcript that a machine made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from manymentors.shapes import Utterance, Word
from manymentors.text.sentences import sentences as spans

LONGEST = 60
"""Words: some speech is recognised without a single full stop."""
BREATH = 0.5
"""Seconds of silence at which such a run of words may be cut."""
PAUSE = 1.5
"""Seconds of silence before a sentence that open a paragraph."""
CATCH = 0.2
"""Seconds between two words at which another person may begin."""
SHORTEST_PARAGRAPH = 40
"""Words, so that a slow speaker does not fill the page with single lines."""


def utterances(words: Sequence[Word], speakers: Sequence[str] = ()) -> tuple[Utterance, ...]:
    """A sentence each, with its first and its last second. No word is lost, and none is said twice.

    `speakers` tells who says each word; where one gives way to another within a sentence, it is cut there.
    """
    out: list[Utterance] = []
    since = 0
    for first, end in _turns(words, speakers):
        speaker = speakers[first] if speakers else ""
        turns = bool(out) and out[-1].speaker != speaker
        opens = turns or (bool(out) and since >= SHORTEST_PARAGRAPH and _pause(words, first) >= PAUSE)
        since = 0 if opens else since
        since += end - first
        text = " ".join(word.text for word in words[first:end])
        stop = max(word.end for word in words[first:end])
        out.append(Utterance(text, words[first].start, stop, speaker, "paragraph" if opens else ""))
    return tuple(out)


def seams(words: Sequence[Word]) -> list[bool]:
    """Before which words a sentence begins, or somebody pauses: where another person may well begin to speak."""
    begins = {first for first, _ in _runs(words)}
    return [at in begins or _pause(words, at) >= CATCH for at in range(len(words))]


def _turns(words: Sequence[Word], speakers: Sequence[str]) -> Iterator[tuple[int, int]]:
    for first, end in _runs(words):
        cuts = [at for at in range(first + 1, end) if speakers and speakers[at] != speakers[at - 1]]
        yield from pairwise([first, *cuts, end])


def _pause(words: Sequence[Word], at: int) -> float:
    return words[at].start - words[at - 1].end


def _runs(words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end, in numbers of words."""
    text = " ".join(word.text for word in words)
    starts, at = [], 0
    for word in words:
        starts.append(at)
        at += len(word.text) + 1
    firsts = sorted({max(0, bisect_right(starts, start) - 1) for start, _ in spans(text)} | {0})
    for first, end in pairwise([*firsts, len(words)]):
        yield from _short(words, first, end)


def _short(words: Sequence[Word], first: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of words that is no longer than a person would read in one breath."""
    while end - first > LONGEST:
        breaths = [at for at in range(first + LONGEST // 3, first + LONGEST) if _pause(words, at) >= BREATH]
        cut = max(breaths, key=lambda at: _pause(words, at)) if breaths else first + LONGEST
        yield first, cut
        first = cut
    if end > first:
        yield first, end
