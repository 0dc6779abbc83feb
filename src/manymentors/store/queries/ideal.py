"""My ideal mentor beside my people: who proves which trait by what, who covers most together, and what nobody has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from manymentors.crowd.cover import Proofs, Want, best_sets, covered, likely, second_voices
from manymentors.errors import NothingThere
from manymentors.shapes import Cover
from manymentors.store import access
from manymentors.store.models import Claim, Item, Milestone, Nugget, Person, Proof, Trait, User

AT_ONCE = 6
"""People beside each other in the matrix."""
CHIPS = 3
"""Proofs that a cell shows; the others stand on its own page."""

COUNTS = Q(says="accept") | (Q(clear=True) & ~Q(says="reject"))


@dataclass(frozen=True, slots=True)
class Chip:
    """`fact` is what it rests on; None where it rests on my word alone."""

    proof: Proof
    fact: Milestone | Nugget | None

    @property
    def item(self) -> Item:
        return self.proof.item


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person has for one trait: the surest proofs first, `more` that are not shown, and what I only believe."""

    trait: Trait
    person: Person
    chips: tuple[Chip, ...] = ()
    more: int = 0
    claims: tuple[Claim, ...] = ()

    @property
    def proved(self) -> bool:
        return any(chip.proof.counts for chip in self.chips)


@dataclass(frozen=True, slots=True)
class Row:
    """A trait with its cells, in the order of the people shown; `voices` is how many prove it, of all."""

    trait: Trait
    cells: tuple[Cell, ...]
    voices: int

    @property
    def thin(self) -> bool:
        return self.voices == 1


@dataclass(frozen=True, slots=True)
class Column:
    """A person, how many traits they prove, and whether they stand in the smallest set, or beside it to make it surer."""

    person: Person
    covers: int
    chosen: bool
    second: bool

    @property
    def locked(self) -> bool:
        return self.person.owner_id is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """The best choice of so many people: whom, what they cover, and what they cover more than one person fewer could."""

    people: tuple[Person, ...]
    covers: int
    adds: int
    new: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """Whom to listen to beside the smallest set: for these traits, and how many traits will likely hold with them."""

    person: Person
    traits: tuple[Trait, ...]
    likely: float


@dataclass(frozen=True, slots=True)
class Ideal:
    """`best` are all who cover most alone (`alone` traits); `choices` the best one, two, three …; nobody proves `gaps`.
    Of what the last choice covers, `likely` so much holds in truth; with the `voices` more.
    `looking`: the worker is yet to look for what proves some trait."""

    traits: tuple[Trait, ...]
    rows: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    best: tuple[Person, ...] = ()
    alone: int = 0
    together: int = 0
    choices: tuple[Choice, ...] = ()
    likely: float = 0.0
    voices: tuple[Voice, ...] = ()
    gaps: tuple[Trait, ...] = ()
    without: tuple[Person, ...] = ()
    people: int = 0
    more: bool = False
    looking: bool = False

    @property
    def chosen(self) -> Choice | None:
        return self.choices[-1] if self.choices else None


def ideal(user: User, *, without: Collection[int] = (), number: int = 1, size: int = AT_ONCE) -> Ideal:
    """One page of the matrix, as if those `without` were not there. Some ten queries, however many people there are.

    Who proves what is counted from few columns; whole rows are loaded of what is shown only.
    """
    traits = list(access.traits(user))
    if not traits:
        return Ideal(())
    place = {trait.pk: at for at, trait in enumerate(traits)}
    held: dict[int, dict[int, float]] = defaultdict(dict)
    near: dict[int, float] = defaultdict(float)
    left_out = set(without)
    for trait, person, sure in _counted(user):
        if person not in left_out:
            held[person][place[trait]] = sure
    claims = list(access.claims(user).filter(person__in=access.people(user).values("pk")).order_by("pk"))
    for claim in claims:
        if claim.person_id not in left_out:
            near[claim.person_id] += 0.001
    wants = [Want(t.must, t.weight) for t in traits]
    sets = best_sets(wants, held)
    chosen = sets[-1].people if sets else ()
    seconds = second_voices(wants, held, chosen)
    names = Person.objects.in_bulk({*held, *near, *left_out})
    order = sorted(
        (pk for pk in {*held, *near} if pk in names),
        key=lambda pk: (pk not in chosen, pk not in seconds, -len(held.get(pk, ())), -_worth(traits, held.get(pk, {})), names[pk].name),
    )  # fmt: skip
    shown = order[(number - 1) * size : number * size]
    most = max(map(len, held.values()), default=0)
    every = covered(list(held), held)
    voices = [sum(at in traits_of for traits_of in held.values()) for at in range(len(traits))]
    return Ideal(
        traits=tuple(traits),
        rows=_rows(user, traits, [names[pk] for pk in shown], voices, claims),
        columns=tuple(Column(names[pk], len(held.get(pk, ())), pk in chosen, pk in seconds) for pk in shown),
        best=tuple(sorted((names[pk] for pk, has in held.items() if len(has) == most and pk in names), key=str)),
        alone=most,
        together=len(every),
        choices=_choices(sets, traits, names, held),
        likely=likely(chosen, held),
        voices=_voices(chosen, seconds, traits, names, held),
        gaps=tuple(trait for at, trait in enumerate(traits) if at not in every),
        without=tuple(names[pk] for pk in sorted(left_out) if pk in names),
        people=len(order),
        more=len(order) > number * size,
        looking=any(not trait.inputs for trait in traits),
    )  # fmt: skip


