"""Looks through all that my people tell for what proves the traits of my ideal: rows of `Proof`, made anew where something changed."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from django.db import transaction
from django.db.models import Count, Max

from manymentors import __version__
from manymentors.actions.open_index import embedder
from manymentors.crowd import proof, topics
from manymentors.crowd.trait import read
from manymentors.facts.skills import shipped
from manymentors.roads.kinds import kinds_of
from manymentors.roads.sorts import SORTS
from manymentors.roads.words import stems
from manymentors.shapes import Telling
from manymentors.store import access
from manymentors.store.corrected import at_anchor, corrected, fact_name
from manymentors.store.models import Item, Judgement, Merge, Milestone, Nugget, Proof, Trait, User

MOST = 6
"""Proofs that are kept of one person for one trait, the surest."""
Place = tuple[int, int]
"""Up to which milestone and nugget was looked, by their ids, which only grow."""
FROM_THE_START: Place = (0, 0)


def prove(user: User) -> int:
    """Look through what is new for each trait, and through everything for a trait that is; returns how many traits were.

    Costs some seconds for ten thousand facts, and next to nothing where nothing changed. Killed, it begins again.
    """
    traits = list(access.traits(user))
    if not traits:
        return 0
    common, upto, count = circumstances(user)
    since: dict[Place, list[Trait]] = defaultdict(list)
    marks = {trait.pk: mark(trait, common, upto, count) for trait in traits}
    for trait in traits:
        if trait.inputs != marks[trait.pk]:
            since[looked_upto(trait, marks[trait.pk])].append(trait)
    for place, some in since.items():
        rows = proofs_in(user, some, told(user, place))
        with transaction.atomic():
            still = unchanged(some)
            if place == FROM_THE_START:
                Proof.objects.filter(trait__in=still).delete()
            save([row for row in rows if row.trait_id in still])
            settle(user, [trait for trait in some if trait.pk in still])
            for pk in still:
                Trait.objects.filter(pk=pk).update(inputs=marks[pk])
    return sum(map(len, since.values()))


def circumstances(user: User) -> tuple[str, Place, int]:
    """A digest of all but the traits and facts themselves that goes in; how far the facts reach, and how many there are."""
    said = access.corrections(user).exclude(fact="endorsement").aggregate(n=Count("pk"), top=Max("pk"))
    merged = Merge.objects.aggregate(n=Count("pk"), top=Max("pk"))
    sources = sorted(set(access.follows(user).values_list("source", flat=True)))
    known = [
        __version__,
        embedder().name,
        repr((proof.model().weights, proof.model().chance)),
        said,
        merged,
        sources,
    ]
    digest = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()
    milestones, nuggets = (
        of_whom(model, user).aggregate(n=Count("pk"), top=Max("pk")) for model in (Milestone, Nugget)
    )
    return digest, (milestones["top"] or 0, nuggets["top"] or 0), milestones["n"] + nuggets["n"]


def of_whom(model: type[Milestone] | type[Nugget], user: User):  # type: ignore[no-untyped-def]  # a queryset of either
    """Facts of somebody known, in what the user follows."""
    followed = access.follows(user).values("source")
    return model._default_manager.filter(item__source__in=followed).exclude(person=None)


def mark(trait: Trait, common: str, upto: Place, count: int) -> str:
    digest = hashlib.sha256(f"{common} {trait.text}".encode()).hexdigest()[:24]
    return f"{digest}:{upto[0]}:{upto[1]}:{count}"


def looked_upto(trait: Trait, now: str) -> Place:
    """How far its proofs were looked for under the same circumstances; the start, where these have changed."""
    digest, *reached = trait.inputs.split(":")
    if digest != now.split(":")[0] or len(reached) != 3:
        return FROM_THE_START
    return int(reached[0]), int(reached[1])


# --- what is told --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    row: Milestone | Nugget
    telling: Telling


def told(user: User, since: Place) -> list[Fact]:
    """The facts after that place, as the user sees them. Texts are loaded of items of which the user corrected something."""
    out = []
    spoken_of = set(access.corrections(user).values_list("item", flat=True))
    for model, after, columns in (
        (Milestone, since[0], ("kind", "what")),
        (Nugget, since[1], ("field", "skill")),
    ):
        rows: list[Milestone | Nugget] = list(
            of_whom(model, user)
            .filter(pk__gt=after)
            .order_by("pk")
            .only("quote", "start", "end", "item", "person", *columns)
        )
        items = Item.objects.in_bulk({row.item_id for row in rows} & spoken_of)
        plain = [row for row in rows if row.item_id not in items]
        said = [row for row in rows if row.item_id in items]
        for row in said:
            row.item = items[row.item_id]
        out += plain + [row for row, _ in corrected(user, said)]  # type: ignore[type-var]  # all of one model
    return [Fact(row, telling_of(row)) for row in out if row.person_id is not None]


def telling_of(row: Milestone | Nugget) -> Telling:
    if isinstance(row, Milestone):
        return Telling("milestone", row.kind, row.what, row.quote)
    return Telling("nugget", row.field, row.skill, row.quote)


@cache
def words() -> proof.Words:
    """All that the matcher knows of words, from the stages that know it."""
    every = topics.gathered(((sort.name, sort.pattern) for sort in SORTS), shipped())
    return proof.Words(embedder(), stems, kinds_of, every)


def proofs_in(user: User, traits: Sequence[Trait], facts: Sequence[Fact]) -> list[Proof]:
    """What may prove each trait: of one person the surest few. No row is written."""
    if not facts:
        return []
    learned = proof.model()
    wishes = [read(trait.text, words().topics) for trait in traits]
    scores = proof.scores(wishes, [fact.telling for fact in facts], words(), learned)
    out = []
    for row, trait in enumerate(traits):
        kept: dict[int, int] = defaultdict(int)
        for at in np.argsort(-scores[row], kind="stable"):
            if scores[row, at] < learned.partial:
                break
            fact = facts[at].row
            person = int(fact.person_id or 0)
            if kept[person] < MOST:
                kept[person] += 1
                out.append(proof_of(user, trait, fact, float(scores[row, at]), learned))
    return out


def proof_of(user: User, trait: Trait, fact: Milestone | Nugget, score: float, learned: proof.Model) -> Proof:
    return Proof(
        user=user,
        trait=trait,
        person_id=int(fact.person_id or 0),
        item_id=fact.item_id,
        milestone_id=fact.pk if isinstance(fact, Milestone) else None,
        nugget_id=fact.pk if isinstance(fact, Nugget) else None,
        quote=fact.quote,
        score=round(learned.likely(score), 4),
        clear=score >= learned.clear,
    )


def unchanged(traits: Sequence[Trait]) -> set[int]:
    """Those of which the words are as they were, and for which nobody else has looked while we did."""
    now = Trait.objects.select_for_update().filter(pk__in=[trait.pk for trait in traits])
    stored = {row.pk: (row.text, row.inputs) for row in now}
    return {trait.pk for trait in traits if stored.get(trait.pk) == (trait.text, trait.inputs)}


def save(rows: Sequence[Proof]) -> None:
    """What was forgotten or read anew while we looked is left for the next time."""
    milestones = there(Milestone, [row.milestone_id for row in rows])
    nuggets = there(Nugget, [row.nugget_id for row in rows])
    Proof.objects.bulk_create(
        [row for row in rows if row.milestone_id in milestones or row.nugget_id in nuggets], batch_size=500
    )


def there(model: type[Milestone] | type[Nugget], ids: Sequence[int | None]) -> set[int]:
    wanted = sorted({pk for pk in ids if pk is not None})
    out: set[int] = set()
    for at in range(0, len(wanted), 500):
        rows = model._default_manager.filter(pk__in=wanted[at : at + 500])
        out.update(rows.values_list("pk", flat=True))
    return out


# --- what I said of proofs -------------------------------------------------------------------------------------------


def settle(user: User, traits: Sequence[Trait]) -> None:
    """Lay my judgements over the proofs, wherever a later reading has cut the quotes. What I accepted stays, even where no
    reading finds it any more. Five queries, and one for each proof that it changes."""
    judgements = list(access.judgements(user).filter(trait__in=traits).order_by("pk"))
    if not judgements:
        return
    items = {row.pk: row for row in access.items(user).filter(pk__in={j.item_id for j in judgements})}
    facts: dict[tuple[int, str], list[Milestone | Nugget]] = defaultdict(list)
    found: list[Milestone | Nugget] = [
        *Milestone.objects.filter(item__in=items),
        *Nugget.objects.filter(item__in=items),
    ]
    for fact in found:
        fact.item = items[fact.item_id]
        facts[fact.item_id, fact_name(fact)].append(fact)
    known = {
        (row.trait_id, row.milestone_id, row.nugget_id): row
        for row in Proof.objects.filter(trait__in=traits, item__in=items).exclude(milestone=None, nugget=None)
    }
    Proof.objects.filter(trait__in=traits, milestone=None, nugget=None).delete()
    for said in judgements:
        if said.item_id not in items:
            continue
        ids = ids_of(judged_fact(said, facts[said.item_id, said.fact]))
        row = known.get((said.trait_id, *ids)) if any(ids) else None
        if row is None and said.says == "accept":
            row = Proof(
                user=user, trait_id=said.trait_id, person_id=said.person_id, item_id=said.item_id,
                quote=said.quote, milestone_id=ids[0], nugget_id=ids[1],
            )  # fmt: skip
        if row is not None and row.says != said.says:
            row.says = said.says
            row.save()


def judged_fact(said: Judgement, facts: Sequence[Milestone | Nugget]) -> Milestone | Nugget | None:
    exact = next((fact for fact in facts if fact.quote == said.quote), None)
    return exact or next((fact for fact in facts if at_anchor(fact, said.quote)), None)


def ids_of(fact: Milestone | Nugget | None) -> tuple[int | None, int | None]:
    """The ids of milestone and nugget, of which one or none is there."""
    return (
        fact.pk if isinstance(fact, Milestone) else None,
        fact.pk if isinstance(fact, Nugget) else None,
    )
