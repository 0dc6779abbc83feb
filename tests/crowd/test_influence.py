"""Who is worth knowing: ranked from my people, without the hubs, with a path that can be shown."""

import numpy as np

from manymentors.crowd.influence import LONGEST, ORDER, Edges, suggest, ties_of
from manymentors.shapes import Ranked


def edges(*told: tuple[int, int, str]) -> Edges:
    who, whom, kind = zip(*told, strict=True)
    return Edges(np.array(who), np.array(whom), np.array([ORDER.index(name) for name in kind]))


def suggested(found: list[Ranked]) -> list[int]:
    return [one.node for one in found]


ME = {1: 1.0, 2: 1.0}


def test_whom_my_people_learn_from_is_suggested_and_mine_and_those_left_out_are_not() -> None:
    ties = ties_of(edges((1, 2, "follows"), (1, 10, "follows"), (2, 10, "follows"), (2, 11, "boosts")))
    assert suggested(suggest(ties, ME, (11,), 5)) == [10]
    assert suggest(ties, ME, (11,), 5)[0].path in ((1, 10), (2, 10))


def test_a_recommendation_weighs_more_than_a_follow_and_ten_boosts_more_than_one_but_not_tenfold() -> None:
    ties = ties_of(
        edges((1, 10, "follows"), (1, 11, "endorses"), *[(2, 12, "boosts")] * 10, (2, 13, "boosts"))
    )
    weight = dict(zip(ties.nodes[ties.whom].tolist(), ties.weight.tolist(), strict=True))
    assert weight[11] > weight[10]
    assert weight[13] < weight[12] < 10 * weight[13]


def test_what_everybody_points_at_does_not_crowd_out_the_others() -> None:
    crowd = range(1, 101)
    told = [(one, 900, "follows") for one in crowd] + [(one, 500 + one // 10, "follows") for one in crowd]
    found = suggest(ties_of(edges(*told)), dict.fromkeys(crowd, 1.0), (), 20)
    assert suggested(found)[-1] == 900


def test_in_a_small_circle_to_be_known_to_all_is_no_fault() -> None:
    told = [(one, 9, "follows") for one in (1, 2, 3)] + [(1, 8, "follows"), (2, 7, "follows")]
    assert suggested(suggest(ties_of(edges(*told)), dict.fromkeys((1, 2, 3), 1.0), (), 3))[0] == 9


def test_somebody_two_steps_away_is_reached_by_a_path() -> None:
    ties = ties_of(edges((1, 10, "appears"), (10, 20, "hosted")))
    far = {one.node: one.path for one in suggest(ties, {1: 1.0}, (), 5)}
    assert far == {10: (1, 10), 20: (1, 10, 20)}


def test_a_path_has_an_end_even_where_the_way_is_longer_or_leads_in_a_round() -> None:
    chain = [(n, n + 1, "follows") for n in range(1, 10)]
    paths = {one.node: one.path for one in suggest(ties_of(edges(*chain)), {1: 1.0}, (), 20)}
    assert max(map(len, paths.values())) == LONGEST
    assert paths[10][-1] == 10
    assert paths[10] == (10,)
    told = [(1, 2, "hosted"), (2, 3, "hosted"), (3, 4, "endorses"), (4, 3, "endorses")]
    round_ = {one.node: one.path for one in suggest(ties_of(edges(*told)), {1: 1.0}, (), 5)}
    assert round_ == {2: (1, 2), 3: (1, 2, 3), 4: (1, 2, 3, 4)}


def test_a_way_that_begins_at_nobody_of_mine_is_no_reason_to_fail() -> None:
    ties = ties_of(edges((1, 2, "follows"), (5, 6, "follows"), (1, 1, "boosts")))
    assert suggested(suggest(ties, {1: 1.0, 99: 1.0}, (6,), 5)) == [2]


def test_nobody_of_mine_means_no_suggestion() -> None:
    assert suggest(ties_of(edges((1, 2, "follows"))), {}, (), 5) == []
    nothing = np.array([], np.int64)
    assert suggest(ties_of(Edges(nothing, nothing, nothing)), {1: 1.0}, (), 5) == []


def test_the_same_edges_give_the_same_suggestions_in_whatever_order_they_come() -> None:
    told = [(1, 10, "follows"), (2, 11, "follows"), (2, 10, "boosts"), (1, 11, "answers"), (1, 12, "asks")]
    one = suggest(ties_of(edges(*told)), ME, (), 5)
    other = suggest(ties_of(edges(*reversed(told))), ME, (), 5)
    assert [(r.node, r.path) for r in one] == [(r.node, r.path) for r in other]