def _counted(user: User) -> list[tuple[int, int, float]]:
    """(trait, person, how sure) of all that counts. What I accepted is sure."""
    rows = (
        access.proofs(user)
        .filter(COUNTS)
        .values("trait", "person")
        .annotate(sure=Max("score"), mine=Count("pk", filter=Q(says="accept")))
        .values_list("trait", "person", "sure", "mine")
    )
    return [(trait, person, 1.0 if mine else sure) for trait, person, sure, mine in rows]


def _worth(traits: Sequence[Trait], held: Collection[int]) -> int:
    return sum(Want(traits[at].must, traits[at].weight).worth for at in held)


def _choices(
    sets: Sequence[Cover], traits: Sequence[Trait], names: dict[int, Person], held: Proofs
) -> tuple[Choice, ...]:
    out: list[Choice] = []
    before: frozenset[int] = frozenset()
    for one in sets:
        now = covered(one.people, held)
        people = tuple(names[pk] for pk in one.people if pk in names)
        new = tuple(traits[at] for at in sorted(now - before))
        out.append(Choice(people, len(now), len(now) - len(before), new))
        before = now
    return tuple(out)


def _voices(
    chosen: Sequence[int],
    seconds: Sequence[int],
    traits: Sequence[Trait],
    names: dict[int, Person],
    held: Proofs,
) -> tuple[Voice, ...]:
    """Of each the traits that they prove, in my order."""
    with_them = [likely([*chosen, *seconds[: at + 1]], held) for at in range(len(seconds))]
    return tuple(
        Voice(names[pk], tuple(traits[at] for at in sorted(held[pk])), now)
        for pk, now in zip(seconds, with_them, strict=True)
        if pk in names
    )


def _rows(
    user: User, traits: Sequence[Trait], people: Sequence[Person], voices: Sequence[int], claims: Sequence[Claim]
) -> tuple[Row, ...]:  # fmt: skip
    chips: dict[tuple[int, int], list[Chip]] = defaultdict(list)
    for chip in chips_of(access.proofs(user).filter(person__in=people)):
        chips[chip.proof.trait_id, chip.proof.person_id].append(chip)
    believed: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for claim in claims:
        believed[claim.trait_id, claim.person_id].append(claim)
    return tuple(
        Row(
            trait,
            tuple(
                _cell(trait, person, chips[trait.pk, person.pk], believed[trait.pk, person.pk])
                for person in people
            ),
            voices[at],
        )
        for at, trait in enumerate(traits)
    )


def _cell(trait: Trait, person: Person, chips: Sequence[Chip], claims: Sequence[Claim]) -> Cell:
    good = [chip for chip in chips if chip.proof.says != "reject"]
    return Cell(trait, person, tuple(good[:CHIPS]), len(chips) - len(good[:CHIPS]), tuple(claims))


def chips_of(rows: QuerySet[Proof]) -> list[Chip]:
    """What I accepted first, then the surest. One query; no big text is loaded."""
    heavy = ("text", "html", "notes", "spans", "links", "transcripts", "chapters")
    found = (
        rows.select_related("item__source", "milestone", "nugget")
        .defer(*[f"item__{name}" for name in heavy])
        .order_by("-score", "pk")
    )
    out = []
    for row in sorted(found, key=lambda row: (row.says != "accept", not row.clear)):
        fact = row.milestone or row.nugget
        if fact is not None:
            fact.item = row.item
        out.append(Chip(row, fact))
    return out


def cell(user: User, trait: Trait, person: Person) -> Cell:
    """All proofs of one person for one trait, the rejected ones last, with the text of their items not loaded. Two queries."""
    chips = chips_of(access.proofs(user).filter(trait=trait, person=person))
    claims = access.claims(user).filter(trait=trait, person=person).order_by("pk")
    ordered = sorted(chips, key=lambda chip: chip.proof.says == "reject")
    return Cell(trait, person, tuple(ordered), 0, tuple(claims))


def find_trait(user: User, pk: int) -> Trait:
    """Raises NothingThere for one of another user."""
    row = access.traits(user).filter(pk=pk).first()
    if row is None:
        raise NothingThere("Your ideal has no such trait any more. Open it again.")
    return row


def find_proof(user: User, pk: int) -> Proof:
    """With its item and fact. Raises NothingThere for one of another user, and for one that was looked for anew since."""
    row = (
        access.proofs(user).select_related("item", "milestone", "nugget", "trait", "person").filter(pk=pk).first()
    )  # fmt: skip
    if row is None:
        raise NothingThere("There is no such proof any more: it was looked for anew. Open your ideal again.")
    return row


def find_claim(user: User, pk: int) -> Claim:
    row = access.claims(user).select_related("trait", "person").filter(pk=pk).first()
    if row is None:
        raise NothingThere("There is no such claim any more. Open your ideal again.")
    return row


def people_to_choose(user: User) -> list[Person]:
    """Of whom I may claim something: all that I see, by name. One query."""
    return list(access.people(user).order_by("name"))
