"""Finds milestones: steps in a guest's own road, told by the guest or said of the guest."""

from __future__ import annotations

import re
from dataclasses import replace

from manymentors.facts import closer, same, what, years
from manymentors.facts.calibrate import chance
from manymentors.facts.features import Talk
from manymentors.facts.people import People
from manymentors.facts.reader import Reader, Scores
from manymentors.shapes import Milestone

WORDS = (5, 45, 25)
MOST = 30
_OWN = re.compile(r"\b(?:I|I['’](?:m|ve|d)|we|we['’](?:re|ve|d)|my|our)\b", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:your?|yours|you['’]\w+|he|she|his|hers?|him|they|their)\b", re.IGNORECASE)
LEAST_WRITTEN = 0.5
"""Chance from which on a step in a written text is taken: the reader learned from talk, and is easily wrong on posts."""


def find(
    talk: Talk, scores: Scores, people: People, reader: Reader, *, written: bool = False
) -> list[Milestone]:
    """The milestones in the order they are told; `order` puts them in the order they happened, as far as years say."""
    told = reader.settings["milestone"]
    born = years.birth(talk.document.text)
    found = [
        Milestone(
            person=people.guest_meant(picked.quote.start),
            kind=kind,
            what=what.line(picked.quote.text),
            quote=picked.quote,
            seconds=talk.document.seconds_at(picked.quote.start),
            year=years.told(picked.quote.text) or years.at_age(picked.quote.text, born),
            score=chance(picked.chance, told["right"]),
        )
        for picked, kind in closer.facts(talk, scores, reader, "milestone", words=WORDS, most=MOST)
    ]
    least = LEAST_WRITTEN if written else 0.0
    found = [m for m in found if not of_host(people, m)]
    return in_story_order([m for m in same.without_retellings(found) if m.score >= least])


def of_host(people: People, milestone: Milestone) -> bool:
    """A host speaks, of themselves alone: “we began our show in 2009” is no step of the guest's; “you began yours in 2009” is."""
    said = milestone.quote.text
    by_host = people.role_at(milestone.quote.start) == "host"
    return by_host and bool(_OWN.search(said)) and not _OTHERS.search(said)


def in_story_order(found: list[Milestone]) -> list[Milestone]:
    """Number them per person: as told, save that what bears an earlier year than all before it moves before those."""
    told = sorted(found, key=lambda milestone: milestone.quote.start)
    order: dict[int, int] = {}
    for person in dict.fromkeys(milestone.person for milestone in told):
        story: list[int] = []
        for i, milestone in enumerate(told):
            if milestone.person != person:
                continue
            story.insert(_place(story, told, milestone.year), i)
        order |= {i: k for k, i in enumerate(story, start=1)}
    return [replace(milestone, order=order[i]) for i, milestone in enumerate(told)]


def _place(story: list[int], told: list[Milestone], year: int | None) -> int:
    """Before the first step of a later year, where the year is known; else at the end."""
    if year is not None:
        for k, i in enumerate(story):
            other = told[i].year
            if other is not None and other > year:
                return k
    return len(story)
