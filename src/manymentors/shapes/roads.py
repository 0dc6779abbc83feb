"""My road, theirs, and what came of laying them beside each other."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A step of my own road, in my own words; `kind` one of KINDS, "" where I did not say."""

    what: str
    kind: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class HandPair:
    """What I decided about one of my steps and one of theirs (indexes): they are, or are not, the same sort of step."""

    mine: int
    theirs: int
    same: bool = True


@dataclass(frozen=True, slots=True)
class Pair:
    """`mine` and `theirs` are indexes into the two roads; `why` says in words why they were paired."""

    mine: int
    theirs: int
    score: float
    by_hand: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """My road beside theirs. `stop` is the index of their first step after the last shared one, None where there is none."""

    shared: tuple[Pair, ...]
    mine_only: tuple[int, ...]
    theirs_only: tuple[int, ...]
    stop: int | None
    why: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """One person's next step in an atlas: `person` did milestone `theirs` (index into their road) after the `shared` one."""

    person: str
    theirs: int
    shared: int
    years: int | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """Where some of those who stood where I stand went next. `years` is the median gap, of the `dated` who tell both years."""

    kind: str
    steps: tuple[NextStep, ...]
    years: float | None = None
    dated: int = 0


@dataclass(frozen=True, slots=True)
class Atlas:
    """`people` is how many stood where I stand, `looked_at` how many roads were compared; branches, most travelled first."""

    looked_at: int
    people: int
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Connection:
    """Somebody I am connected with on a network of colleagues, what they do and where, and the year since when."""

    name: str
    position: str = ""
    company: str = ""
    since: int | None = None
