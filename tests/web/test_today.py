from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from manymentors.actions.errand import ask
from manymentors.actions.name_person import person_called
from manymentors.store.models import Errand, Follow, Item, Milestone, Source, Stand, Step, User
from manymentors.store.queries.today import today
from tests.factories import a_road, a_source, a_stop, a_user, an_item

pytestmark = pytest.mark.django_db


def said(user: User, who: str, *, days: float, title: str = "A talk", tier: str = "weekly") -> Item:
    """`who`, whom `user` follows with this tier, said something so many days ago."""
    person = person_called(who)
    follow = Follow.objects.filter(user=user, person=person).first()
    source = follow.source if follow else a_source(user, person)
    Follow.objects.filter(user=user, person=person).update(tier=tier)
    item = an_item(source, guest=who)
    item.title, item.published = title, timezone.now() - timedelta(days=days)
    item.save()
    return item


def test_the_first_visit_teaches_three_steps_and_offers_the_sample_world(browser: Client) -> None:
    text = browser.get("/").text
    for words in ("Follow your first person", "Write down your own road", "See where your roads part"):
        assert words in text
    assert "Open the sample world" in text


def test_each_person_has_one_line_with_the_newest_first_and_the_rest_folded(
    browser: Client, me: User
) -> None:
    for days in range(5):
        said(me, "Ada Example", days=days + 0.5, title=f"Talk of day {days}")
    text = browser.get("/").text
    assert text.count('class="today-line') == 1
    assert text.index("Talk of day 0") < text.index("Talk of day 2") < text.index("<summary>more")
    assert text.index("<summary>more") < text.index("Talk of day 3")


def test_a_tier_tells_only_of_its_span_and_reaches_back_to_my_last_visit(browser: Client, me: User) -> None:
    said(me, "Dan Daily", days=3, title="Three days old", tier="daily")
    said(me, "Mia Monthly", days=20, title="Twenty days old", tier="monthly")
    said(me, "Yan Yearly", days=200, title="Half a year old", tier="yearly")
    said(me, "Wim Weekly", days=20, title="Too old for a week", tier="weekly")
    text = browser.get("/").text
    assert "Three days old" not in text
    assert "Twenty days old" in text
    assert "Half a year old" in text
    assert "Too old for a week" not in text
    User.objects.filter(pk=me.pk).update(seen=timezone.now() - timedelta(days=4), seen_before=None)
    again = browser.get("/").text
    assert "Three days old" in again
    assert "since your last visit" in again


def test_who_was_quiet_for_long_is_back(browser: Client, me: User) -> None:
    said(me, "Ada Example", days=200)
    said(me, "Ada Example", days=1)
    said(me, "Bo Sample", days=30)
    said(me, "Bo Sample", days=1)
    said(me, "Cy New", days=1)
    for days in (300, 80, 40, 0.5):
        said(me, "Yan Yearly", days=days, tier="yearly")
    for days in (120, 3, 2):
        said(me, "Zoe Yearly", days=days, tier="yearly")
    text = browser.get("/").text
    assert "back after 199 quiet days" in text
    assert "back after 117 quiet days" in text
    assert text.count("quiet day") == 2


def test_a_boost_is_not_told_as_said(browser: Client, me: User) -> None:
    item = said(me, "Ada Example", days=1, title="Somebody else’s words")
    item.people.through.objects.update(role="booster")
    assert "today-line" not in browser.get("/").text


def test_a_source_followed_for_itself_has_a_line_of_its_own(browser: Client, me: User) -> None:
    item = an_item(a_source(me))
    Item.objects.filter(pk=item.pk).update(
        published=timezone.now() - timedelta(days=2), title="A post of a planet"
    )
    text = browser.get("/").text
    assert "A post of a planet" in text
    assert "A show" in text


def test_where_nothing_is_new_the_last_there_was_is_shown(browser: Client, me: User) -> None:
    said(me, "Ada Example", days=500, title="Long ago")
    text = browser.get("/").text
    assert "Nothing new" in text
    assert "Long ago" in text


