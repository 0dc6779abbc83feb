"""The one promise: nothing is shown as said that was not said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from manymentors.facts import evidence, skills
from manymentors.shapes import ENDORSED, FIELDS, KINDS, Document, Link, Reading

POISON = "zyxw"
"""Every word that a lying server makes up holds these letters."""


def unsaid(document: Document, reading: Reading, links: Sequence[Link] = ()) -> list[str]:
    """Whatever the reading would show that neither the document nor our own word lists hold."""
    text = document.text
    speakers = {utterance.speaker for utterance in document.utterances}
    people = {*speakers, *reading.guests, *reading.hosts, ""}
    found: list[str] = []

    def hold(fine: bool, shown: object) -> None:
        if not fine:
            found.append(str(shown))

    for fact in (*reading.milestones, *reading.nuggets, *reading.endorsements):
        hold(evidence.stands_in(document, fact.quote), fact.quote)
        hold(fact.person in people, fact.person)
        hold(0 <= fact.score <= 1, fact.score)
        hold(fact.seconds == document.seconds_at(fact.quote.start), fact.seconds)
    for milestone in reading.milestones:
        hold(milestone.kind in KINDS, milestone.kind)
        hold(milestone.year is None or str(milestone.year) in text, milestone.year)
        words = set(re.findall(r"\w+", milestone.quote.text.lower()))
        hold(words.issuperset(re.findall(r"\w+", milestone.what.lower())), milestone.what)
    for nugget in reading.nuggets:
        hold(nugget.field in FIELDS, nugget.field)
        hold(nugget.skill in {"", *skills.shipped()}, nugget.skill)
    for endorsement in reading.endorsements:
        hold(endorsement.type in ENDORSED, endorsement.type)
        hold(
            any(endorsement.name in place for place in (text, *(link.text for link in links))),
            endorsement.name,
        )
    hold(POISON not in repr(reading), "the poison")
    return found
