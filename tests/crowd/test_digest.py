"""Of all that touches my gaps a few things are chosen: many gaps, many voices, nothing twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from manymentors.crowd.digest import MOST, OF_GAP, OF_ONE, choose
from manymentors.shapes import GAPS, Touch


def a_touch(key: int, about: str = "trait", gap: str = "a", who: str = "ada", **more: object) -> Touch:
    return Touch(key, about, gap, str(more.get("why", "clear")), who, key, f"words {more.get('words', key)}", float(str(more.get("score", 0))))  # fmt: skip


def test_every_gap_gets_a_line_before_any_gets_a_second() -> None:
    found = [a_touch(n, gap="a", who=f"p{n}", score=9) for n in range(20)]
    found += [a_touch(100 + n, gap=f"g{n}", who=f"q{n}") for n in range(MOST - 1)]
    chosen = choose(found)
    assert len(chosen) == MOST
    assert {one.gap for one in chosen} == {"a", *(f"g{n}" for n in range(MOST - 1))}


def test_answers_to_what_i_asked_stand_first_and_none_is_left_out_for_its_voice() -> None:
    found = [a_touch(n, "question", f"q{n}", why="reply") for n in range(5)] + [a_touch(9, "topic", "t")]
    chosen = choose(found)
    assert [one.about for one in chosen] == ["question"] * 5
    assert choose([a_touch(n, "topic", f"t{n}") for n in range(5)]) == [
        a_touch(n, "topic", f"t{n}") for n in range(3)
    ]


def test_the_same_words_stand_once_at_the_gap_that_comes_first() -> None:
    trait, topic = a_touch(1, "trait", "a"), Touch(1, "topic", "b", "topic", "ada", 1, "words 1")
    assert choose([topic, trait]) == [trait]


touches = st.builds(
    Touch, st.integers(0, 50), st.sampled_from(GAPS), st.sampled_from("abc"), st.sampled_from(["clear", "reply"]),
    st.sampled_from(["ada", "bo", "cy"]), st.integers(0, 9), st.sampled_from(["x", "y"]), st.floats(0, 3),
)  # fmt: skip


@given(st.lists(touches, max_size=60))
def test_whatever_there_is_it_fits_the_screen_and_the_voices_are_many(found: list[Touch]) -> None:
    chosen = choose(found)
    assert len(chosen) <= MOST
    assert set(chosen) <= set(found)
    assert len({(one.item, one.quote) for one in chosen}) == len(chosen)
    for one in chosen:
        assert sum((other.about, other.gap) == (one.about, one.gap) for other in chosen) <= OF_GAP
        if one.why != "reply":
            assert sum(other.who == one.who and other.why != "reply" for other in chosen) <= OF_ONE
    assert bool(chosen) == bool(found)
    assert [GAPS.index(one.about) for one in chosen] == sorted(GAPS.index(one.about) for one in chosen)