def test_while_the_first_sources_are_read_it_says_so(browser: Client, me: User) -> None:
    said(me, "Ada Example", days=500, title="Long ago")
    ask(me, "sync")
    text = browser.get("/").text
    assert "Being read just now" in text
    assert "Nothing new" not in text
    assert "Long ago" in text


def test_of_whom_i_follow_no_more_nothing_waits(browser: Client, me: User) -> None:
    item = an_item(a_source(me), guest="Ada Example")
    a_stop(me, item, "Ada Example", at=30)
    assert "Is this where Ada Example went on?" in browser.get("/").text
    Follow.objects.filter(user=me).delete()
    a_source(me)
    assert "Is this where" not in browser.get("/").text


def test_a_tier_with_many_is_cut_and_told_at_length_where_it_is_asked_for(browser: Client, me: User) -> None:
    for number in range(10):
        said(me, f"Wim {number}", days=1)
    said(me, "Mia Monthly", days=20, tier="monthly")
    text = browser.get("/").text
    assert text.count('class="today-line') == 8 + 1
    assert 'href="?tier=weekly"' in text
    assert 'href="?tier=monthly"' not in text
    alone = browser.get("/?tier=weekly").text
    assert alone.count('class="today-line') == 10
    assert "Mia Monthly" not in alone
    assert browser.get("/?tier=nonsense").text.count('class="today-line') == 9


def test_what_others_follow_is_not_told(browser: Client, me: User) -> None:
    said(me, "Ada Example", days=1, title="Mine")
    eve = a_user("eve")
    said(eve, "Bo Sample", days=1, title="Of eve")
    hidden = an_item(a_source(eve), guest="Ada Example")
    Item.objects.filter(pk=hidden.pk).update(published=timezone.now(), title="Hidden source")
    text = browser.get("/").text
    assert "Mine" in text
    assert "Of eve" not in text
    assert "Hidden source" not in text


def test_what_waits_for_me_and_which_roads_moved(browser: Client, me: User) -> None:
    item = a_road(me, "Ada Example")
    Follow.objects.update(person=person_called("Ada Example"))
    stop = Milestone.objects.order_by("order")[2]
    Stand.objects.create(
        user=me, person=stop.person, stop=stop, stop_line="team lead", stop_quote=stop.quote, inputs="x",
        moved=timezone.now(),
    )  # fmt: skip
    Step.objects.create(user=me, what="give a talk", position=9, planned=timezone.now().date())
    Source.objects.filter(pk=item.source_id).update(problem="It answered with nothing.")
    errand = ask(me, "sync")
    Errand.objects.filter(pk=errand.pk).update(ended=timezone.now(), problem="No room left on the disk.")
    text = browser.get("/").text
    for words in (
        "one road moved", "Is this where Ada Example went on?", "give a talk", "It answered with nothing.",
        "No room left on the disk.",
    ):  # fmt: skip
        assert words in text
    browser.post(f"/facts/milestone/{stop.pk}/", {"verb": "confirm"})
    assert "Is this where Ada Example went on?" not in browser.get("/").text


def test_looking_again_within_the_visit_keeps_what_is_new(browser: Client, me: User) -> None:
    said(me, "Ada Example", days=0.1, title="Just now", tier="now")
    assert "Just now" in browser.get("/").text
    assert "Just now" in browser.get("/").text


def test_the_number_of_queries_does_not_grow(me: User) -> None:
    def asked(people: int) -> int:
        for number in range(people):
            for days in (1, 2, 200):
                said(me, f"Person {number}", days=days, tier=("daily", "weekly", "yearly")[number % 3])
        an_item(a_source(me))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            today(me, None, timezone.now())
        return len(queries)

    assert asked(3) == asked(30)


def test_after_a_long_absence_today_is_still_one_screen(browser: Client, me: User) -> None:
    said(me, "Ada Example", days=20, title="Three weeks old", tier="now")
    said(me, "Ada Example", days=60, title="Two months old", tier="now")
    User.objects.filter(pk=me.pk).update(seen=timezone.now() - timedelta(days=90))
    text = browser.get("/").text
    assert "Three weeks old" in text
    assert "Two months old" not in text
    assert "since your last visit" not in text
