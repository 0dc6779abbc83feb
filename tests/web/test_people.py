from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from manymentors.actions.my_road import add_step
from manymentors.actions.name_person import person_called
from manymentors.shapes import Step as MyStep
from manymentors.store.models import Appearance, Errand, Follow, Item, SourcePerson, Step, User
from manymentors.store.queries.viewpoints import Light, threads_of
from tests.factories import NOW, a_milestone, a_nugget, a_road, a_source, a_user, an_endorsement, an_item

pytestmark = pytest.mark.django_db

PHONES = "I answered phones on a help desk for two years."


def address(name: str, tab: str = "") -> str:
    return f"/people/{person_called(name).pk}/{tab}"


def test_without_anybody_the_page_offers_the_first_person_and_the_sample_world(browser: Client) -> None:
    text = browser.get("/people/").text
    assert "Follow your first person" in text
    answer = browser.post("/people/sample", follow=True)
    assert "Reading has begun" in answer.text
    assert "A sample road was put into “My road”" in answer.text
    assert "Thandeka Vermaak" in answer.text
    assert set(Errand.objects.get(verb="sync").payload["sources"]) == set(
        Follow.objects.values_list("source", flat=True)
    )


def test_people_are_listed_with_what_is_held_the_followed_first(browser: Client, me: User) -> None:
    a_road(me, "Ada Example")
    item = a_road(me, "Zoe Followed")
    a_nugget(item, PHONES)
    Follow.objects.filter(source=item.source).update(
        person=person_called("Zoe Followed"), why="budgets", via="a talk", tier="daily"
    )
    text = browser.get("/people/").text
    assert text.index("Zoe Followed") < text.index("Heard on what you follow") < text.index("Ada Example")
    for words in ("budgets", "Via: a talk", "daily", "1 item<", "3 steps of their road", "1 nugget<"):
        assert words in text


def test_people_are_found_by_name_by_why_and_by_via(browser: Client, me: User) -> None:
    for name, why, via in (("Ada Example", "budgets", "Bo"), ("Cy Sample", "talks", "a shop in Örebro")):
        source = a_source(me, person_called(name))
        Follow.objects.filter(source=source).update(why=why, via=via)
    for words, found in (("budget", "Ada"), ("orebro", "Cy"), ("sample talks", "Cy"), ("ADA", "Ada")):
        text = browser.get("/people/", {"words": words}).text
        assert ("Ada Example" in text, "Cy Sample" in text) == (found == "Ada", found == "Cy")
    assert "Nobody fits" in browser.get("/people/", {"words": "zebra"}).text
    assert "Nobody fits" in browser.get("/people/", {"tier": "yearly"}).text


def test_the_sample_world_is_left_in_one_step_and_what_is_mine_stays(browser: Client, me: User) -> None:
    browser.post("/people/sample")
    a_source(me, person_called("Ada Example"))
    add_step(me, MyStep("kept the books of a bakery"))
    assert "You are in the sample world" in browser.get("/").text
    answer = browser.post("/people/sample/leave", follow=True)
    assert "You have left the sample world" in answer.text
    assert "You are in the sample world" not in answer.text
    assert [follow.person.name for follow in Follow.objects.all() if follow.person] == ["Ada Example"]
    assert [step.what for step in Step.objects.all()] == ["kept the books of a bakery"]
    assert "Open the sample world" in browser.get("/people/add").text, "the way back"
    browser.post("/people/sample")
    assert Follow.objects.count() > 5, "undone"
    assert "Open the sample world" not in browser.get("/people/add").text


def test_thirty_people_stand_on_a_page(browser: Client, me: User) -> None:
    for number in range(32):
        a_source(me, person_called(f"Person {number:02}"))
    first, second = browser.get("/people/").text, browser.get("/people/?page=2").text
    assert "Person 29" in first
    assert "Person 30" not in first
    assert "Person 31" in second
    assert browser.get("/people/?page=99").text.count("Person 3") == second.count("Person 3")
    assert browser.get("/people/?page=x").status_code == 200


def test_htmx_gets_the_list_alone(browser: Client, me: User) -> None:
    a_source(me, person_called("Ada Example"))
    text = browser.get("/people/?words=ada", headers={"HX-Request": "true"}).text
    assert "Ada Example" in text
    assert "<html" not in text


def test_a_person_of_another_user_does_not_exist(browser: Client) -> None:
    a_road(a_user("eve"), "Hidden Person")
    for tab in ("", "road", "shelf", "nuggets", "appearances", "edit", "merge", "forget"):
        assert browser.get(address("Hidden Person", tab)).status_code == 404
    for tab in ("edit", "merge", "forget", "follow", "unfollow"):
        assert browser.post(address("Hidden Person", tab)).status_code == 404


def test_threads_are_read_as_one_text_in_the_order_of_writing() -> None:
    def post(pk: int, hour: int, *, thread: str = "", reply_to: str = "", boost_of: str = "") -> Light:
        url = f"https://a.example/{pk}"
        return Light(pk, 1, f"key{pk}", url, thread, reply_to, boost_of, NOW.replace(hour=hour), NOW)

    items = [
        post(1, 1), post(2, 2, reply_to="https://a.example/1"), post(3, 5, reply_to="key2"),
        post(4, 3, thread="t"), post(5, 4, thread="t"), post(6, 6, reply_to="https://b.example/9"),
        post(7, 7, boost_of="https://b.example/1", thread="t"),
    ]  # fmt: skip
    assert [[row.pk for row in thread] for thread in threads_of(items)] == [[7], [6], [1, 2, 3], [4, 5]]


