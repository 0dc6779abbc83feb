"""A document → what a careful listener would write down from it: milestones, nuggets, endorsements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from manymentors.facts.features import talk_of
from manymentors.facts.kinds import endorsement, milestone, nugget
from manymentors.facts.people import people_of
from manymentors.facts.reader import Reader
from manymentors.shapes import Document, Link, Reading
from manymentors.text import units


def read(
    document: Document,
    *,
    guests: Sequence[str] = (),
    hosts: Sequence[str] = (),
    links: Sequence[Link] = (),
    written: bool = False,
    reader: Reader | None = None,
) -> Reading:
    """Return the facts, each with its quote. `guests` and `hosts` are names known beforehand; `links` those of the show notes.
    `written` says that nobody spoke it.

    The first call loads the weights (a second or less); everything happens here, nothing is asked of a network.
    """
    reader = reader or shipped()
    people = people_of(document, guests, hosts)
    cut = units(document)
    talk = talk_of(document, cut, [people.role_at(unit.start) for unit in cut])
    if not talk.units:
        return Reading(people.guests, people.hosts, (), (), (), reader.name)
    scores = reader.scores(talk)
    people = people.heard(talk, scores.hosting)
    return Reading(
        guests=people.guests,
        hosts=people.hosts,
        milestones=tuple(milestone.find(talk, scores, people, reader, written=written)),
        nuggets=tuple(nugget.find(talk, scores, people, reader)),
        endorsements=tuple(endorsement.find(talk, scores, people, links, reader)),
        reader=reader.name,
    )


@cache
def shipped(together: Path | None = None) -> Reader:
    """The reader of this package, loaded once a process; with the large listener where the folder for it is told."""
    return Reader(together=together)
