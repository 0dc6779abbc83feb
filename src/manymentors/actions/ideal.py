"""The mentor I would wish for: traits in my own words, must or nice, weighed, in my order."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from manymentors.actions.errand import ask
from manymentors.crowd.cover import MOST_TRAITS
from manymentors.errors import InputError
from manymentors.store import access
from manymentors.store.models import Claim, Judgement, Trait, User

LONGEST = 200
WEIGHTS = range(1, 6)
USUAL = 3


def add_trait(user: User, text: str, *, must: bool = True, weight: int = USUAL) -> Trait:
    """At the end of my ideal. The worker then looks for what proves it. Raises InputError for one that is there already."""
    words = fitting(text)
    with transaction.atomic():
        mine = access.traits(user)
        if mine.filter(text=words).exists():
            raise InputError(f"“{words}” is a trait of your ideal already.")
        if mine.count() >= MOST_TRAITS:
            raise InputError(f"An ideal of {MOST_TRAITS} traits is full. Put two together, or take one out.")
        last = mine.order_by().aggregate(last=Max("position"))["last"] or 0
        trait = Trait.objects.create(
            user=user, text=words, must=must, weight=weighed(weight), position=last + 1
        )
        ask(user, "ideal")
    return trait


def change_trait(
    user: User, trait: Trait, *, text: str | None = None, must: bool | None = None, weight: int | None = None
) -> None:
    """What is not given stays. New words are looked for anew; what I said to proofs of the old ones stays."""
    with transaction.atomic():
        if text is not None and (words := fitting(text)) != trait.text:
            if access.traits(user).filter(text=words).exclude(pk=trait.pk).exists():
                raise InputError(f"“{words}” is a trait of your ideal already.")
            trait.text, trait.inputs = words, ""
            ask(user, "ideal")
        if must is not None:
            trait.must = must
        if weight is not None:
            trait.weight = weighed(weight)
        trait.save(update_fields=["text", "inputs", "must", "weight"])


def move_trait(user: User, trait: Trait, *, up: bool) -> bool:
    """One place up or down; False at the end of the list."""
    with transaction.atomic():
        order = list(access.traits(user))
        at = next(place for place, one in enumerate(order) if one.pk == trait.pk)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(order):
            return False
        order[at], order[to] = order[to], order[at]
        for place, one in enumerate(order, 1):
            one.position = place
        Trait.objects.bulk_update(order, ["position"])
    return True


Kept = dict[str, Any]
"""A trait that was taken out, with all I said of it: what `put_back` needs."""


def take_out(trait: Trait) -> Kept:
    """Returns what puts it back: the trait, my judgements, my claims."""
    judged = trait.judgements.order_by("id").values("person_id", "item_id", "fact", "quote", "says")
    claims = trait.claims.order_by("id").values("person_id", "words")
    kept: Kept = {
        "text": trait.text, "must": trait.must, "weight": trait.weight, "position": trait.position,
        "judged": list(judged), "claims": list(claims),
    }  # fmt: skip
    trait.delete()
    return kept


def put_back(user: User, kept: Kept) -> Trait:
    """As it was, with what I said of people and items that are still there."""
    people = set(access.people(user).values_list("pk", flat=True))
    items = access.items(user).filter(pk__in=[row["item_id"] for row in kept["judged"]])
    there = set(items.values_list("pk", flat=True))
    with transaction.atomic():
        trait = add_trait(user, kept["text"], must=kept["must"], weight=kept["weight"])
        trait.position = kept["position"]
        trait.save(update_fields=["position"])
        Judgement.objects.bulk_create(
            Judgement(user=user, trait=trait, **row)
            for row in kept["judged"]
            if row["person_id"] in people and row["item_id"] in there
        )
        Claim.objects.bulk_create(
            Claim(user=user, trait=trait, **row) for row in kept["claims"] if row["person_id"] in people
        )
    return trait


def fitting(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise InputError("Say the trait in a few words, such as “held a chief-level role”.")
    if len(words) > LONGEST:
        raise InputError(f"That are {len(words)} characters; {LONGEST} fit. Say it in fewer.")
    return words


def weighed(weight: int) -> int:
    if weight not in WEIGHTS:
        raise InputError(
            f"A weight is a number from {WEIGHTS[0]} (a little) to {WEIGHTS[-1]} (most); {weight} is none."
        )
    return weight
