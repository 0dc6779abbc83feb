"""What everyone who stood where I stand did next."""

from __future__ import annotations

from manymentors.engines.embedding import load
from manymentors.roads.atlas import atlas
from manymentors.shapes import HandPair, Milestone, NextStep, Step
from tests.roads.roads import told

DESK, ADMIN = Step("answered phones on a help desk"), Step("ran the Linux servers as a sysadmin")


def road(kind: str, what: str, *years: int | None) -> list[Milestone]:
    first, second, third = years
    return [
        told("job", "worked on the help desk of a bank", year=first, order=1),
        told("job", "became a system administrator", year=second, order=2),
        told(kind, what, year=third, order=3),
    ]


ROADS = {
    "Ann": road("founding", "founded a consultancy", 1998, 2000, 2004),
    "Bo": road("founding", "founded a hosting company", 1999, 2002, 2003),
    "Cy": road("publishing", "wrote a book about mail servers", None, None, 2011),
    "Di": road("job", "", 1999, 2002, 2003)[:2],
    "Ed": [told("education", "studied physics", order=1), told("publishing", "wrote a novel", order=2)],
}


def test_branches_are_by_kind_the_most_travelled_first_with_median_years_of_those_who_tell_both() -> None:
    answer = atlas([DESK, ADMIN], ROADS, load())
    assert (answer.looked_at, answer.people) == (5, 4)
    founding, publishing = answer.branches
    assert (founding.kind, founding.years, founding.dated) == ("founding", 2.5, 2)
    assert founding.steps == (NextStep("Ann", 2, 1, 4), NextStep("Bo", 2, 1, 1))
    assert (publishing.kind, publishing.years, publishing.dated) == ("publishing", None, 0)
    assert publishing.steps == (NextStep("Cy", 2, 1, None),)


def test_where_nobody_shares_my_last_step_i_stand_on_the_latest_that_somebody_shares() -> None:
    answer = atlas([DESK, ADMIN, Step("learned to sail")], ROADS, load())
    assert answer.people == 4


def test_those_who_share_an_earlier_step_only_do_not_stand_where_i_stand() -> None:
    answer = atlas([DESK, ADMIN], ROADS | {"Flo": ROADS["Ann"][:1]}, load())
    assert (answer.looked_at, answer.people) == (6, 4)


def test_my_own_pairs_count_in_the_atlas() -> None:
    answer = atlas([DESK], {"Ed": ROADS["Ed"]}, load(), {"Ed": [HandPair(0, 0)]})
    assert [branch.kind for branch in answer.branches] == ["publishing"]


def test_nobody_stood_there_is_an_answer() -> None:
    assert atlas([Step("trained as a cook")], {"Ed": ROADS["Ed"][1:]}, load()).people == 0
    assert atlas([], ROADS, load()).branches == ()
    assert atlas([DESK], {}, load()).looked_at == 0


def test_years_told_backwards_are_no_gap() -> None:
    answer = atlas(
        [DESK, ADMIN], {"Ann": road("founding", "founded a consultancy", 1998, 2004, 2000)}, load()
    )
    assert answer.branches[0].years is None
