"""The roads that people I work with told me; mine alone, and locked as the notes are."""

from __future__ import annotations

from django.db.models import Count

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import Person, ToldStep, User


def told_by(user: User, person: Person) -> list[ToldStep]:
    """In the order of their road. One query."""
    return list(access.told_steps(user).filter(person=person).select_related("step"))


def find_told(user: User, pk: int) -> ToldStep:
    """Raises NothingThere for another user's."""
    row = access.told_steps(user).filter(pk=pk).select_related("person", "step").first()
    if row is None:
        raise NothingThere("There is no such step any more. Open the person's road again.")
    return row


def who_told(user: User) -> list[tuple[int, str, int]]:
    """(id, name, steps told) of everyone whose road I wrote down, by name. One query."""
    rows = access.told_steps(user).order_by().values("person", "person__name").annotate(n=Count("pk"))
    return [(row["person"], row["person__name"], row["n"]) for row in rows.order_by("person__name", "person")]
