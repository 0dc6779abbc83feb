"""I say anew why I follow a person, through whom I came to them, and how much of my attention they have."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from manymentors.errors import InputError, NothingThere
from manymentors.store import access
from manymentors.store.models import Follow, Person, User


@dataclass(frozen=True, slots=True)
class Tended:
    """What I said of a person; None where a change leaves it as it is."""

    why: str | None = None
    via: str | None = None
    tier: str | None = None


def tend(user: User, person: Person, said: Tended) -> Tended:
    """Write it on every follow of the person, since it is said of them; returns what was there before.

    Raises NothingThere where I do not follow the person, InputError for a tier that is none.
    """
    tiers = [tier for tier, _ in Follow.TIERS]
    if said.tier is not None and said.tier not in tiers:
        raise InputError(f"“{said.tier}” is no tier. There are {', '.join(tiers)}.")
    with transaction.atomic():
        follows = list(access.follows(user).filter(person=person).order_by("created", "pk"))
        if not follows:
            raise NothingThere(f"You do not follow {person.name}. Follow them first.")
        before = said_of(follows)
        given = {name: value for name, value in asdict(said).items() if value is not None}
        access.follows(user).filter(person=person).update(**given)
    return before


def said_of(follows: list[Follow]) -> Tended:
    """The first words there are, and the tier of the first follow."""
    return Tended(
        why=next((follow.why for follow in follows if follow.why), ""),
        via=next((follow.via for follow in follows if follow.via), ""),
        tier=follows[0].tier,
    )
