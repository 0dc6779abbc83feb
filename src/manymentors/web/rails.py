"""Two roads laid out as two rails, row by row, and the small picture of them in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from manymentors.actions.compare import Beside
from manymentors.shapes import Milestone, Pair
from manymentors.store.models import Step, Verdict
from manymentors.store.queries.roads import Told


@dataclass(frozen=True, slots=True)
class Mine:
    """A step of mine in a row; `pair` says why it stands beside theirs, None where nothing does. `again` where it stood
    in a row before: one step may be paired by hand with several."""

    step: Step
    pair: Pair | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Theirs:
    """A step of theirs: the moment, its row, and what I said to it. `apart` are the steps of mine that I parted from it."""

    moment: Milestone
    told: Told
    verdict: Verdict | None
    apart: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """`place` is shared, mine, theirs, stop (their first step past mine) or on (what comes after it). `begun` is False as
    long as no step of mine was shown, and the row in which it becomes True `opens` my rail."""

    place: str
    mine: tuple[Mine, ...] = ()
    theirs: Theirs | None = None
    begun: bool = True
    opens: bool = False


def rails(found: Beside, verdicts: Mapping[int, Verdict]) -> list[Row]:
    """In the order of their road; what only I did stands before the next step that we share, or before the notch."""
    rows: list[Row] = []
    shown: set[int] = set()
    stop = found.answer.stop
    last = len(found.road) if stop is None else stop

    def mine_until(end: int) -> None:
        for at in found.answer.mine_only:
            if at < end and at not in shown:
                shown.add(at)
                rows.append(Row("mine", (Mine(found.steps[at]),)))

    for at, (moment, told) in enumerate(found.road):
        pairs = [pair for pair in found.answer.shared if pair.theirs == at]
        mine_until(max((pair.mine for pair in pairs), default=0))
        if at == stop:
            mine_until(len(found.steps))
        beside = tuple(Mine(found.steps[pair.mine], pair, pair.mine in shown) for pair in pairs)
        shown.update(pair.mine for pair in pairs)
        apart = tuple(found.steps[d.mine] for d in found.hand if d.theirs == at and not d.same)
        place = "shared" if pairs else "theirs" if at < last else "stop" if at == last else "on"
        rows.append(Row(place, beside, Theirs(moment, told, verdicts.get(at), apart)))
    mine_until(len(found.steps))
    first = next((at for at, row in enumerate(rows) if row.mine), len(rows))
    return [replace(row, begun=at >= first, opens=at == first) for at, row in enumerate(rows)]


# --- the small picture --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """What to draw, as few paths: a dot is a line without length whose ends are round. Lines end at `end` (mine) and `far`."""

    shared: str
    alone: str
    theirs: str
    joins: str
    end: float
    far: float
    goes_on: bool


FIRST, LAST, FAR = 8.0, 136.0, 192.0
MINE, THEIRS = 12, 34
MOST = 24
"""Dots of mine that a small picture has room for; of a longer road the last ones."""


def picture(steps: Sequence[int], shared: frozenset[int], goes_on: bool) -> Picture:
    """Of my steps, by number, which are shared; where theirs goes on, mine is cut off."""
    drawn = steps[-MOST:]
    gap = (LAST - FIRST) / max(1, len(drawn) - 1)
    at = {step: round(FIRST + gap * n, 1) for n, step in enumerate(drawn)}
    both = [at[step] for step in drawn if step in shared]
    last = at[drawn[-1]] if drawn else FIRST
    return Picture(
        shared=dots(both, MINE),
        alone=dots([at[step] for step in drawn if step not in shared], MINE),
        theirs=dots(both, THEIRS),
        joins="".join(f"M{x} {MINE}V{THEIRS}" for x in both),
        end=last + 10 if goes_on else last,
        far=FAR if goes_on else last,
        goes_on=goes_on,
    )


def dots(places: Sequence[float], y: int) -> str:
    return "".join(f"M{x} {y}h0" for x in places)
