"""Finds nuggets: advice and lessons that hold beyond the story they come from."""

from __future__ import annotations

from manymentors.facts import closer, same, skills
from manymentors.facts.calibrate import chance
from manymentors.facts.features import Talk
from manymentors.facts.people import People
from manymentors.facts.reader import Reader, Scores
from manymentors.shapes import Nugget

WORDS = (8, 70, 45)
MOST = 30


def find(talk: Talk, scores: Scores, people: People, reader: Reader) -> list[Nugget]:
    """The nuggets in the order they are said."""
    told = reader.settings["nugget"]
    found = [
        Nugget(
            person=people.speaker_of(picked.unit, picked.quote.start),
            quote=picked.quote,
            field=field,
            skill=skills.of(picked.quote.text, field),
            seconds=talk.document.seconds_at(picked.quote.start),
            score=chance(picked.chance, told["right"]),
        )
        for picked, field in closer.facts(talk, scores, reader, "nugget", words=WORDS, most=MOST)
    ]
    return sorted(same.without_echoes(found), key=lambda nugget: nugget.quote.start)
