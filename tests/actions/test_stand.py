"""Where I stand beside everyone, worked out beforehand."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from manymentors.actions.correct import correct
from manymentors.actions.my_road import add_step, take_out
from manymentors.actions.pair import pair
from manymentors.actions.stand import save, stand
from manymentors.shapes import Step
from manymentors.store.models import Errand, Follow, Milestone, Person, Stand, User
from tests.factories import a_milestone, a_road, a_source, a_user, an_item

pytestmark = pytest.mark.django_db

VENDOR = "After that I moved to a vendor and I never looked back."


@pytest.fixture
def user() -> User:
    user = a_user()
    add_step(user, Step("answered phones on a help desk", "job", 2009))
    add_step(user, Step("became a systems administrator", "job", 2012))
    return user


def row(user: User, who: str = "Ada Example") -> Stand:
    return Stand.objects.get(user=user, person__name=who)


def test_a_stand_holds_what_is_shared_and_where_my_road_stops(user: User) -> None:
    item = a_road(user)
    assert stand(user) == 1
    made = row(user)
    steps = list(user.steps.order_by("position"))
    told = list(item.milestones.order_by("order"))
    assert made.told == 3
    assert made.pairs == [[steps[0].pk, told[0].pk], [steps[1].pk, told[1].pk]]
    assert (made.stop, made.stop_line, made.stop_quote) == (told[2], told[2].what, told[2].quote)
    assert (made.moved, made.moved_from) == (None, "")


def test_who_has_steps_by_my_word_alone_is_compared_too(user: User) -> None:
    item = a_road(user)
    stand(user)
    bo = Person.objects.create(name="Bo Sample", key="bo sample")
    Follow.objects.create(user=user, source=item.source, person=bo)
    correct(user, item.milestones.get(order=1), "correct", {"person": "Bo Sample"})
    stand(user)
    assert row(user, "Bo Sample").told == 1
    assert row(user).told == 2


def test_what_did_not_change_is_not_compared_again(user: User) -> None:
    a_road(user)
    a_road(user, "Bo Sample")
    assert stand(user) == 2
    assert stand(user) == 0
    add_step(user, Step("led a team", "leadership", 2021))
    assert stand(user) == 2, "my road lies beside every other"
    correct(user, Milestone.objects.filter(person__name="Bo Sample")[0], "correct", {"year": 2001})
    assert stand(user) == 1


def test_the_stop_moves_when_i_go_on_and_tells_from_where(user: User) -> None:
    item = a_road(user)
    a_milestone(item, VENDOR, kind="change", order=4)
    for order, year in ((3, 2012), (4, 2015)):
        item.milestones.filter(order=order).update(year=year)
    stand(user)
    before = row(user).stop_line
    lead = item.milestones.get(order=3)
    pair(user, add_step(user, Step("team lead of four")), lead)
    stand(user)
    after = row(user)
    assert after.stop_quote == VENDOR
    assert after.moved is not None
    assert after.moved_from == before


def test_a_reading_that_cuts_the_quote_elsewhere_moves_nothing(user: User) -> None:
    item = a_road(user)
    stand(user)
    item.milestones.all().delete()
    a_milestone(item, "answered phones on a help desk for two years", order=1)
    a_milestone(item, "became the systems administrator of the whole school", order=2)
    a_milestone(item, "I was made team lead of four people.", kind="leadership", order=3)
    assert row(user).stop is None
    assert stand(user) == 1
    again = row(user)
    assert again.stop == item.milestones.get(order=3)
    assert again.moved is None


def test_a_stop_that_becomes_known_has_not_moved(user: User) -> None:
    item = an_item(a_source(user), guest="Ada Example")
    a_milestone(item, "I answered phones on a help desk for two years.", order=1)
    stand(user)
    assert row(user).stop is None
    a_milestone(item, VENDOR, kind="change", order=2)
    stand(user)
    assert row(user).stop_quote == VENDOR
    assert row(user).moved is None


def test_a_stop_that_is_corrected_stays_where_it_is(user: User) -> None:
    item = a_road(user)
    stand(user)
    correct(user, item.milestones.get(order=3), "correct", {"what": "was given a team"})
    stand(user)
    assert (row(user).stop_line, row(user).moved) == ("was given a team", None)


def test_who_is_no_longer_seen_has_no_stand(user: User) -> None:
    item = a_road(user)
    stand(user)
    item.source.follows.all().delete()
    assert stand(user) == 0
    assert not Stand.objects.exists()


def test_my_stands_are_mine(user: User) -> None:
    a_road(user)
    stand(user)
    stand(a_user("eve"))
    assert [made.user for made in Stand.objects.all()] == [user]


def test_hand_pairs_hold_when_another_item_tells_the_same_event_more_fully(user: User) -> None:
    item = a_road(user)
    step = add_step(user, Step("grew roses"))
    pair(user, step, item.milestones.get(order=3))
    other = an_item(
        item.source, "So, in 2012, at the school, I was made the team lead of four people.", "Ada Example"
    )
    fuller = a_milestone(
        other, other.text, kind="leadership", what="In 2012 I was made team lead of four people."
    )
    stand(user)
    assert [step.pk, fuller.pk] in row(user).pairs


def test_whoever_changes_my_road_asks_for_one_errand(user: User) -> None:
    step = user.steps.first()
    assert step
    take_out(user, step)
    assert [errand.verb for errand in Errand.objects.filter(user=user)] == ["stand"]


def test_the_number_of_queries_does_not_grow_with_the_people(user: User) -> None:
    def queries(work: Any) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            work()
        return len(seen)

    for n in range(3):
        a_road(user, f"Ada Number{n}")
    few = queries(lambda: stand(user))
    idle_few = queries(lambda: stand(user))
    for n in range(3, 30):
        a_road(user, f"Ada Number{n}")
    Stand.objects.all().delete()
    many = queries(lambda: stand(user))
    assert many == few
    assert queries(lambda: stand(user)) == idle_few
    assert Person.objects.count() == Stand.objects.count() == 30


def test_a_stop_that_i_have_passed_to_the_end_has_moved_too(user: User) -> None:
    item = a_road(user)
    stand(user)
    pair(user, add_step(user, Step("team lead of four")), item.milestones.get(order=3))
    stand(user)
    passed = row(user)
    assert (passed.stop, passed.stop_line) == (None, "")
    assert passed.moved_from == "In 2012 I was made team lead of four people."


def test_another_cut_of_the_old_stop_and_a_new_one_before_it_has_moved(user: User) -> None:
    item = a_road(user)
    stand(user)
    item.milestones.get(order=3).delete()
    a_milestone(item, VENDOR, kind="change", order=3)
    stand(user)
    assert row(user).moved is not None


def test_what_is_read_anew_while_we_compare_is_left_for_the_next_time(user: User) -> None:
    item = a_road(user)
    stand(user)
    made = row(user)
    item.milestones.all().delete()
    made.refresh_from_db()
    made.stop_id = 987_654
    save([made])
    assert (row(user).stop, row(user).inputs) == (None, ""), "so that it is compared again"


def test_who_is_forgotten_while_we_compare_gets_no_stand(user: User) -> None:
    a_road(user)
    stand(user)
    made = row(user)
    Person.objects.get(name="Ada Example").delete()
    made.pk = None
    save([made])
    assert not Stand.objects.exists()
