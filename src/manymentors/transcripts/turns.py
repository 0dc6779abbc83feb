"""Lines of text → utterances: where a turn opens, who speaks, and at which second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from manymentors.shapes import Utterance
from manymentors.transcripts.marks import fold, spoken

Opens = Literal["", "stamp", "paragraph"]


class Opening(NamedTuple):
    """How a line opens something new. `speaker` is None where the line does not say."""

    speaker: str | None
    start: float | None
    rest: str


class Turns:
    """Collects utterances; a second that stands alone waits for the next words."""

    def __init__(self, clean: Callable[[str], str] = fold) -> None:
        self.utterances: list[Utterance] = []
        self._clean = clean
        self._start: float | None = None

    def starts_at(self, second: float | None) -> None:
        if second is not None:
            self._start = second

    def add(self, text: str, speaker: str, opens: Opens = "paragraph") -> None:
        if not text.strip():
            return
        for piece, second in spoken(text, self._clean):
            self.starts_at(second)
            if any(map(str.isalnum, piece)):
                first = not self.utterances
                self.utterances.append(Utterance(piece, self._start, None, speaker, "" if first else opens))
                self._start = None
                opens = "stamp"


def by_line(text: str, opening: Callable[[str], Opening | None], turns: Turns) -> None:
    """Read paragraphs: a blank line ends one, and so does a line that `opening` says opens a turn.

    In a file without blank lines, a line that ends a sentence ends its paragraph.
    """
    lines = text.split("\n")
    airy = any(not line.strip() for line in text.strip().split("\n"))
    speaker, held = "", ""
    opens: Opens = "paragraph"
    for line in lines:
        here = opening(line)
        ended = not line.strip() or (not airy and held.rstrip().endswith((".", "!", "?", "…", '"', "”")))
        if here or ended:
            turns.add(held, speaker, opens)
            begins = (
                ended or (here and here.speaker is not None) or (opens == "paragraph" and not held.strip())
            )
            held, opens = "", "paragraph" if begins else "stamp"
        if here:
            turns.starts_at(here.start)
            speaker = speaker if here.speaker is None else here.speaker
            line = here.rest
        held = f"{held}\n{line}" if held else line
    turns.add(held, speaker, opens)
