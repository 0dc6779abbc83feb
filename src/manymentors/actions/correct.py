"""I confirm, correct or remove a fact; that wins over every re-read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from manymentors.errors import InputError
from manymentors.shapes import ENDORSED, FIELDS, KINDS
from manymentors.store.corrected import CORRECTABLE, AnyFact, at_anchor, fact_name
from manymentors.store.models import Correction, User
from manymentors.store.queries.people import find_person

CHOICES = {"kind": KINDS, "field": FIELDS, "type": ENDORSED}


def correct(user: User, fact: AnyFact, verb: str, changes: Mapping[str, Any] | None = None) -> Correction:
    """`verb` is confirm, correct or remove; `changes` may hold what CORRECTABLE names. Raises InputError for others, and
    UnknownPerson where it names one whom the user does not see.
    """
    name, changes = fact_name(fact), dict(changes or {})
    if unknown := set(changes) - set(CORRECTABLE[name]):
        has = ", ".join(CORRECTABLE[name])
        raise InputError(f"There is no {', '.join(sorted(unknown))} to correct on a {name}; it has {has}.")
    for key, choices in CHOICES.items():
        if key in changes and changes[key] not in choices:
            raise InputError(f"“{changes[key]}” is no {key} of a {name}. There are {', '.join(choices)}.")
    if "person" in changes:
        changes["person"] = find_person(user, changes["person"]).name
    with transaction.atomic():
        undo(user, fact)
        return Correction.objects.create(
            user=user, item=fact.item, fact=name, quote=fact.quote, verb=verb, changes=changes
        )


def undo(user: User, fact: AnyFact) -> bool:
    """Take my word about a fact back, whatever reading it was said of; True where there was one."""
    said = Correction.objects.filter(user=user, item=fact.item, fact=fact_name(fact))
    here = [correction.pk for correction in said if at_anchor(fact, correction.quote)]
    return bool(Correction.objects.filter(pk__in=here).delete()[0])
