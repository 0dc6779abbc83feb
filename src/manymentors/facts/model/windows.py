"""Units of talk → windows of numbered lines, small enough for one question to a language model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from manymentors.facts.features import Talk

ROOM = 900
"""Words in a window: with what is told before and answered after, it fits into 4,096 tokens, the least that servers give."""
OVERLAP = 70
"""Words that a window shares with the one before, so that no fact is cut in two: the longest quote."""
AROUND = 3
"""Units that are shown on both sides of a candidate."""


@dataclass(frozen=True, slots=True)
class Window:
    """Line n of `text`, counted from 1, is unit `shown[n - 1]`."""

    shown: tuple[int, ...]
    text: str

    def run(self, first: int, last: int) -> tuple[int, int] | None:
        """The units of lines `first` to `last`; None where there are no such lines, or others were left out between them."""
        if not 1 <= first <= last <= len(self.shown):
            return None
        a, b = self.shown[first - 1], self.shown[last - 1]
        return (a, b) if b - a == last - first else None


def whole(talk: Talk, head: str) -> list[Window]:
    """The whole document."""
    everything = range(len(talk.units))
    return [_window(talk, head, piece, ()) for piece in _pieces(talk, everything)]


def around(talk: Talk, head: str, spots: Iterable[tuple[int, int]]) -> list[Window]:
    """Only what lies around the spots (characters from, to), which are marked."""
    marked = {i for start, end in spots for i in _touched(talk, start, end)}
    near = sorted(
        {j for i in marked for j in range(max(0, i - AROUND), min(len(talk.units), i + AROUND + 1))}
    )
    packed: list[list[int]] = []
    room = 0
    for piece in (piece for stretch in _stretches(near) for piece in _pieces(talk, stretch)):
        words = _words(talk, piece)
        if not packed or words > room:
            packed.append([])
            room = ROOM
        # a long stretch comes in pieces that overlap: what was just shown is not shown again
        packed[-1] += [i for i in piece if not packed[-1] or i > packed[-1][-1]]
        room -= words
    return [_window(talk, head, shown, marked) for shown in packed]


def _touched(talk: Talk, start: int, end: int) -> list[int]:
    return [i for i, unit in enumerate(talk.units) if unit.start < end and start < unit.end]


def _stretches(numbers: Sequence[int]) -> list[list[int]]:
    """Sorted numbers as runs without a hole."""
    out: list[list[int]] = []
    for i in numbers:
        if out and out[-1][-1] == i - 1:
            out[-1].append(i)
        else:
            out.append([i])
    return out


def _pieces(talk: Talk, stretch: Sequence[int]) -> list[Sequence[int]]:
    """A stretch in pieces of at most ROOM words that overlap by about OVERLAP."""
    out: list[Sequence[int]] = []
    first = 0
    for at in range(len(stretch)):
        if _words(talk, stretch[first : at + 1]) > ROOM and at > first:
            out.append(stretch[first:at])
            first, end = at, at
            while first - 1 > end - len(out[-1]) and _words(talk, stretch[first - 1 : end]) <= OVERLAP:
                first -= 1
    return [*out, stretch[first:]] if stretch else []


def _words(talk: Talk, run: Sequence[int]) -> int:
    return int(talk.places[run[-1] + 1] - talk.places[run[0]])


def _window(talk: Talk, head: str, shown: Sequence[int], marked: Iterable[int]) -> Window:
    chosen = frozenset(marked)
    lines = [head] if head else []
    speaker = None
    for number, i in enumerate(shown, 1):
        if number > 1 and shown[number - 2] != i - 1:
            lines.append("…")
        who = talk.document.speaker_at(talk.units[i].start)
        if who != speaker:
            role = talk.roles[i]
            lines.append(f"{who} ({role}):" if who and role != "unknown" else f"{who or role}:")
            speaker = who
        lines.append(f"{number}{'*' if i in chosen else ''} {' '.join(talk.text(i).split())}")
    return Window(tuple(shown), "\n".join(lines))
