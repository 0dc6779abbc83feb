"""Two rails as a page: what is shared, where mine stops, and my word on each step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors.actions.my_road import add_step
from manymentors.actions.pair import pair
from manymentors.actions.stand import stand
from manymentors.shapes import Step
from manymentors.store.models import Errand, HandPair, Item, Milestone, Person, User, Verdict
from manymentors.store.models import Step as StepRow
from tests.factories import a_milestone, a_road, a_source, a_user, an_item

pytestmark = pytest.mark.django_db

VENDOR = "After that I moved to a vendor and I never looked back."


@pytest.fixture
def ada(me: User) -> Person:
    """Somebody with whom I share two steps; her third is where mine stops."""
    add_step(me, Step("answered phones on a help desk", "job", 2009))
    add_step(me, Step("became a systems administrator", "job", 2012))
    a_road(me, "Ada Guest")
    return Person.objects.get(name="Ada Guest")


def told(order: int) -> Milestone:
    return Milestone.objects.get(order=order)


def undo(browser: Client) -> None:
    kept = browser.session["undo"]
    assert kept, "there is an undo"
    assert browser.post(kept["url"], kept["fields"]).status_code == 303


def test_the_page_says_what_we_share_and_from_where_to_listen(browser: Client, ada: Person) -> None:
    text = browser.get(f"/compare/{ada.pk}/").text
    lead = told(3)
    assert "You share 2 steps with Ada Guest. Your checklist stops at 1:49." in text
    assert lead.seconds == 109
    assert f'class="button go" href="/items/{lead.item_id}/#milestone-{lead.pk}"' in text
    assert "There is no sound here to play: the words open at that second." in text
    assert "your paths part" in text
    assert "In 2012 I was made team lead of four people." in text


def test_beside_the_button_stands_the_way_to_the_recording_at_that_second(
    browser: Client, ada: Person
) -> None:
    Item.objects.update(audio_url="https://cdn.example/a.mp3", duration=404.0)
    text = browser.get(f"/compare/{ada.pk}/").text
    assert 'href="https://cdn.example/a.mp3#t=109"' in text
    assert "5 minutes from there" in text
    assert "There is no sound here to play" not in text


def test_an_unknown_second_is_never_told_as_0_00(browser: Client, ada: Person) -> None:
    Milestone.objects.update(seconds=None)
    text = browser.get(f"/compare/{ada.pk}/").text
    assert "Then your checklist stops." in text
    assert "Read from here" in text
    assert "0:00" not in text


def test_each_empty_state_teaches_the_one_next_thing(browser: Client, me: User) -> None:
    assert "Enter my first step" in browser.get("/compare/").text
    a_road(me, "Ada Guest")
    person = Person.objects.get()
    assert "Enter my first step" in browser.get(f"/compare/{person.pk}/").text
    add_step(me, Step("grew roses"))
    text = browser.get(f"/compare/{person.pk}/").text
    assert "You and Ada Guest share no step that was told" in text
    assert "being compared" in browser.get("/compare/").text
    Errand.objects.all().delete()
    assert "Follow someone" in browser.get("/compare/").text
    Milestone.objects.all().delete()
    assert "Nothing of the road of Ada Guest has been read yet" in browser.get(f"/compare/{person.pk}/").text


def test_done_too_puts_their_step_on_my_road_and_the_stop_moves(
    browser: Client, me: User, ada: Person
) -> None:
    a_milestone(Item.objects.get(), VENDOR, kind="change", order=4)
    for order, year in ((3, 2012), (4, 2015)):
        Milestone.objects.filter(order=order).update(year=year)
    answer = browser.post(f"/compare/{ada.pk}/say", {"milestone": told(3).pk, "says": "done"}, follow=True)
    assert "You share 3 steps" in answer.text
    assert "done too" in answer.text
    mine = StepRow.objects.latest("id")
    assert (mine.what, mine.position) == (told(3).what, 3)
    assert HandPair.objects.get().step == mine
    assert Verdict.objects.get().step == mine
    assert Errand.objects.filter(user=me, verb="stand").exists()
    undo(browser)
    assert not StepRow.objects.filter(pk=mine.pk).exists()
    assert not HandPair.objects.exists()
    assert not Verdict.objects.exists()
    undo(browser)
    assert StepRow.objects.get(pk=mine.pk).what == mine.what
    assert (HandPair.objects.count(), Verdict.objects.get().says) == (1, "done")


def test_done_too_keeps_the_order_of_the_two_roads(browser: Client, me: User, ada: Person) -> None:
    add_step(me, Step("grew roses", "", 2020))
    browser.post(f"/compare/{ada.pk}/say", {"milestone": told(3).pk, "says": "done"})
    assert [step.what for step in me.steps.order_by("position")][2:] == [told(3).what, "grew roses"]


def test_not_yet_and_not_for_me_outlive_a_re_read_and_can_be_taken_back(browser: Client, ada: Person) -> None:
    lead = told(3)
    browser.post(f"/compare/{ada.pk}/say", {"milestone": lead.pk, "says": "not-yet"})
    browser.post(f"/compare/{ada.pk}/say", {"milestone": lead.pk, "says": "not-for-me"})
    assert [verdict.says for verdict in Verdict.objects.all()] == ["not-for-me"]
    undo(browser)
    assert [verdict.says for verdict in Verdict.objects.all()] == ["not-yet"]
    item = lead.item
    lead.delete()
    again = a_milestone(item, "I was made team lead of four people.", kind="leadership", order=3)
    assert "said-not-yet" in browser.get(f"/compare/{ada.pk}/").text
    browser.post(f"/compare/{ada.pk}/say", {"milestone": again.pk, "says": "undo"})
    assert not Verdict.objects.exists()
    undo(browser)
    assert Verdict.objects.get().says == "not-yet"


def test_two_steps_are_paired_by_hand_with_a_form_and_it_is_undone(
    browser: Client, me: User, ada: Person
) -> None:
    roses = add_step(me, Step("grew roses"))
    lead = told(3)
    text = browser.get(f"/compare/{ada.pk}/").text
    assert f'<option value="{roses.pk}">grew roses</option>' in text
    answer = browser.post(
        f"/compare/{ada.pk}/pair", {"step": roses.pk, "milestone": lead.pk, "verb": "pair"}, follow=True
    )
    assert "paired by you" in answer.text
    assert "Nothing is told beyond the last of them." in answer.text
    undo(browser)
    assert not HandPair.objects.exists()


def test_a_pair_that_the_reader_made_is_parted_and_the_reason_is_on_the_page(
    browser: Client, me: User, ada: Person
) -> None:
    phones = me.steps.earliest("position")
    assert "Both" in browser.get(f"/compare/{ada.pk}/").text
    browser.post(f"/compare/{ada.pk}/pair", {"step": phones.pk, "milestone": told(1).pk, "verb": "part"})
    text = browser.get(f"/compare/{ada.pk}/").text
    assert "You said: not the same as “answered phones on a help desk”." in text
    assert "You share 1 step with" in text


@pytest.mark.parametrize("fields", [{}, {"step": "x"}, {"step": "1"}, {"says": "hm", "milestone": "1"}])
def test_a_form_that_lacks_something_gets_a_sentence(
    browser: Client, ada: Person, fields: dict[str, str]
) -> None:
    for way in ("pair", "say"):
        assert browser.post(f"/compare/{ada.pk}/{way}", fields).status_code in (400, 404)
    assert browser.get(f"/compare/{ada.pk}/pair").status_code == 405


def test_next_i_will_stands_dated_on_my_road(browser: Client, me: User, ada: Person) -> None:
    answer = browser.post(f"/compare/{ada.pk}/next", {"what": "ask to run one on-call week"}, follow=True)
    assert "ask to run one on-call week" in answer.text
    step = StepRow.objects.latest("id")
    assert step.planned is not None
    assert step.origin == "beside Ada Guest"
    assert step not in me.steps.filter(planned=None)
    undo(browser)
    assert not StepRow.objects.filter(pk=step.pk).exists()


def test_an_event_told_in_two_items_stands_once_and_says_where_else(
    browser: Client, me: User, ada: Person
) -> None:
    item = Item.objects.get()
    other = an_item(item.source, "In 2012 I was made team lead of four people, I said.", "Ada Guest")
    other.title = "Another talk"
    other.save()
    a_milestone(other, "In 2012 I was made team lead of four people", kind="leadership", what=told(3).what)
    text = browser.get(f"/compare/{ada.pk}/").text
    assert "Told also in" in text
    assert text.count('class="entry e-theirs"') == 3


def test_everyone_is_listed_by_what_we_share(browser: Client, me: User, ada: Person) -> None:
    item = an_item(a_source(me), guest="Bo Farther")
    a_milestone(item, "I answered phones on a help desk for two years.", order=1)
    a_milestone(item, VENDOR, kind="change", order=2)
    none = an_item(a_source(me), "I baked bread in a village all my life.", "Cy Apart")
    a_milestone(none, none.text, kind="community")
    stand(me)
    text = browser.get("/compare/").text
    assert text.index("Ada Guest") < text.index("Bo Farther") < text.index("Cy Apart")
    assert "You share 2 steps. Your checklist stops at 1:49:" in text
    assert "<svg" in text
    assert "With 1 person you share no step that was told" in text


def test_the_queries_do_not_grow_with_steps_or_people(browser: Client, me: User, ada: Person) -> None:
    def queries(way: str) -> int:
        browser.get(way)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(way).status_code == 200
        return len(seen)

    item = Item.objects.get()
    for n in range(3):
        a_road(me, f"Few Number{n}")
    stand(me)
    few, one = queries("/compare/"), queries(f"/compare/{ada.pk}/")
    for n in range(3, 30):
        a_road(me, f"Few Number{n}")
        a_milestone(item, VENDOR, kind="change", order=n, who="Ada Guest")
        add_step(me, Step(f"step {n}"))
        pair(me, me.steps.latest("id"), Milestone.objects.filter(person=ada).latest("id"), same=False)
    stand(me)
    assert queries("/compare/") == few
    assert queries(f"/compare/{ada.pk}/") == one


def test_other_peoples_roads_steps_and_words_do_not_exist_for_me(
    browser: Client, me: User, ada: Person, as_user: Callable[[User], Client]
) -> None:
    eve = a_user("eve")
    eves = add_step(eve, Step("answered phones"))
    lead = told(3)
    assert browser.post(f"/compare/{ada.pk}/pair", {"step": eves.pk, "milestone": lead.pk}).status_code == 404
    hers = as_user(eve)
    assert hers.get(f"/compare/{ada.pk}/").status_code == 404
    step = me.steps.first()
    assert step
    for way, fields in (
        ("pair", {"step": step.pk, "milestone": lead.pk}),
        ("say", {"milestone": lead.pk, "says": "done"}),
        ("next", {"what": "x"}),
    ):
        assert hers.post(f"/compare/{ada.pk}/{way}", fields).status_code == 404
    assert not HandPair.objects.exists()
    assert not Verdict.objects.exists()
    stand(me)
    assert "Ada Guest" not in hers.get("/compare/").text
