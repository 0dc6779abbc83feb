"""The best choices of people, against trying out every choice there is."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.crowd.cover import (
    MOST_TRAITS,
    ONE_MORE,
    Proofs,
    Want,
    best_sets,
    covered,
    likely,
    second_voices,
)
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


def test_what_will_likely_hold_is_what_not_all_voices_are_wrong_about() -> None:
    proofs = {1: {0: 0.5, 1: 1.0}, 2: {0: 0.5, 2: 0.2}}
    assert likely([1], proofs) == pytest.approx(1.5)
    assert likely([1, 2], proofs) == pytest.approx(0.75 + 1 + 0.2)
    assert likely([3], proofs) == 0


def test_a_second_voice_is_added_where_the_first_is_unsure_and_none_where_it_is_sure() -> None:
    unsure = {1: {0: 0.5, 1: 0.5}, 2: {0: 0.5}, 3: {0: 0.6, 1: 0.3}, 4: {1: 0.4}}
    assert second_voices([MUST, MUST], unsure, [1]) == [3]
    sure = {1: {0: 0.95, 1: 0.95}, 2: {0: 0.9, 1: 0.9}}
    assert second_voices([MUST, MUST], sure, [1]) == []


def test_voices_are_added_one_by_one_the_most_helpful_first() -> None:
    proofs = {1: {0: 0.4, 1: 0.4, 2: 0.4}, 2: {0: 0.9}, 3: {1: 0.8, 2: 0.8}, 4: {0: 0.9}}
    assert second_voices([MUST] * 3, proofs, [1]) == [3, 2]


def test_a_trait_that_weighs_more_gets_a_second_voice_sooner() -> None:
    proofs = {1: {0: 0.6, 1: 0.6}, 2: {0: 0.5}, 3: {1: 0.5}}
    assert second_voices([MUST, MUST], proofs, [1]) == []
    assert second_voices([Want(True, 1), Want(False, 5)], proofs, [1]) == [3]


def test_without_a_choice_there_is_no_second_voice() -> None:
    assert second_voices([MUST], {}, []) == []
    assert second_voices([], {}, []) == []
    assert second_voices([MUST], {1: {0: 0.3}}, [1]) == []


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


@settings(deadline=None, max_examples=60)
@given(some_wants, some_proofs)
def test_each_voice_makes_it_so_much_likelier_and_no_other_one_is_left_that_would(
    wants: list[Want], proofs: Proofs
) -> None:
    there = {pk: {t: s for t, s in held.items() if t < len(wants)} for pk, held in proofs.items()}
    even = [Want(want.must, 3) for want in wants]
    found = best_sets(even, there)
    chosen = list(found[-1].people) if found else []
    for voice in second_voices(even, there, chosen):
        assert voice not in chosen
        gain = likely([*chosen, voice], there) - likely(chosen, there)
        assert gain >= ONE_MORE - 1e-9
        assert all(
            likely([*chosen, pk], there) - likely(chosen, there) <= gain + 1e-9
            for pk in there
            if pk not in chosen
        )
        chosen.append(voice)
    if chosen:
        left = [pk for pk in there if pk not in chosen]
        assert all(likely([*chosen, pk], there) - likely(chosen, there) < ONE_MORE + 1e-9 for pk in left)
