"""Which of two milestones came first in a life."""

from __future__ import annotations

from manymentors.roads.order import places
from tests.roads.roads import told


def test_one_milestone_has_the_first_place_and_none_has_no_place() -> None:
    assert places([told("job", "joined a bank")], [(0, 1)]) == [0.0]
    assert places([], []) == []


def test_what_a_guest_does_today_is_told_in_the_introduction_and_comes_last() -> None:
    road = [
        told(
            "leadership", "leads the team", "so today I'm the head of engineering, I run that team", start=200
        ),
        told("origin", "first program", "when I was nine my dad got me a computer", start=12_000),
        told("education", "studied physics", "then I studied physics at university", start=12_400),
    ]
    today, first, then = places(road, [(0, 3)])
    assert first < then < today


def test_years_speak_for_or_against_the_order_of_telling() -> None:
    def second(years: tuple[int | None, int | None]) -> float:
        road = [
            told("job", "worked there", "I worked there", year=year, start=20_000 + 500 * at)
            for at, year in enumerate(years)
        ]
        return places(road, [(0, 2)])[1]

    assert second((None, None)) == second((2005, 2005)) > 0.5
    assert second((2001, 2009)) > second((None, None)) > second((2009, 2001))


def test_between_documents_only_what_each_step_is_counts() -> None:
    later, earlier = (
        told("exit", "sold it", "finally we sold the company last year", start=30_000),
        told("origin", "a computer", "when I was eight my dad brought home a computer", start=30_000),
    )
    one, other = places([later, earlier], [(0, 1), (1, 2)])
    assert other < one
    assert round(one + other, 6) == 1


def test_places_are_shares_of_the_others() -> None:
    road = [told("job", f"job {at}", f"and then I took job {at}", start=900 * at) for at in range(6)]
    found = places(road, [(0, 6)])
    assert found == sorted(found)
    assert min(found) >= 0
    assert max(found) <= 1
