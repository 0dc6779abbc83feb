"""What could be heard next, and what was chosen of it."""

from __future__ import annotations

from dataclasses import dataclass

SORTS = ("technical", "career", "soft")
"""The three sorts of which a week of listening is mixed."""

Mix = tuple[float, float, float]
"""How much is of each of SORTS: shares that are 1 together, or minutes; all 0 where it is not known."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An episode that could be heard: `minutes` of it are left from where one would begin.

    `why` says in words what speaks for it, `worth` how much that counts. `story` is one that goes on from a stop of mine.
    Of one `show` not all is taken.
    """

    key: int
    minutes: float
    why: str
    worth: float = 1.0
    mix: Mix = (0.0, 0.0, 0.0)
    show: int = 0
    story: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate that was chosen. `lacked` is the sort of which there was little before, "" where none was.

    `minutes` are those to hear: fewer than the candidate has where no more of it fits.
    """

    candidate: Candidate
    minutes: float
    lacked: str = ""
