"""The atlas as a page: where those went next who stood where I stand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors.actions.correct import correct
from manymentors.actions.my_road import add_step
from manymentors.actions.stand import stand
from manymentors.shapes import Step
from manymentors.store.models import Errand, Milestone, Person, User
from manymentors.store.queries.stands import SURVIVORS, atlas, stand_with, stands
from tests.factories import a_milestone, a_road, a_source, a_user, an_item

pytestmark = pytest.mark.django_db

VENDOR = "After that I moved to a vendor and I never looked back."
PHONES = "I answered phones on a help desk for two years."


@pytest.fixture
def phones(me: User) -> User:
    add_step(me, Step("answered phones on a help desk", "job", 2009))
    return me


def somebody(
    user: User, who: str, *, kind: str = "change", years: tuple[int | None, int | None] = (None, None)
) -> None:
    item = an_item(a_source(user), guest=who)
    for order, (quote, sort, year) in enumerate(((PHONES, "job", years[0]), (VENDOR, kind, years[1])), 1):
        made = a_milestone(item, quote, kind=sort, order=order)
        Milestone.objects.filter(pk=made.pk).update(year=year)


def test_branches_by_kind_with_n_median_years_quotes_and_the_line_on_survivors(
    browser: Client, phones: User
) -> None:
    somebody(phones, "Ada Example", years=(2001, 2003))
    somebody(phones, "Bo Sample", years=(2001, 2007))
    somebody(phones, "Cy Third", years=(2001, None))
    somebody(phones, "Di Fourth", kind="job")
    stand(phones)
    text = browser.get("/atlas/").text
    assert "4 people stood where you stand" in text
    assert "after 4 years (median of 2 who tell both years)" in text
    assert text.index("Change <") < text.index("Job <"), "the most travelled first"
    assert VENDOR in text
    assert SURVIVORS in text
    assert '<svg class="tree-picture"' in text


def test_who_tells_nothing_beyond_is_named_as_silent(browser: Client, phones: User) -> None:
    item = an_item(a_source(phones), guest="Ada Example")
    a_milestone(item, PHONES)
    stand(phones)
    text = browser.get("/atlas/").text
    assert "1 person stood where you stand" in text
    assert "Of these no more is told" in text


def test_i_stand_on_my_latest_step_that_somebody_shares(phones: User) -> None:
    somebody(phones, "Ada Example")
    add_step(phones, Step("grew roses"))
    stand(phones)
    here = atlas(phones).here
    assert here is not None
    assert here.what == "answered phones on a help desk"


def test_my_correction_moves_a_branch_at_once(phones: User) -> None:
    somebody(phones, "Ada Example")
    stand(phones)
    correct(phones, Milestone.objects.get(order=2), "correct", {"kind": "founding"})
    assert [branch.kind for branch in atlas(phones).branches] == ["founding"]


def test_each_empty_state_teaches_the_one_next_thing(browser: Client, me: User) -> None:
    assert "Enter my first step" in browser.get("/atlas/").text
    add_step(me, Step("grew roses"))
    assert "being compared" in browser.get("/atlas/").text
    Errand.objects.all().delete()
    a_road(me)
    stand(me)
    text = browser.get("/atlas/").text
    assert "Of 1 road read so far, none shares a step with yours." in text
    assert "Follow someone" in text


def test_the_queries_do_not_grow_with_the_people(browser: Client, phones: User) -> None:
    def queries() -> int:
        stand(phones)
        browser.get("/atlas/")
        with CaptureQueriesContext(connection) as seen:
            browser.get("/atlas/")
        return len(seen)

    for n in range(3):
        somebody(phones, f"Ada Number{n}")
    few = queries()
    for n in range(3, 30):
        somebody(phones, f"Ada Number{n}")
    assert queries() == few


def test_a_stand_with_one_person_is_mine_alone(phones: User) -> None:
    somebody(phones, "Ada Example")
    stand(phones)
    ada = Person.objects.get(name="Ada Example")
    line = stand_with(phones, ada)
    assert line is not None
    assert (line.shared, line.line, line.told) == (1, VENDOR, 2)
    eve = a_user("eve")
    assert stand_with(eve, ada) is None
    assert stands(eve) == []


def test_a_stop_in_what_i_no_longer_follow_is_not_opened(phones: User) -> None:
    somebody(phones, "Ada Example")
    stand(phones)
    phones.follows.all().delete()
    (line,) = stands(phones)
    assert line.stop is None
