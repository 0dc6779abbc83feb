"""One person's milestones, as told, to their road: in the order of a life, an event told in several documents standing once.

People tell their lives out of order: where no year settles it, `order.py` says what came first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from manymentors.roads import order
from manymentors.roads.words import stems
from manymentors.shapes import Milestone

if TYPE_CHECKING:
    from manymentors.shapes import Embed

SAME = 0.72
"""Cosine of two lines from which on they tell of one event, told in two documents."""
SAME_OF_A_NAME = 0.6
"""The same where both lines name the same thing."""
SAME_WORDS = 0.65
"""The same by words in common, where there is no embedder."""


def story(milestones: Iterable[Milestone], embed: Embed | None = None) -> tuple[Milestone, ...]:
    """The milestones in story order, `order` counting from 1.

    They are given in the order of telling, one document after the other; a document begins where `order` starts anew (or, where no
    orders are given, where quotes do). Of an event told in several documents the fullest telling stays, with the year that any
    of them tells; within one document nothing is merged. `embed` is called once, and only if there are several documents.
    """
    told = list(milestones)
    documents = _documents(told)
    ranks = order.places(told, documents)
    groups = _same_events(told, documents, embed) if len(documents) > 1 else [[at] for at in range(len(told))]
    events = [
        (sum(ranks[at] for at in group) / len(group), _fullest([told[at] for at in group]))
        for group in groups
    ]
    events.sort(key=lambda event: event[0])
    return tuple(replace(m, order=at) for at, m in enumerate(_by_year([m for _, m in events]), 1))


def _by_year(events: Sequence[Milestone]) -> list[Milestone]:
    """The same, but with the dated ones in order of years among the places that dated ones hold."""
    dated = iter(sorted((m for m in events if m.year is not None), key=lambda m: m.year or 0))
    return [m if m.year is None else next(dated) for m in events]


def _documents(told: Sequence[Milestone]) -> list[tuple[int, int]]:
    """Where each document begins and ends."""
    if not told:
        return []
    ordered = all(m.order > 0 for m in told)
    starts = [
        at
        for at in range(len(told))
        if at == 0
        or (
            told[at].order <= told[at - 1].order
            if ordered
            else told[at].quote.start < told[at - 1].quote.start
        )
    ]
    return list(zip(starts, [*starts[1:], len(told)], strict=True))


def _same_events(
    told: Sequence[Milestone], documents: Sequence[tuple[int, int]], embed: Embed | None
) -> list[list[int]]:
    """Groups of milestones that tell of one event, at most one of each document; each joins the group that it is most like."""
    vectors = embed([m.what or m.quote.text for m in told]) if embed else None
    groups: list[list[int]] = []
    for first, end in documents:
        free = set(range(len(groups)))
        for at in range(first, end):
            likes: list[tuple[float, int]] = []
            for number in free:
                others = groups[number]
                like = max(
                    float(vectors[at] @ vectors[o]) if vectors is not None else _words(told[at], told[o])
                    for o in others
                )
                if all(_agree(told[at], told[o]) for o in others) and like >= min(
                    _needed(told[at], told[o], vectors is not None) for o in others
                ):
                    likes.append((like, number))
            if likes:
                number = max(likes)[1]
                groups[number].append(at)
                free.discard(number)
            else:
                groups.append([at])
    return groups


def _agree(one: Milestone, other: Milestone) -> bool:
    """Neither the kind, nor the years, nor numbers in the lines speak against one event."""
    years = one.year is None or other.year is None or abs(one.year - other.year) <= 1
    numbers, others = (
        set(re.findall(r"\d+(?:\.\d+)?", one.what)),
        set(re.findall(r"\d+(?:\.\d+)?", other.what)),
    )
    return one.kind == other.kind and years and (not numbers or not others or bool(numbers & others))


def _needed(one: Milestone, other: Milestone, by_meaning: bool) -> float:
    if not by_meaning:
        return SAME_WORDS
    return SAME_OF_A_NAME if _names(one.what) & _names(other.what) else SAME


def _names(what: str) -> set[str]:
    return {word.strip(".,;:'").lower() for at, word in enumerate(what.split()) if at and word[:1].isupper()}


def _words(one: Milestone, other: Milestone) -> float:
    a, b = set(stems(one.what or one.quote.text)), set(stems(other.what or other.quote.text))
    return len(a & b) / max(1e-9, math.sqrt(len(a) * len(b)))


def _fullest(tellings: Sequence[Milestone]) -> Milestone:
    full = max(tellings, key=lambda m: len(m.quote.text))
    return replace(full, year=next((m.year for m in (full, *tellings) if m.year is not None), None))
