"""What my people recommend, with what I can do about it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors.actions.keep import keep
from manymentors.store.models import Item, Source, User
from manymentors.store.queries.taste import taste
from tests.factories import a_source, an_endorsement, an_item

pytestmark = pytest.mark.django_db

WORDS = "You have to hear Low Tide Notes, every week."


def recommended(me: User, who: str, title: str = "Low Tide Notes", type: str = "show", **more: Any) -> Item:
    item = an_item(a_source(me), WORDS, guest=who)
    Item.objects.filter(pk=item.pk).update(**more)
    an_endorsement(item, "You have to hear", title=title, type=type)
    return item


def test_one_page_alone_is_shown_as_where_i_am(browser: Client) -> None:
    within = browser.get("/shelf/taste").text.split('class="within"')[1].split("</nav>")[0]
    assert within.count("aria-current") == 1


def test_a_card_says_through_how_many_i_heard_of_it_and_how_to_follow_it(browser: Client, me: User) -> None:
    link = {"url": "https://low-tide.example/feed", "text": "Low Tide Notes"}
    first = recommended(me, "Ada Example", links=[link])
    for who in ("Bo Other", "Cy Sample"):
        recommended(me, who, "the low tide notes")
    keep(me, Item.objects.get(pk=first.pk), "You have to hear Low Tide Notes")
    text = browser.get("/shelf/taste").text
    assert "heard of through 3 of yours" in text
    assert "you kept a nugget of 1 of them" in text
    assert 'name="address" value="https://low-tide.example/feed"' in text
    assert 'name="door" value="endorsement-' in text
    assert "You have to hear" in text


def test_what_i_follow_already_is_said_so(browser: Client, me: User) -> None:
    recommended(me, "Ada Example")
    source = a_source(me)
    Source.objects.filter(pk=source.pk).update(title="Low Tide Notes")
    item = an_item(source)
    keep(me, item, "I answered phones on a help desk for two years.")
    (card,) = taste(me, "show", 1).cards["show"]
    assert (card.source, card.kept, card.may_follow) == (source, 1, False)
    text = browser.get("/shelf/taste?type=show").text
    assert "you follow it" in text
    assert "you kept 1 nugget of it" in text


def test_without_a_link_i_may_give_one_and_a_book_is_not_followed(browser: Client, me: User) -> None:
    recommended(me, "Ada Example")
    recommended(me, "Ada Example", "The Pager Book", "book")
    cards = taste(me, "", 1).cards
    assert [(name, card.may_follow, card.url) for name, some in cards.items() for card in some] == [
        ("show", True, ""),
        ("book", False, ""),
    ]
    assert "I know its link" in browser.get("/shelf/taste").text


def test_another_s_source_of_the_same_name_stays_theirs(me: User) -> None:
    recommended(me, "Ada Example")
    Source.objects.filter(pk=a_source().pk).update(title="Low Tide Notes")
    (card,) = taste(me, "show", 1).cards["show"]
    assert card.source is None


def test_thirty_cards_cost_no_more_queries_than_three(browser: Client, me: User) -> None:
    def cost(n: int) -> int:
        while Source.objects.count() < n:
            number = Source.objects.count()
            recommended(me, f"Person {number}", f"{chr(97 + number % 26) * 8} {number * 7919}")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/shelf/taste?type=show")
        return len(asked)

    cost(1)
    assert cost(3) == cost(20)


def test_without_recommendations_the_page_says_what_will_be_here(browser: Client) -> None:
    assert "Nothing recommended yet" in browser.get("/shelf/taste?type=other").text
