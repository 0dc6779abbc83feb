"""The picture of a circle: who is drawn, and where."""

from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from manymentors.crowd.circle import chosen, lay_out, ordered
from manymentors.shapes import Line

NODES = st.lists(st.integers(0, 40), unique=True, max_size=20)
LINES = st.lists(st.builds(Line, st.integers(0, 40), st.integers(0, 40), st.floats(0, 1)), max_size=60)


@given(NODES, LINES, st.randoms())
def test_the_same_people_and_lines_give_the_same_picture_in_whatever_order_they_come(
    nodes: list[int], lines: list[Line], chance: object
) -> None:
    shuffled = list(nodes)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lay_out(nodes, lines) == lay_out(shuffled, lines)
    assert sorted(ordered(nodes, lines)) == sorted(nodes)


def test_those_who_have_to_do_with_each_other_stand_side_by_side() -> None:
    lines = [Line(1, 3, 1.0), Line(2, 4, 1.0), Line(2, 6, 0.5), Line(3, 5, 0.5), Line(1, 1, 9.0)]
    order = ordered([1, 2, 3, 4, 5, 6], lines)
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset({1, 3, 5}), frozenset({2, 4, 6})}


def test_places_are_on_a_round_that_begins_at_the_top() -> None:
    places = lay_out([1, 2, 3, 4], [], radius=10)
    assert (places[0].x, places[0].y, places[0].angle, places[0].row) == (0, -10, 270, 0)
    assert all(abs(hypot(place.x, place.y) - 10) < 0.1 for place in places)


def test_the_most_tied_of_mine_are_drawn_and_room_is_kept_for_the_others() -> None:
    mine = list(range(100))
    lines = [Line(99, 1000, 1.0), Line(98, 99, 0.5), Line(7, 5000, 1.0)]
    drawn = chosen(lines, mine, [1000, 1001, 1002, 1003], most=9)
    assert drawn == [99, 98, *range(4), 1000, 1001, 1002]
    assert chosen([], [1], [5, 6, 7], most=3) == [1, 5, 6]
