"""Finds the public person of a name, or makes them."""

from __future__ import annotations

from manymentors.errors import InputError
from manymentors.store.folding import fold
from manymentors.store.models import Person


def person_called(name: str) -> Person:
    """The public person with this name, however it is written; made where nobody has it.

    Raises InputError where the name holds no letter.
    """
    name = " ".join(name.split())[:200]
    if not (key := fold(name)):
        raise InputError(f'“{name}” is not a name. Give one with letters, such as --person "Ada Example".')
    return Person.objects.get_or_create(key=key, owner=None, defaults={"name": name})[0]
