"""The people I work with, and what I noted down about anyone; mine alone, and locked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Person, PersonNote, User

LAST = 3
"""Notes that a talk between two begins with."""


@dataclass(frozen=True, slots=True)
class Coworker:
    """A person of mine, or one on whom I have notes: the newest note, and how many of my questions to them are open."""

    person: Person
    last: PersonNote | None
    asks: int

    @property
    def mine_alone(self) -> bool:
        return self.person.owner_id is not None


@dataclass(frozen=True, slots=True)
class Notes:
    """What a talk with them begins with: the `last` notes and the `open` questions; behind these, all that came before."""

    last: tuple[PersonNote, ...]
    open: tuple[PersonNote, ...]
    earlier: tuple[PersonNote, ...]
    answered: tuple[PersonNote, ...]

    @property
    def any(self) -> bool:
        return bool(self.last or self.open or self.answered)


def coworkers(user: User) -> list[Coworker]:
    """Those whom I noted something on last stand first. Two queries."""
    mine = access.person_notes(user)
    people = access.people(user).filter(Q(owner=user) | Q(pk__in=mine.values("person")))
    last: dict[int, PersonNote] = {}
    asks: dict[int, int] = {}
    for note in mine.order_by("-day", "-id"):
        last.setdefault(note.person_id, note)
        if note.asks and note.answered is None:
            asks[note.person_id] = asks.get(note.person_id, 0) + 1
    lines = [Coworker(person, last.get(person.pk), asks.get(person.pk, 0)) for person in people]
    lines.sort(key=lambda line: line.person.key)
    return sorted(lines, key=lambda line: line.last.day.toordinal() if line.last else 0, reverse=True)


def known_names(user: User, names: Collection[str]) -> set[str]:
    """Of these names those by which I see somebody already. One query."""
    keys = set(access.people(user).values_list("key", flat=True))
    return {name for name in names if fold(name) in keys}


def notes_on(user: User, person: Person) -> Notes:
    """One query."""
    rows = list(access.person_notes(user).filter(person=person).order_by("-day", "-id"))
    said = [row for row in rows if not row.asks]
    return Notes(
        tuple(said[:LAST]),
        tuple(row for row in rows if row.asks and row.answered is None),
        tuple(said[LAST:]),
        tuple(row for row in rows if row.asks and row.answered is not None),
    )


def find_note(user: User, pk: int) -> PersonNote:
    """A note of mine. Raises NothingThere."""
    note = access.person_notes(user).filter(pk=pk).select_related("person").first()
    if note is None:
        raise NothingThere("There is no such note any more. Open the person's notes again.")
    return note
