"""I note two lines down about a person I work with or learn from: dated, mine alone, and locked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core import signing
from django.db import transaction

from manymentors.errors import InputError, NothingThere
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Person, PersonNote, User

LONGEST = 4_000
SALT = "a note that was taken away"
FOR = 86400
"""Seconds for which the taking away of a note can be undone."""


def whom(user: User, name: str) -> tuple[Person, bool]:
    """Whom I mean by this name: a person of mine, else one whom I see here, else the only one of mine alone whose name holds
    it (“Dana” for Dana Example), else a new person who is mine alone, with whether they are new. Raises InputError where the
    name holds no letter.
    """
    name = " ".join(name.split())[:200]
    if not (key := fold(name)):
        raise InputError("This is no name. Give one with letters, such as “Dana”.")
    called = access.people(user).filter(key=key)
    if known := called.filter(owner=user).first() or called.first():
        return known, False
    mine = [one for one in access.people(user).filter(owner=user) if set(key.split()) <= set(one.key.split())]
    if len(mine) == 1:
        return mine[0], False
    return Person.objects.get_or_create(owner=user, key=key, defaults={"name": name})


def note_on(user: User, person: Person, text: str, *, day: date, asks: bool = False) -> PersonNote:
    """Note it down; with `asks` it is a question that I want to put to them. Raises InputError for nothing or too much."""
    return PersonNote.objects.create(user=user, person=person, text=fitting(text), day=day, asks=asks)


def write_anew(note: PersonNote, text: str) -> None:
    note.text = fitting(text)
    note.save(update_fields=["text"])


def answered(note: PersonNote, day: date | None) -> None:
    """The question was answered on that day; None opens it again."""
    note.answered = day
    note.save(update_fields=["answered"])


def take_away(note: PersonNote) -> str:
    """The note is gone; returns a sealed copy, with which `put_back` undoes it within a day."""
    copy = {
        "user": note.user_id,
        "person": note.person_id,
        "text": note.text,
        "day": note.day.isoformat(),
        "asks": note.asks,
        "answered": note.answered.isoformat() if note.answered else "",
    }
    note.delete()
    return signing.dumps(copy, salt=SALT, compress=True)


def put_back(user: User, sealed: str) -> PersonNote:
    """Undo `take_away`; done twice, it is done once. Raises InputError for what is old or was not mine."""
    late = "This note cannot be brought back any more. Write it anew."
    try:
        copy: Mapping[str, Any] = signing.loads(sealed, salt=SALT, max_age=FOR)
    except signing.BadSignature as exc:
        raise InputError(late) from exc
    if copy["user"] != user.pk:
        raise InputError(late)
    person = access.people(user).filter(pk=copy["person"]).first()
    if person is None:
        raise NothingThere("There is no such person any more. Write the note anew.")
    note, _ = PersonNote.objects.get_or_create(
        user=user,
        person=person,
        text=copy["text"],
        day=date.fromisoformat(copy["day"]),
        asks=copy["asks"],
        defaults={"answered": date.fromisoformat(copy["answered"]) if copy["answered"] else None},
    )
    return note


def add_people(user: User, told: list[tuple[str, str]], *, day: date) -> list[Person]:
    """Make (name, first note) people of mine, such as the connections that I chose; those whom I have already stay as
    they are. One transaction.
    """
    new = []
    with transaction.atomic():
        for name, text in told:
            key = fold(name)
            if not key or access.people(user).filter(key=key).exists():
                continue
            person = Person.objects.create(owner=user, key=key[:200], name=" ".join(name.split())[:200])
            if text.strip():
                note_on(user, person, text, day=day)
            new.append(person)
    return new


def fitting(text: str) -> str:
    """The sentence never repeats the note: what is refused here may be written into a log."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise InputError("There is nothing in this note. Write a line or two.")
    if len(text) > LONGEST:
        raise InputError(f"The note has {len(text):,} characters; {LONGEST:,} fit. Say it in fewer.")
    return text