def test_viewpoints_show_threads_and_what_was_passed_on(browser: Client, me: User) -> None:
    source = a_source(me, person_called("Ada Example"))
    first = an_item(source, "One bad night.", guest="Ada Example")
    Item.objects.filter(pk=first.pk).update(kind="post", title="", url="https://a.example/1")
    reply = an_item(source, "And what I learned.", guest="Ada Example")
    Item.objects.filter(pk=reply.pk).update(kind="post", title="", reply_to="https://a.example/1")
    boost = an_item(source, "Words of another.", guest="Ada Example")
    Item.objects.filter(pk=boost.pk).update(kind="post", boost_of="https://b.example/1")
    Appearance.objects.filter(item=boost).update(role="booster")
    text = browser.get(address("Ada Example")).text
    assert "thread of 2" in text
    assert text.index("One bad night.") < text.index("And what I learned.")
    assert "passed on" in text
    assert f"/items/{first.pk}/" in text


def test_a_road_of_many_steps_shows_the_surest_and_says_how_many_are_folded(
    browser: Client, me: User
) -> None:
    text = " ".join(f"Step number {number:02} was a job." for number in range(45))
    item = an_item(a_source(me), text, guest="Ada Example")
    for number in range(45):
        fact = a_milestone(
            item, f"Step number {number:02} was a job.", what=f"step {number:02}", order=number + 1
        )
        fact.score = 0.1 if number < 5 else 0.9
        fact.save()
    shown = browser.get(address("Ada Example", "road")).text
    assert shown.count('class="step') == 40
    assert "5 steps of which the reader is less sure are folded" in shown
    assert "step 00" not in shown
    whole = browser.get(address("Ada Example", "road?all=1")).text
    assert whole.count('class="step') == 45
    assert "candidate" in whole


def test_the_shelf_counts_my_people(browser: Client, me: User) -> None:
    for name in ("Ada Example", "Bo Sample"):
        an_endorsement(a_road(me, name), PHONES, title="The Long Desk", type="book")
    an_endorsement(a_road(a_user("eve"), "Cy Other"), PHONES, title="The Long Desk", type="book")
    theirs = browser.get(address("Ada Example", "shelf")).text
    assert "by 2 of your people" in theirs
    everyone = browser.get("/shelf/").text
    assert "by 2 of your people" in everyone
    assert "Cy Other" not in everyone
    assert "The Long Desk" in browser.get("/shelf/?type=book").text
    assert browser.get("/shelf/?type=nothing&page=9").status_code == 200


def test_an_empty_shelf_teaches(browser: Client) -> None:
    assert "Nothing recommended yet" in browser.get("/shelf/").text


def test_appearances_are_those_on_shows_of_others(browser: Client, me: User) -> None:
    own, other = a_source(me), a_source(me)
    SourcePerson.objects.create(
        source=own, person=person_called("Ada Example"), role="owner", evidence="told"
    )
    for source, title in ((own, "On my own blog"), (other, "A guest there")):
        item = an_item(source, guest="Ada Example")
        Item.objects.filter(pk=item.pk).update(title=title)
    text = browser.get(address("Ada Example", "appearances")).text
    assert "A guest there" in text
    assert "On my own blog" not in text


@pytest.mark.parametrize("tab", ["", "road", "shelf", "nuggets", "appearances"])
def test_a_tab_asks_as_much_for_many_as_for_few(browser: Client, me: User, tab: str) -> None:
    def asked(items: int) -> int:
        for _ in range(items):
            item = a_road(me, "Ada Example")
            a_nugget(item, PHONES)
            an_endorsement(item, PHONES, title="The Long Desk", type="book")
        browser.get(address("Ada Example", tab))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address("Ada Example", tab)).status_code == 200
        return len(queries)

    assert asked(3) == asked(20)


def test_the_lists_ask_as_much_for_many_as_for_few(browser: Client, me: User) -> None:
    def asked(people: int, page: str) -> int:
        for number in range(people):
            an_endorsement(a_road(me, f"Person {number}"), PHONES, title="The Long Desk", type="book")
        browser.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    assert asked(3, "/people/") == asked(20, "/people/")
    assert asked(0, "/shelf/") == asked(10, "/shelf/")


def test_who_is_silent_for_a_year_keeps_their_shelf_and_is_said_to_be_dormant(
    browser: Client, me: User
) -> None:
    ada = person_called("Ada Example")
    item = an_item(a_source(me, ada), guest="Ada Example")
    Item.objects.filter(pk=item.pk).update(published=timezone.now() - timedelta(days=400))
    assert "looked at once a week" in browser.get(address("Ada Example")).text
    assert "dormant</span>" in browser.get("/people/").text
    Item.objects.filter(pk=item.pk).update(published=timezone.now() - timedelta(days=300))
    assert "looked at once a week" not in browser.get(address("Ada Example")).text
    assert "dormant</span>" not in browser.get("/people/").text
