"""The best choices of people, against trying out every choice there is."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.crowd.cover import MOST_TRAITS, Proofs, Want, best_sets, covered
from manymentors.errors import InputError

MUST, NICE = Want(True, 3), Want(False, 3)


def test_two_who_cover_all_are_found_where_the_best_single_is_in_no_such_pair() -> None:
    proofs = {1: {0: 0.9, 1: 0.9}, 2: {2: 0.9, 3: 0.9}, 3: {0: 0.9, 1: 0.9, 2: 0.9}, 4: {3: 0.2}}
    single, pair = best_sets([MUST] * 4, proofs)
    assert (single.people, single.traits) == ((3,), (0, 1, 2))
    assert pair.traits == (0, 1, 2, 3)
    assert len(pair.people) == 2


def test_a_must_outweighs_all_that_is_nice_and_weight_decides_among_equals() -> None:
    wants = [Want(True, 1), Want(False, 5), Want(False, 5), Want(False, 1)]
    proofs = {1: {0: 0.9}, 2: {1: 0.9, 2: 0.9, 3: 0.9}}
    assert [one.people for one in best_sets(wants, proofs)] == [(1,), (1, 2)]
    assert best_sets([Want(False, 2), Want(False, 3)], {1: {0: 0.9}, 2: {1: 0.9}})[0].people == (2,)


def test_of_equal_choices_the_surest_stands() -> None:
    proofs = {1: {0: 0.5}, 2: {0: 0.8}, 3: {0: 0.6, 1: 0.6}, 4: {1: 0.9, 0: 0.9}}
    assert [one.people for one in best_sets([MUST, MUST], proofs)] == [(4,)]
    proofs = {1: {0: 0.9, 1: 0.3}, 2: {2: 0.9}, 3: {2: 0.9, 1: 0.95}}
    assert best_sets([MUST] * 3, proofs)[-1].people == (1, 3)


def test_one_who_proves_less_than_another_is_still_taken_where_that_makes_it_surer() -> None:
    proofs = {
        1: {0: 0.9, 1: 0.1, 2: 0.9},
        2: {3: 0.9, 1: 0.1},
        3: {3: 0.9, 1: 0.1, 0: 0.0},
        4: {3: 0.95, 1: 0.9},
    }
    assert best_sets([MUST] * 4, proofs)[-1].people == (1, 4)


def test_where_nobody_proves_anything_there_is_no_choice() -> None:
    assert best_sets([MUST], {}) == []
    assert best_sets([MUST], {1: {}}) == []
    assert best_sets([], {}) == []


def test_an_ideal_of_too_many_traits_is_refused() -> None:
    with pytest.raises(InputError, match="17 traits"):
        best_sets([NICE] * (MOST_TRAITS + 1), {})


some_wants = st.lists(st.builds(Want, st.booleans(), st.integers(1, 5)), min_size=1, max_size=5)
some_proofs = st.dictionaries(
    st.integers(1, 6), st.dictionaries(st.integers(0, 4), st.floats(0.01, 1), max_size=4), max_size=6
)


@settings(deadline=None, max_examples=60)
@given(some_wants, some_proofs)
def test_no_choice_of_so_many_people_covers_more(wants: list[Want], proofs: Proofs) -> None:
    there = {pk: {t: s for t, s in held.items() if t < len(wants)} for pk, held in proofs.items()}

    def worth(people: tuple[int, ...]) -> int:
        return sum(wants[trait].worth for trait in covered(people, there))

    found = best_sets(wants, there)
    for size, one in enumerate(found, 1):
        assert len(one.people) == size
        assert frozenset(one.traits) == covered(one.people, there)
        assert worth(one.people) == max(worth(other) for other in combinations(there, size))
    assert (frozenset(found[-1].traits) if found else frozenset()) == covered(list(there), there)
