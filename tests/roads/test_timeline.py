"""A life in story order, each event once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.engines.embedding import load
from manymentors.roads.timeline import story
from manymentors.shapes import KINDS, Milestone
from tests.roads.roads import told


def whats(milestones: tuple[Milestone, ...]) -> list[str]:
    return [m.what for m in milestones]


def test_where_a_life_begins_comes_first_wherever_it_was_told() -> None:
    road = story([
        told("founding", "founded a hosting company", order=1),
        told("job", "worked as a sysadmin", order=2),
        told("origin", "got a computer at eight", "back when I was eight my dad got me a computer", order=3),
    ])  # fmt: skip
    assert whats(road)[0] == "got a computer at eight"
    assert [m.order for m in road] == [1, 2, 3]


def test_years_are_never_out_of_order() -> None:
    road = story(
        [
            told("project", "released it", year=2015),
            told("job", "joined a bank", year=2001),
            told("talk", "spoke", year=2009),
        ]
    )
    assert [m.year for m in road] == [2001, 2009, 2015]


def test_an_event_told_in_two_documents_stands_once_in_its_fullest_telling_with_the_year_that_any_tells() -> (
    None
):
    short = told("founding", "co-founded Explosion with Matt", "we founded Explosion", year=2016, order=1)
    full = told(
        "founding",
        "founded Explosion AI with Matt",
        "and that is when Matt and I founded Explosion together",
        order=1,
    )
    for given_in_order in ([short, full], [full, short]):
        (event,) = story(given_in_order, load())
        assert (event.quote, event.year, event.order) == (full.quote, 2016, 1)


def test_what_is_told_twice_in_one_document_stays_two_events() -> None:
    same = [told("job", "worked at a bank", order=at) for at in (1, 2)]
    assert len(story(same, load())) == 2


def test_other_kinds_years_or_versions_are_other_events() -> None:
    def both(one: Milestone, other: Milestone) -> int:
        return len(story([one, other], load()))

    assert both(told("job", "joined Nimbus", order=1), told("exit", "joined Nimbus", order=1)) == 2
    assert (
        both(
            told("job", "joined Nimbus", year=2001, order=1), told("job", "joined Nimbus", year=2009, order=1)
        )
        == 2
    )
    assert (
        both(told("project", "released Nimbus 5.0", order=1), told("project", "released Nimbus 6.0", order=1))
        == 2
    )
    assert both(told("job", "joined Nimbus", order=1), told("job", "joined Nimbus", order=1)) == 1


def test_without_an_embedder_events_are_the_same_by_their_words() -> None:
    first = [
        told("project", "built the Rich library for terminals", start=50),
        told("job", "joined a bank", start=90),
    ]
    second = [
        told("project", "built the Rich library for the terminal", start=10),
        told("job", "drew maps", start=30),
    ]
    assert len(story([*first, *second])) == 3


def test_a_document_takes_the_nearest_event_for_its_own_and_no_event_twice() -> None:
    first = [told("job", "worked at a bank as a developer", order=1)]
    second = [
        told("job", "worked at a bank as a developer", order=1),
        told("job", "worked at a bank as a programmer", order=2),
    ]
    assert len(story([*first, *second], load())) == 2


def test_no_milestones_are_no_road() -> None:
    assert story([]) == ()


@given(
    st.lists(
        st.builds(
            lambda kind, what, year, order: told(kind, what, year=year, order=order),
            st.sampled_from(KINDS), st.sampled_from(["joined Nimbus", "wrote a book", "", "used to play games"]),
            st.none() | st.integers(1970, 2030), st.integers(0, 4),
        ),
        max_size=8,
    )
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_a_road_counts_from_one_keeps_years_in_order_invents_nothing_and_stays_when_read_again(
    milestones: list[Milestone],
) -> None:
    road = story(milestones, load())
    years = [m.year for m in road if m.year is not None]
    assert years == sorted(years)
    assert [m.order for m in road] == list(range(1, len(road) + 1))
    assert {m.quote for m in road} <= {m.quote for m in milestones}
    assert {m.kind for m in road} == {m.kind for m in milestones}
    assert story(milestones, load()) == road
