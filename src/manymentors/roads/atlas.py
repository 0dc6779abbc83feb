"""What everyone who stood where I stand did next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import TYPE_CHECKING

from manymentors.roads.compare import compare
from manymentors.shapes import KINDS, Atlas, Branch, Comparison, HandPair, Milestone, NextStep, Step

if TYPE_CHECKING:
    from manymentors.shapes import Embed


def atlas(
    mine: Sequence[Step],
    roads: Mapping[str, Sequence[Milestone]],
    embed: Embed,
    by_hand: Mapping[str, Sequence[HandPair]] | None = None,
) -> Atlas:
    """Compare my road with each of `roads` and sort by kind what those did next who share the step on which I stand.

    I stand on my last step; where nobody shares that, on my latest step that somebody shares.
    """
    hands = by_hand or {}
    answers = {person: compare(mine, road, embed, hands.get(person, ())) for person, road in roads.items()}
    here = max((pair.mine for answer in answers.values() for pair in answer.shared), default=None)
    stood = {person: at for person, answer in answers.items() if (at := _shared_at(answer, here)) is not None}
    following = [_next_step(person, roads[person], at, answers[person].stop) for person, at in stood.items()]
    steps = [step for step in following if step is not None]
    branches = [_branch(kind, [s for s in steps if roads[s.person][s.theirs].kind == kind]) for kind in KINDS]
    walked = [branch for branch in branches if branch.steps]
    return Atlas(len(roads), len(stood), tuple(sorted(walked, key=lambda branch: -len(branch.steps))))


def _shared_at(answer: Comparison, here: int | None) -> int | None:
    """Their milestone beside my step `here`, the last one where several are."""
    return next((pair.theirs for pair in reversed(answer.shared) if pair.mine == here), None)


def _next_step(person: str, road: Sequence[Milestone], shared: int, stop: int | None) -> NextStep | None:
    """Their first step after the last shared one; None for somebody of whom no more is told."""
    if stop is None:
        return None
    return NextStep(person, stop, shared, years_between(road[shared].year, road[stop].year))


def years_between(before: int | None, after: int | None) -> int | None:
    """None where one of the two is not told, or where they contradict the order of the steps."""
    return after - before if before is not None and after is not None and after >= before else None


def median_years(gaps: Sequence[int | None]) -> tuple[float | None, int]:
    """The median of those that are known, and how many are."""
    known = [gap for gap in gaps if gap is not None]
    return (float(median(known)) if known else None), len(known)


def _branch(kind: str, steps: Sequence[NextStep]) -> Branch:
    years, dated = median_years([step.years for step in steps])
    return Branch(kind, tuple(steps), years, dated)
