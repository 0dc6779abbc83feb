"""A topic over time: each person's dated words on it, where they seem to have turned, and where two seem to differ."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from manymentors.actions.ask_crowd import (
    Answer,
    answers_to,
    apart,
    changed_mind,
    of_nugget,
    with_kept,
    with_people,
)
from manymentors.shapes import Filters
from manymentors.store.folding import fold
from manymentors.store.models import Person, User
from manymentors.store.queries.answers import advice
from manymentors.store.queries.topics import nuggets_of_skill

LONGEST = 200
"""Characters of a topic."""


@dataclass(frozen=True, slots=True)
class OverTime:
    """One person's words, the earliest first and what has no date last; `changed` are two that seem to oppose each other."""

    person: Person | None
    name: str
    answers: tuple[Answer, ...]
    changed: tuple[Answer, Answer] | None = None

    @property
    def turned(self) -> frozenset[int]:
        return frozenset(one.number for one in self.changed or ())


@dataclass(frozen=True, slots=True)
class Topic:
    text: str
    people: tuple[OverTime, ...]
    apart: tuple[tuple[Answer, Answer], ...] = ()


def topic(user: User, text: str) -> Topic:
    """The words that answer to the topic as a question, and all nuggets of a skill of that name. Who said most stands first."""
    text = " ".join(text.split())[:LONGEST]
    found = answers_to(user, text, Filters())
    known = {one.place for one in found}
    of_skill = advice(user, nuggets_of_skill(user, text))
    found += [one for one in (of_nugget(*told) for told in of_skill) if one.place not in known]
    theirs: dict[int | str, list[Answer]] = defaultdict(list)
    for number, one in enumerate(with_kept(user, with_people(user, found)), 1):
        theirs[one.person.pk if one.person else fold(one.name)].append(replace(one, number=number))
    lines = []
    for answers in theirs.values():
        answers.sort(key=lambda one: (one.day is None, one.day or date.min, one.number))
        lines.append(OverTime(answers[0].person, answers[0].name, tuple(answers), changed_mind(answers)))
    lines.sort(key=lambda line: (line.changed is None, -len(line.answers), line.name))
    return Topic(text, tuple(lines), tuple(apart([one for line in lines for one in line.answers])))
