"""How I came to something: kept with what I keep and follow, and ranked by what came of it."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from manymentors.actions.follow import follow
from manymentors.actions.keep import keep
from manymentors.actions.look import save
from manymentors.actions.merge import merge, split
from manymentors.actions.name_person import person_called
from manymentors.actions.trail import Door
from manymentors.shapes import FoundItem, FoundSource
from manymentors.store.models import Appearance, Item, Keepsake, Source, SourcePerson, Trail, User
from manymentors.store.queries.came import chain, guesses
from manymentors.store.queries.export import export
from manymentors.store.queries.trails import openers
from tests.factories import NOW, TALK, a_source, a_user, an_endorsement, an_item

pytestmark = pytest.mark.django_db

QUOTE = "I answered phones on a help desk for two years."


def a_boost(me: User, by: str, of: str = "Ada Example") -> Item:
    """Something by `of` that `by` passed on into what I follow."""
    person = person_called(by)
    source = Source.objects.filter(sourceperson__person=person).first() or a_source(me, person)
    SourcePerson.objects.get_or_create(
        source=source, person=person, role="owner", defaults={"evidence": "told"}
    )
    key = f"boost{Item.objects.count()}"
    told = FoundItem(
        key=key, kind="post", text=TALK, author=of, published=NOW, boost_of=f"https://example.org/{key}"
    )
    save(source, FoundSource("feed", source.url, items=(told,)), NOW)
    return Item.objects.get(source=source, key=key)


def kept_of(user: User) -> dict[str, tuple[int, int, int]]:
    good, dead = openers(user)
    return {one.name: (one.count, one.kept, one.applied) for one in (*good, *dead)}


def test_what_i_keep_of_a_boost_keeps_the_booster_as_its_trail(me: User) -> None:
    item = a_boost(me, "Bo Other")
    keep(me, item, QUOTE)
    trail = Trail.objects.get()
    assert (trail.person, trail.how, trail.to_item, trail.happened) == (
        person_called("Bo Other"),
        "boost",
        item,
        NOW,
    )
    keep(me, item, "In 2012 I was made team lead of four people.")
    assert Trail.objects.count() == 1
    assert kept_of(me) == {"Bo Other": (1, 2, 0)}


def test_who_opened_doors_is_ranked_by_what_came_of_it_and_dead_ends_are_shown(
    browser: Client, me: User
) -> None:
    for _ in range(9):
        a_boost(me, "Loud Example")
    for number in range(2):
        kept = keep(me, a_boost(me, "Bo Other"), QUOTE)
        if number:
            Keepsake.objects.filter(pk=kept.pk).update(applied=NOW.date())
    for _ in range(3):
        keep(me, a_boost(me, "Cy Sample"), QUOTE)
    good, dead = openers(me)
    assert [(one.name, one.count, one.kept, one.applied) for one in good] == [
        ("Bo Other", 2, 2, 1),
        ("Cy Sample", 3, 3, 0),
    ]
    assert [(one.name, one.count, one.kept) for one in dead] == [("Loud Example", 9, 0)]
    text = browser.get("/trails/").text
    assert (
        text.index("Bo Other")
        < text.index("Cy Sample")
        < text.index("Dead ends")
        < text.index("Loud Example")
    )
    assert "brought 9" in text
    assert "kept 0" in text


def test_a_follow_keeps_through_whom_it_came(me: User) -> None:
    a_source(me, person_called("Bo Other"))
    found = FoundSource("feed", "https://ada.example/feed")
    followed = follow(me, found, person="Ada Example", via="a boost by Bo Other").follow
    follow(me, found, person="Ada Example", via="a boost by Bo Other")
    trail = Trail.objects.get()
    assert (trail.person, trail.how) == (person_called("Bo Other"), "boost")
    assert (trail.to_person, trail.to_source) == (followed.person, followed.source)
    item = an_item(followed.source)
    Appearance.objects.create(item=item, person=followed.person, role="author", evidence="feed")
    keep(me, item, QUOTE)
    assert kept_of(me) == {"Bo Other": (1, 1, 0)}

    follow(me, FoundSource("feed", "https://cy.example/feed"), person="Cy Sample", via="a talk in Örebro")
    assert kept_of(me)["a talk in Örebro"] == (1, 0, 0)
    follow(me, FoundSource("feed", "https://bo.example/feed"), person="Bo Other", via="Bo Other")
    assert kept_of(me)["Bo Other"] == (1, 1, 0)  # nobody leads to themselves


def test_what_i_said_of_a_follow_before_there_were_trails_counts_too(me: User) -> None:
    source = a_source(me, person_called("Ada Example"))
    a_source(me, person_called("Bo Other"))
    me.follows.filter(source=source).update(via="Bo Other said so")
    assert kept_of(me) == {"Bo Other": (1, 0, 0)}


def test_a_recommendation_that_i_followed_is_kept_with_its_words(browser: Client, me: User, settings) -> None:
    item = an_item(a_source(me), "You should read the Pager Book by Cy.", guest="Bo Other")
    fact = an_endorsement(item, "You should read the Pager Book", title="The Pager Book", type="book")
    sealed = {"address": "", "person": "Cy Sample", "whose": "new", "door": f"endorsement-{fact.pk}"}
    from manymentors.actions.preview import seal

    sealed["found"] = seal([FoundSource("feed", "https://cy.example/feed")])
    assert browser.post("/people/add", sealed).status_code == 303
    trail = Trail.objects.get()
    assert (trail.person, trail.how, trail.quote) == (
        person_called("Bo Other"), "recommendation", "You should read the Pager Book",
    )  # fmt: skip
    assert trail.to_person == person_called("Cy Sample")
    text = browser.get("/trails/").text
    assert "You should read the Pager Book" in text


def test_who_comes_from_an_open_item_follows_via_whoever_passed_it_on(browser: Client, me: User) -> None:
    item = a_boost(me, "Bo Other")
    came = {"HTTP_REFERER": f"http://testserver/items/{item.pk}/"}
    text = browser.get("/people/add", **came).text
    assert f'name="door" value="item-{item.pk}"' in text
    assert 'name="via" value="Bo Other"' in text
    theirs = an_item(a_source(a_user("eve")), guest="Cy Sample")
    for other in ("/people/1/", f"/items/{theirs.pk}/", ""):
        assert 'name="door"' not in browser.get("/people/add", HTTP_REFERER=f"http://testserver{other}").text


def test_another_s_recommendation_opens_no_door(me: User) -> None:
    from manymentors.actions.trail import door_in

    eve = a_user("eve")
    item = an_item(a_source(eve), TALK, guest="Bo Other")
    fact = an_endorsement(item, "a vendor", title="A vendor", type="tool")
    for told in (
        f"endorsement-{fact.pk}",
        f"item-{item.pk}",
        f"person-{person_called('Bo Other').pk}",
        "x-1",
        "",
    ):
        assert door_in(me, told) is None
    assert door_in(eve, f"endorsement-{fact.pk}") is not None
    assert door_in(eve, f"person-{person_called('Bo Other').pk}") == Door("told", person_called("Bo Other"))


def test_one_tap_says_via_whom_guessed_from_the_open_item(browser: Client, me: User) -> None:
    item = an_item(a_source(me), guest="Ada Example")
    said = an_item(a_source(me), "Go and hear Ada Example, she is wonderful.", guest="Bo Other")
    an_endorsement(said, "Go and hear Ada Example", title="Ada Example", type="person")
    kept = keep(me, item, QUOTE)
    here = reverse("kept", args=[kept.pk])
    assert not Trail.objects.exists()
    assert [(guess.person.name, guess.how) for guess in guesses(me, item)] == [("Bo Other", "recommendation")]
    assert "Bo Other recommended it" in browser.get(here).text
    door = guesses(me, item)[0].door
    answer = browser.post(reverse("item-via", args=[item.pk]), {"door": door, "next": here}, follow=True)
    assert "Noted: via Bo Other." in answer.text
    assert "Not via Bo Other" in answer.text
    assert kept_of(me)["Bo Other"] == (1, 1, 0)

    browser.post(reverse("trail", args=[Trail.objects.get().pk]))
    assert not Trail.objects.exists()
    undo = browser.session["undo"]
    for _ in range(2):
        browser.post(undo["url"], undo["fields"])
    assert Trail.objects.get().quote == "Go and hear Ada Example"
    assert browser.post(undo["url"], {"kept": "made up"}).status_code == 400

    browser.post(reverse("item-via", args=[item.pk]), {"words": "a poster at the bus stop"})
    assert Trail.objects.filter(words="a poster at the bus stop", how="told").exists()
    assert browser.post(reverse("item-via", args=[item.pk]), {"words": " "}).status_code == 400


def test_the_way_to_what_i_keep_is_told_door_by_door(me: User) -> None:
    a_source(me, person_called("Bo Other"))
    found = FoundSource("feed", "https://ada.example/feed")
    ada = follow(me, found, person="Ada Example", via="a boost by Bo Other").follow
    follow(me, FoundSource("feed", "https://bo.example/feed"), person="Bo Other", via="a conference talk")
    item = an_item(ada.source)
    Appearance.objects.create(item=item, person=ada.person, role="author", evidence="feed")
    assert [(link.to, link.how, link.name) for link in chain(me, item)] == [
        ("Ada Example", "boost", "Bo Other"),
        ("Bo Other", "told", "a conference talk"),
    ]


def test_trails_are_exported_and_go_along_in_a_merge(me: User) -> None:
    keep(me, a_boost(me, "Bo Other"), QUOTE)
    follow(me, FoundSource("feed", "https://cy.example/feed"), person="Cy Sample", via="Bo Other")
    told = json.loads(json.dumps(export(me), default=str))["trails"]
    assert [(row["how"], row["opened_by"], row["to_item_key"], row["to_person_name"]) for row in told] == [
        ("boost", "Bo Other", "boost0", None),
        ("told", "Bo Other", None, "Cy Sample"),
    ]
    bob, cyrus = person_called("Bob Other"), person_called("Cyrus Sample")
    for old, new in ((person_called("Bo Other"), bob), (person_called("Cy Sample"), cyrus)):
        made = merge(me, old, new)
        assert not Trail.objects.filter(person__name="Bo Other").exists()
        last = made
    assert set(Trail.objects.values_list("person__name", "to_person__name")) == {
        ("Bob Other", None),
        ("Bob Other", "Cyrus Sample"),
    }
    split(me, last)
    assert Trail.objects.get(how="told").to_person == person_called("Cy Sample")


def test_thirty_openers_cost_no_more_queries_than_three(browser: Client, me: User) -> None:
    def cost(n: int) -> int:
        while len(openers(me)[0]) < n:
            name = f"Person {Item.objects.count()} Example"
            keep(me, a_boost(me, name), QUOTE)
            follow(me, FoundSource("feed", f"https://x.example/{name}"), person=f"Led {name}", via=name)
        with CaptureQueriesContext(connection) as asked:
            browser.get("/trails/")
        return len(asked)

    cost(1)
    assert cost(3) == cost(30)


def test_without_a_trail_the_page_says_how_one_begins(browser: Client) -> None:
    assert "No trail yet" in browser.get("/trails/").text
