"""My road beside theirs: what is shared, why, and where my road stops."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.engines.embedding import load
from manymentors.errors import NothingThere
from manymentors.roads.compare import compare, why_not
from manymentors.roads.given import road_from_json
from manymentors.roads.mine import steps_from_json
from manymentors.shapes import KINDS, Comparison, HandPair, Step
from tests.roads.roads import ANN, ME, told
from tests.shared import shared


def pairs(answer: Comparison) -> list[tuple[int, int]]:
    return [(pair.mine, pair.theirs) for pair in answer.shared]


def test_steps_of_the_same_sort_are_paired_and_the_stop_is_the_first_step_after_the_last_one() -> None:
    answer = compare(ME, ANN, load())
    assert pairs(answer) == [(0, 0), (1, 1), (2, 2)]
    assert answer.stop == 3
    assert (answer.mine_only, answer.theirs_only) == ((3,), (3, 4, 5))
    assert answer.why == (
        "You share 3 steps; the last is “ran the Linux servers as a sysadmin” beside their “became a system administrator”. "
        "Then: “gave a first talk at a user group”."
    )


def test_each_pair_says_what_the_two_steps_share() -> None:
    whys = [pair.why for pair in compare(ME, ANN, load()).shared]
    assert whys[0].startswith("both a ")
    assert "support work" in whys[1]
    assert "systems work" in whys[2]


def test_a_pair_that_shares_a_kind_and_a_word_names_both() -> None:
    mine, theirs = [Step("harvested turnips", "job")], [told("job", "packed turnips")]
    answer = compare(mine, theirs, load(), [])
    assert why_of(answer, mine, theirs) == "both a job, both about turnips"


def why_of(answer: Comparison, mine: list[Step], theirs: list) -> str:  # type: ignore[type-arg]
    from manymentors.roads.compare import why_paired

    assert answer.shared == () or answer.shared[0].why == why_paired(mine[0], theirs[0])
    return why_paired(mine[0], theirs[0])


def test_a_pair_of_different_kinds_names_both_kinds() -> None:
    mine, theirs = [Step("xyzzy", "job")], [told("setback", "plugh")]
    assert (
        why_of(compare(mine, theirs, load()), mine, theirs)
        == "alike in meaning: yours reads as a job, theirs as a setback"
    )
    assert why_of(compare([Step("xyzzy")], theirs, load()), [Step("xyzzy")], theirs).startswith(
        "alike in meaning: yours reads as no kind"
    )


def test_roads_that_share_nothing_say_so_and_have_no_stop() -> None:
    answer = compare([Step("trained as a cook"), Step("keep bees and sell the honey")], ANN[4:], load())
    assert (answer.shared, answer.stop) == ((), None)
    assert answer.why == "Nothing is shared: none of your 2 steps is of the same sort as one of their 2."


def test_nothing_left_after_the_last_shared_step_is_said_and_there_is_no_stop() -> None:
    answer = compare(ME, ANN[:3], load())
    assert answer.stop is None
    assert answer.why.endswith("and nothing of theirs is left after it.")


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [([], ANN, "Your road has no steps yet"), (ME, [], "No step of theirs is known yet")],
)
def test_an_empty_road_is_said_to_be_empty(mine, theirs, why) -> None:  # type: ignore[no-untyped-def]
    answer = compare(mine, theirs, load())
    assert answer.why.startswith(why)
    assert (answer.shared, answer.stop) == ((), None)
    assert len(answer.mine_only) + len(answer.theirs_only) == len(mine) + len(theirs)


def test_indexes_are_those_of_the_road_as_given_and_the_stop_follows_the_story() -> None:
    backwards = ANN[::-1]
    answer = compare(ME, backwards, load())
    assert pairs(answer) == [(0, 5), (1, 4), (2, 3)]
    assert answer.stop == 2


def test_a_stop_without_a_line_of_its_own_is_still_a_stop() -> None:
    answer = compare(ME[:2], [*ANN[:2], told("setback", "", "and then it all fell down", order=3)], load())
    assert answer.stop == 2
    assert answer.why.endswith("“worked on the help desk of a bank”.")


def test_pairs_made_by_hand_stay_even_where_they_cross() -> None:
    answer = compare(ME, ANN, load(), [HandPair(3, 1), HandPair(2, 5)])
    assert {(3, 1), (2, 5)} <= set(pairs(answer))
    assert [pair.why for pair in answer.shared if pair.by_hand] == ["you paired these by hand"] * 2
    assert answer.stop is None


def test_a_pair_made_by_hand_moves_the_stop() -> None:
    assert compare(ME, ANN, load(), [HandPair(3, 3)]).stop == 4


def test_what_was_parted_by_hand_stays_apart_and_the_later_decision_counts() -> None:
    apart = compare(ME, ANN, load(), [HandPair(2, 2), HandPair(2, 2, same=False)])
    assert (2, 2) not in pairs(apart)
    again = compare(ME, ANN, load(), [HandPair(2, 2, same=False), HandPair(2, 2)])
    assert (2, 2) in pairs(again)


def test_a_decision_about_a_step_that_is_not_there_says_so() -> None:
    with pytest.raises(
        NothingThere, match="no step 9 of mine beside step 1 of theirs: my road has 4, theirs 6"
    ):
        compare(ME, ANN, load(), [HandPair(8, 0)])


def test_a_kind_that_i_gave_counts() -> None:
    theirs = [
        told("job", "did something at a place", order=1),
        told("leadership", "was something at a place", order=2),
    ]
    as_lead = compare([Step("something at a place", "leadership")], theirs, load())
    as_job = compare([Step("something at a place", "job")], theirs, load())
    assert (pairs(as_lead), pairs(as_job)) == ([(0, 1)], [(0, 0)])


# --- why not ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pair", "hand", "why"),
    [
        ((1, 1), [], "They are paired."),
        ((1, 1), [HandPair(1, 1, same=False)], "You said by hand that these two are not the same."),
        ((1, 2), [], "Your step is nearer to their “worked on the help desk of a bank”."),
        ((3, 2), [], "Their step is nearer to your “ran the Linux servers as a sysadmin”."),
        ((3, 0), [HandPair(0, 0, same=False)], "It would cross “answered phones on a help desk” beside “worked on the help desk of a bank”: roads are compared in order."),
    ],
)  # fmt: skip
def test_one_sentence_says_why_a_pair_was_not_made(
    pair: tuple[int, int], hand: list[HandPair], why: str
) -> None:
    assert why_not(ME, ANN, load(), pair, hand) == why


def test_two_steps_with_too_little_in_common_are_told_their_kinds() -> None:
    other = why_not([Step("trained as a cook", "education")], ANN[5:], load(), (0, 0))
    assert (
        other
        == "Yours reads as a time of learning, theirs as a company founded, and their words have too little in common."
    )
    alike = why_not([Step("trained as a cook", "founding")], [told("founding", "xyzzy")], load(), (0, 0), [])
    assert alike == "Both read as a company founded, but their words have too little in common."


# --- promises ---------------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    ["help desk", "sysadmin at a bank", "wrote a book", "first computer at nine", "founded a firm", "gave a talk", "laid off", "degree in physics", "sailing"]
)  # fmt: skip
MINE = st.lists(st.builds(Step, LINES, st.sampled_from(("", *KINDS))), max_size=6)
THEIRS = st.lists(st.builds(lambda kind, what: told(kind, what), st.sampled_from(KINDS), LINES), max_size=8)


@given(MINE, THEIRS, st.data())
@settings(max_examples=60, deadline=None)
def test_pairs_keep_order_hands_win_and_nothing_is_lost(mine, theirs, data) -> None:  # type: ignore[no-untyped-def]
    hand: list[HandPair] = []
    if mine and theirs:
        one = st.builds(
            HandPair, st.integers(0, len(mine) - 1), st.integers(0, len(theirs) - 1), st.booleans()
        )
        hand = data.draw(st.lists(one, max_size=3, unique_by=lambda pair: (pair.mine, pair.theirs)))
    answer = compare(mine, theirs, load(), hand)
    made = set(pairs(answer))
    assert {(h.mine, h.theirs) for h in hand if h.same} <= made
    assert not {(h.mine, h.theirs) for h in hand if not h.same} & made
    ours = [(p.mine, p.theirs) for p in answer.shared if not p.by_hand]
    for a, b in ours:
        assert all((a < c) == (b < d) and a != c and b != d for c, d in made if (c, d) != (a, b))
    assert sorted({i for i, _ in made} | set(answer.mine_only)) == list(range(len(mine)))
    assert sorted({j for _, j in made} | set(answer.theirs_only)) == list(range(len(theirs)))
    assert not {i for i, _ in made} & set(answer.mine_only)
    assert all(0 < pair.score <= 1 and pair.why for pair in answer.shared)
    last = max((j for _, j in made), default=None)
    assert answer.stop == (None if last is None or last + 1 == len(theirs) else last + 1)


def test_invented_listeners_are_told_where_their_road_stops() -> None:
    right = made = known = stops = quiet = listeners = 0
    for file in sorted(shared("eval/roads").glob("*.json")):
        road = json.loads(file.read_text())
        told_of = json.loads((shared("eval/gold") / file.name).read_text())["milestones"]
        theirs = road_from_json(
            {
                "milestones": sorted(
                    (m for m in told_of if m["person"] == road["person"]), key=lambda m: m["order"]
                )
            }
        )[1]
        place = {m.quote.text: at for at, m in reversed(list(enumerate(theirs)))}
        for one in road["listeners"]:
            answer = compare(steps_from_json(one["mine"]), theirs, load())
            wanted = {(i, place[quote]) for i, quote in one["pairs"] if quote in place}
            right, made, known = (
                right + len(wanted & set(pairs(answer))),
                made + len(answer.shared),
                known + len(wanted),
            )
            stops += answer.stop == (place.get(one["stops_at"]) if one["stops_at"] else None)
            quiet += not wanted and answer.stop is not None
            listeners += 1
    assert 2 * right / (made + known) >= 0.88
    assert stops / listeners >= 0.75
    assert quiet == 0
