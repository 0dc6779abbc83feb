"""What I say to a step of theirs, and the step of mine that “done too” makes of it."""

from __future__ import annotations

import pytest

from manymentors.actions.my_road import add_step, put_back, take_out
from manymentors.actions.verdict import ENOUGH, in_my_words, place_beside, say, take_back
from manymentors.errors import InputError
from manymentors.shapes import Step
from manymentors.store.models import HandPair, Milestone, Person, User, Verdict
from tests.factories import a_road, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    user = a_user()
    a_road(user)
    return user


def told(order: int) -> Milestone:
    return Milestone.objects.get(order=order)


def ada() -> Person:
    return Person.objects.get(name="Ada Example")


def test_what_cannot_be_said_is_refused(user: User) -> None:
    with pytest.raises(InputError, match="There are done, not-yet, not-for-me"):
        say(user, ada(), told(1), "maybe")


def test_where_nothing_is_shared_a_step_goes_to_the_end_and_before_what_comes_later(user: User) -> None:
    assert place_beside(user, ada(), told(1)) is None
    say(user, ada(), told(3), "done")
    assert place_beside(user, ada(), told(1)) == user.steps.get().position, (
        "before the step that comes later in both"
    )
    assert place_beside(user, ada(), told(1)) is not None


def test_a_step_of_somebody_else_has_no_place_in_this_road(user: User) -> None:
    other = a_road(user, "Bo Sample").milestones.get(order=1)
    assert place_beside(user, ada(), other) is None


def test_my_words_begin_with_theirs_as_people_read_them_and_not_too_many(user: User) -> None:
    first = told(1)
    first.what = "didn&#39;t  stop\nthere"
    assert in_my_words(first) == "didn't stop there"
    first.what = "word " * 100
    assert in_my_words(first).endswith("word …")
    assert len(in_my_words(first)) <= ENOUGH + 2


def test_taking_the_step_out_of_my_road_unsays_done_too_and_putting_it_back_says_it_again(user: User) -> None:
    verdict = say(user, ada(), told(3), "done")
    assert verdict.step is not None
    kept = take_out(user, verdict.step)
    assert not Verdict.objects.exists()
    assert not HandPair.objects.exists()
    for _ in range(2):
        put_back(user, kept)
    assert (Verdict.objects.count(), HandPair.objects.count(), user.steps.count()) == (1, 1, 1)


def test_nothing_said_is_nothing_to_take_back(user: User) -> None:
    assert take_back(user, told(1)) is None
    add_step(user, Step("mine stays"))
    say(user, ada(), told(1), "not-yet")
    assert take_back(user, told(1)) is None
    assert user.steps.count() == 1
