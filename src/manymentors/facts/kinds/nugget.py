"""Finds nuggets: advice and lessons that hold beyond the story they come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from manymentors.facts import same, skills
from manymentors.facts.calibrate import chance
from manymentors.facts.features import Talk
from manymentors.facts.people import People
from manymentors.facts.pick import pick
from manymentors.facts.reader import Scores
from manymentors.shapes import FIELDS, Nugget

WORDS = (8, 70, 45)
MOST = 30


def find(talk: Talk, scores: Scores, people: People, settings: Mapping[str, Any]) -> list[Nugget]:
    """The nuggets in the order they are said."""
    found: list[Nugget] = []
    for picked in pick(talk, scores.nugget, words=WORDS, least_chance=settings["least"], most=MOST):
        said = picked.quote
        field = FIELDS[int(np.argmax(scores.fields[picked.unit]))]
        found.append(
            Nugget(
                person=people.speaker_of(picked.unit, said.start),
                quote=said,
                field=field,
                skill=skills.of(said.text, field),
                seconds=talk.document.seconds_at(said.start),
                score=chance(picked.chance, settings["right"]),
            )
        )
    return sorted(same.without_echoes(found), key=lambda nugget: nugget.quote.start)
