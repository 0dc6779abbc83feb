"""Which people together prove most of an ideal: for one, two, three … people the best choice there is, exactly.

Must comes before nice, then weight. All sets of traits that some people can reach together are gone through, one person more at a
time; with at most 16 traits these are never more than 65,536, so the answer is exact and comes at once. Of people who prove the
same, and of choices that cover the same, the surer stand in it.

A proof is a candidate, and a choice of few rests on few of them: `second_voices` says whom to listen to as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from manymentors.errors import InputError
from manymentors.shapes import Cover

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_TRAITS = 16
MUST = 1_000
"""One trait that must be outweighs all that are nice: no more than 16 of at most 5 each."""

ONE_MORE = 0.25
"""A second voice is worth listening to where it makes so much of a trait likelier to be covered in truth."""

Proofs = Mapping[int, Mapping[int, float]]
"""Person → the traits that they prove, by place, each with how sure that is (0 to 1)."""


@dataclass(frozen=True, slots=True)
class Want:
    must: bool
    weight: int

    @property
    def worth(self) -> int:
        return self.weight * (MUST if self.must else 1)


def best_sets(wants: Sequence[Want], proofs: Proofs) -> list[Cover]:
    """The best choice of one person, of two, and so on, as long as one more adds something. [] where nobody proves anything.

    The last is the smallest choice that covers all that can be covered.
    """
    if len(wants) > MOST_TRAITS:
        raise InputError(
            f"That are {len(wants)} traits; {MOST_TRAITS} fit. Put two together, or take one out."
        )
    able = surest(wants, proofs)
    worth = worth_of_all(wants)
    reached = [np.arange(1 << len(wants)) == 0]
    out: list[Cover] = []
    while True:
        reached.append(one_more(reached[-1], [mask for _, mask in able]))
        best = int(np.where(reached[-1], worth, -1).argmax())
        if worth[best] <= (worth[mask_of(out[-1].traits)] if out else 0):
            return out
        chosen = made_surer(followed_back(best, reached[:-1], able), best, wants, proofs)
        out.append(Cover(tuple(chosen), tuple(t for t in range(len(wants)) if best >> t & 1)))


def covered(people: Sequence[int], proofs: Proofs) -> frozenset[int]:
    return frozenset(trait for person in people for trait in proofs.get(person, ()))


def likely(people: Sequence[int], proofs: Proofs) -> float:
    """How many traits somebody of them has in truth, as may be expected: of each as much as it is likely."""
    return sum(1 - one for one in missing(people, proofs).values())


def missing(people: Sequence[int], proofs: Proofs) -> dict[int, float]:
    """How likely it is that of those who prove a trait nobody has it in truth."""
    out: dict[int, float] = {}
    for person in people:
        for trait, sure in proofs.get(person, {}).items():
            out[trait] = out.get(trait, 1.0) * (1 - sure)
    return out


def second_voices(wants: Sequence[Want], proofs: Proofs, chosen: Sequence[int]) -> list[int]:
    """Whom to add to those chosen, one at a time whoever makes most of it likelier, while that is ONE_MORE of a trait.

    A trait counts by its weight, beside that of all on average; what is sure already gains nothing. Taken one by one, which is
    not always the best of all ways, but never far from it.
    """
    out: list[int] = []
    usual = sum(want.weight for want in wants) / max(1, len(wants))
    while chosen:
        left = missing([*chosen, *out], proofs)
        gains = {
            person: sum(wants[trait].weight * left.get(trait, 1.0) * sure for trait, sure in held.items())
            for person, held in proofs.items()
            if person not in chosen and person not in out
        }
        best = max(gains, key=lambda person: (gains[person], -person), default=None)
        if best is None or gains[best] < ONE_MORE * usual:
            break
        out.append(best)
    return out


def surest(wants: Sequence[Want], proofs: Proofs) -> list[tuple[int, int]]:
    """(person, mask) of those who matter: whoever proves no more than another does can be left out, and of equals the
    surest stays."""
    able = [(mask_of(held), sureness(held, wants), person) for person, held in proofs.items() if held]
    able.sort(key=lambda one: (-one[0].bit_count(), -one[1], one[2]))
    kept: list[tuple[int, int]] = []
    for mask, _, person in able:
        if all(mask | other != other for _, other in kept):
            kept.append((person, mask))
    return kept


def worth_of_all(wants: Sequence[Want]) -> NDArray[np.int64]:
    """The worth of each set of traits, by its mask."""
    out = np.zeros(1, dtype=np.int64)
    for want in wants:
        out = np.concatenate([out, out + want.worth])
    return out


def one_more(reached: NDArray[np.bool_], masks: Sequence[int]) -> NDArray[np.bool_]:
    """The sets that are reached with one person more."""
    from_here = np.flatnonzero(reached)
    out = np.zeros(len(reached), dtype=bool)
    for mask in masks:
        out[from_here | mask] = True
    return out


def followed_back(
    mask: int, reached: Sequence[NDArray[np.bool_]], able: Sequence[tuple[int, int]]
) -> list[int]:
    """Who was taken to get there: back from the last step to the first, each time to a set that was reached before."""
    people: list[int] = []
    for before in reversed(reached):
        person, mask = next(
            (person, earlier)
            for person, own in able
            for earlier in subsets_left(mask, own)
            if before[earlier]
        )
        people.append(person)
    return sorted(people)


def subsets_left(mask: int, own: int) -> list[int]:
    """The sets which, joined with `own`, make `mask`; none where `own` holds more than that."""
    if own & ~mask:
        return []
    rest, shared, out = mask & ~own, own, []
    while True:
        out.append(rest | shared)
        if not shared:
            return out
        shared = (shared - 1) & own


def made_surer(chosen: Sequence[int], mask: int, wants: Sequence[Want], proofs: Proofs) -> list[int]:
    """Change one person at a time for another, while the same is covered and the whole becomes surer."""
    people = list(chosen)
    best = expected(people, mask, wants, proofs)
    again = True
    while again:
        again = False
        for place in range(len(people)):
            for other in proofs:
                tried = [*people[:place], other, *people[place + 1 :]]
                if other in people or mask_of(covered(tried, proofs)) != mask:
                    continue
                found = expected(tried, mask, wants, proofs)
                if found > best + 1e-9:
                    people, best, again = tried, found, True
    return sorted(people)


def expected(people: Sequence[int], mask: int, wants: Sequence[Want], proofs: Proofs) -> float:
    """The worth that may be hoped for: of each trait as much as it is likely that one of them has it."""
    total = 0.0
    for trait, want in enumerate(wants):
        if mask >> trait & 1:
            missing = 1.0
            for person in people:
                missing *= 1 - proofs[person].get(trait, 0.0)
            total += want.worth * (1 - missing)
    return total


def sureness(held: Mapping[int, float], wants: Sequence[Want]) -> float:
    return sum(wants[trait].worth * sure for trait, sure in held.items())


def mask_of(traits: Mapping[int, float] | Sequence[int] | frozenset[int]) -> int:
    return sum(1 << trait for trait in traits)
