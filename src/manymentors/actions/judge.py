"""I say that a proof holds or does not, and what I believe of somebody without proof."""

from __future__ import annotations

from django.db import transaction

from manymentors.errors import InputError
from manymentors.store.corrected import at_anchor
from manymentors.store.models import Claim, Judgement, Person, Proof, Trait, User

SAYS = tuple(says for says, _ in Judgement.SAYS)
LONGEST = 300


def judge(user: User, proof: Proof, says: str) -> None:
    """“accept”, “reject”, or "" to take my word back. The last word counts, and outlives every re-read."""
    if says and says not in SAYS:
        raise InputError(f"“{says}” is nothing to say to a proof. There are {', '.join(SAYS)}.")
    with transaction.atomic():
        Judgement.objects.filter(pk__in=[row.pk for row in judged(user, proof)]).delete()
        if says:
            Judgement.objects.create(
                user=user, trait_id=proof.trait_id, person_id=proof.person_id, item_id=proof.item_id,
                fact=fact_of(proof), quote=proof.quote, says=says,
            )  # fmt: skip
        proof.says = says
        proof.save(update_fields=["says"])


def judged(user: User, proof: Proof) -> list[Judgement]:
    """What I have said to it, on whatever reading; `proof.item.text` may be loaded for that."""
    here = Judgement.objects.filter(user=user, trait=proof.trait_id, item=proof.item_id, fact=fact_of(proof))
    fact = proof.milestone or proof.nugget
    return [row for row in here if row.quote == proof.quote or (fact and at_anchor(fact, row.quote))]


def fact_of(proof: Proof) -> str:
    """“milestone” or “nugget”; of one that rests on my word alone, what it was when I accepted it."""
    if proof.milestone_id is None and proof.nugget_id is None:
        said = Judgement.objects.filter(trait=proof.trait_id, item=proof.item_id, quote=proof.quote)
        return said.values_list("fact", flat=True).first() or "nugget"
    return "milestone" if proof.milestone_id is not None else "nugget"


def claim(user: User, trait: Trait, person: Person, words: str) -> Claim:
    """Shown hollow, never counted."""
    said = " ".join(words.split())
    if not said:
        raise InputError(f"Say in a few words why you believe that of {person.name}.")
    if len(said) > LONGEST:
        raise InputError(f"That are {len(said)} characters; {LONGEST} fit. Say it in fewer.")
    return Claim.objects.create(user=user, trait=trait, person=person, words=said)


def unclaim(claim: Claim) -> None:
    claim.delete()
