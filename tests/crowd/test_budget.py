"""What fits my week, and what fits the minutes that I have now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from manymentors.crowd.budget import fill, in_words, lacked, minutes_of, mix_of, plan, sort_of
from manymentors.shapes import Candidate, Mix

TECHNICAL: Mix = (1.0, 0.0, 0.0)
CAREER: Mix = (0.0, 1.0, 0.0)
SOFT: Mix = (0.0, 0.0, 1.0)
UNKNOWN: Mix = (0.0, 0.0, 0.0)
THIRDS: Mix = (1 / 3, 1 / 3, 1 / 3)


def an_episode(
    key: int, minutes: float, mix: Mix = UNKNOWN, *, worth: float = 1, story: bool = False
) -> Candidate:
    return Candidate(key, minutes, "new", worth, mix, show=key, story=story)


mixes = st.sampled_from([TECHNICAL, CAREER, SOFT, UNKNOWN, (0.5, 0.25, 0.25)])
episodes = st.lists(
    st.builds(
        Candidate,
        key=st.integers(1, 99),
        minutes=st.floats(0, 300),
        why=st.just("new"),
        worth=st.floats(0, 4),
        mix=mixes,
        show=st.integers(1, 5),
        story=st.booleans(),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)
targets = st.sampled_from([THIRDS, TECHNICAL, (0.4, 0.3, 0.3), (0.5, 0.5, 0.0)])


def test_the_fields_of_its_nuggets_say_what_sort_an_episode_is() -> None:
    assert mix_of({"technical": 2, "leadership": 1, "soft-skills": 1}) == (0.5, 0.0, 0.5)
    assert mix_of({"business": 3}) == CAREER
    assert mix_of({}) == mix_of({"cooking": 3}) == UNKNOWN
    assert [sort_of(mix) for mix in (TECHNICAL, CAREER, SOFT, UNKNOWN)] == ["technical", "career", "soft", ""]
    assert minutes_of([(30, TECHNICAL), (20, (0.5, 0.5, 0.0))]) == (40, 10, 0)


def test_the_week_is_filled_with_what_it_lacks() -> None:
    candidates = [
        an_episode(1, 60, SOFT),
        an_episode(2, 60, SOFT),
        an_episode(3, 60, TECHNICAL),
        an_episode(4, 60, CAREER),
    ]
    picks = fill(candidates, 120, (0.5, 0.0, 0.5), have=(0, 0, 60), shows=[2])
    assert [pick.candidate.key for pick in picks] == [3, 1]
    assert [pick.lacked for pick in picks] == ["technical", ""]


def test_what_is_worth_more_comes_before_what_balances_a_little() -> None:
    stop = an_episode(1, 31, SOFT, worth=3, story=True)
    picks = fill([an_episode(2, 30, TECHNICAL), stop], 40, THIRDS)
    assert [pick.candidate for pick in picks] == [stop]


def test_of_one_show_not_all_is_taken() -> None:
    same = [Candidate(n, 30, "new", 1.0, UNKNOWN, show=7) for n in (1, 2)]
    picks = fill([*same, an_episode(3, 30, worth=0.9)], 60, THIRDS)
    assert [pick.candidate.key for pick in picks] == [1, 3]


def test_an_episode_of_no_known_sort_is_never_said_to_be_lacking() -> None:
    assert lacked(an_episode(1, 30), [1, 1, 1]) == ""


@given(episodes, st.floats(0, 600), targets, st.tuples(*[st.floats(0, 200)] * 3))
def test_the_week_is_never_overfilled_and_nothing_comes_twice(
    candidates: list[Candidate], room: float, target: Mix, have: Mix
) -> None:
    picks = fill(candidates, room, target, have)
    assert sum(pick.minutes for pick in picks) <= room + 1e-6
    keys = [pick.candidate.key for pick in picks]
    assert len(keys) == len(set(keys))
    assert picks == fill(candidates, room, target, have)
    left = room - sum(pick.minutes for pick in picks)
    assert all(one.minutes > left - 1e-6 or not one.minutes for one in candidates if one.key not in keys)


def test_a_plan_is_a_story_from_my_stop_and_something_of_another_sort() -> None:
    candidates = [
        an_episode(1, 24, SOFT, story=True),
        an_episode(2, 18, TECHNICAL),
        an_episode(3, 41, TECHNICAL),
        an_episode(4, 90, CAREER),
    ]
    picks = plan(candidates, 42)
    assert [pick.candidate.key for pick in picks] == [1, 2]
    assert in_words(picks) == "One story from your stop, one technical: 42 minutes"


def test_where_everything_is_longer_the_beginning_of_the_first_is_planned() -> None:
    picks = plan([an_episode(1, 90, CAREER), an_episode(2, 60)], 20)
    assert [(pick.candidate.key, pick.minutes) for pick in picks] == [(1, 20)]
    assert in_words(picks) == "One on careers: 20 minutes"
    assert plan([], 20) == plan([an_episode(1, 90)], 0) == []
    assert in_words([]) == ""


def test_a_plan_tells_what_sort_it_is_of() -> None:
    picks = plan([an_episode(1, 10, SOFT), an_episode(2, 10), an_episode(3, 10)], 30)
    assert in_words(picks) == "One on soft skills, two more: 30 minutes"
    assert in_words(plan([an_episode(1, 1)], 1)) == "One to hear: 1 minute"
    stories = [an_episode(n, 20, story=True) for n in (1, 2)]
    assert in_words(plan(stories, 40)) == "Two stories from your stop: 40 minutes"
    many = [an_episode(n, 10, TECHNICAL if n else SOFT) for n in range(11)]
    assert in_words(plan(many, 110)) == "10 technical, one on soft skills: 110 minutes"


@given(episodes, st.floats(1, 200))
def test_a_plan_fits_the_time(candidates: list[Candidate], minutes: float) -> None:
    picks = plan(candidates, minutes)
    assert sum(pick.minutes for pick in picks) <= minutes + 1e-6
    assert bool(picks) == bool(candidates)
    assert in_words(picks) or not picks
    taken = [pick.candidate for pick in picks]
    assert len(taken) == len({one.key for one in taken})
    left = minutes - sum(pick.minutes for pick in picks)
    assert all(one.minutes > left - 1e-6 or not one.minutes for one in candidates if one not in taken)
