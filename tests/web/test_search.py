"""A question is answered with what was said, the place to open, or silence that says what it may be due to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from manymentors.actions.keep import keep
from manymentors.actions.name_person import person_called
from manymentors.actions.open_index import writing
from manymentors.actions.search import answers
from manymentors.shapes import Filters
from manymentors.store.models import Errand, Item, Passage, User
from manymentors.store.queries.changes import entries_of
from manymentors.store.queries.passages import people_named
from tests.factories import a_nugget, a_road, a_source, a_user, an_item

pytestmark = pytest.mark.django_db

Say = Callable[..., Item]


@pytest.fixture
def index() -> Callable[[], None]:
    """Builds the index anew from the rows of the test."""

    def build() -> None:
        with writing() as writer:
            writer.wipe()
            writer.upsert(entries_of(list(Item.objects.values_list("pk", flat=True))))
            writer.commit(min(1, Item.objects.count()))

    build()
    return build


def said(user: User | None, *texts: str, who: str = "Ada Example", title: str = "A talk") -> Item:
    """An item in which `who` says these passages."""
    item = an_item(a_source(user), "\n".join(texts), guest=who)
    item.title = title
    item.save()
    at = 0
    for position, text in enumerate(texts):
        Passage.objects.create(
            item=item, position=position, text=text, start=at, end=at + len(text), speaker=who,
            person=person_called(who), seconds=60.0 * position,
        )  # fmt: skip
        at += len(text) + 1
    return item


def test_an_answer_shows_person_place_and_the_words_that_were_asked_for(
    browser: Client, me: User, index
) -> None:
    item = said(me, "We &amp; they delegated the lighthouse keys.", "Then it rained.")
    index()
    passage = item.passages.get(position=0)
    text = browser.get("/search", {"q": "delegate the lighthouse"}).text
    assert f'href="/items/{item.pk}/#passage-{passage.pk}"' in text
    assert "We &amp; they <mark>delegated</mark> the <mark>lighthouse</mark> keys." in text
    assert "Ada Example" in text
    assert "Then it rained." not in text


def test_one_item_does_not_flood_the_page(browser: Client, me: User, index) -> None:
    said(me, *(f"The lighthouse has {n} keys." for n in range(5)), title="Many keys")
    said(me, "Another lighthouse.", who="Bo Sample", title="One more")
    index()
    text = browser.get("/search", {"q": "lighthouse"}).text
    assert text.count("Many keys</a>") == 1
    assert "3 more passages here" in text
    assert "One more" in text


def test_only_what_the_user_follows_is_found_however_much_others_hold(
    browser: Client, me: User, index
) -> None:
    eve = a_user("eve")
    for n in range(250):
        said(eve if n else None, "The lighthouse of somebody else.")
    item = said(me, "My lighthouse is a small one, and further down the list.")
    index()
    assert [group.item for group in answers(me, "lighthouse of somebody", Filters())[0]] == [item]
    assert "somebody else" not in browser.get("/search", {"q": "lighthouse of somebody"}).text


def test_silence_says_what_is_not_read_and_offers_to_ask_differently(
    browser: Client, me: User, index
) -> None:
    said(me, "It rained all day.")
    index()
    text = browser.get("/search", {"q": "zeppelin", "kind": "post"}).text
    assert "Nobody you follow has said anything on this" in text
    assert "1 episode without a transcript" in text
    assert "1 item that is not read yet" in text
    assert 'href="?q=zeppelin"' in text


def test_without_an_index_it_says_so_and_asks_the_worker(browser: Client, me: User, index) -> None:
    assert "The search is not ready yet" in browser.get("/search", {"q": "rain"}).text
    assert browser.post("/search/prepare").status_code == 303
    assert Errand.objects.get().verb == "index"


def test_the_name_of_a_person_leads_to_them_first(browser: Client, me: User, index) -> None:
    a_road(me, "Ádá Example")
    a_road(me, "Bo Sample")
    a_road(a_user("eve"), "Ada Unseen")
    ada = person_called("Ada Example")
    for question in ("ada", "Ada Exam", "example ada", "what does Ada Example say about ferns"):
        assert people_named(me, question) == [ada]
    for question in ("", "b", "da", "adamant", "what example is there"):
        assert people_named(me, question) == []
    assert people_named(me, "bo") == [person_called("Bo Sample")]
    assert f'<a class="card" href="/people/{ada.pk}/"' in browser.get("/search", {"q": "ada"}).text


def test_my_own_words_are_found_too(browser: Client, me: User, index) -> None:
    item = a_road(me)
    quote = "After that I moved to a vendor and I never looked back."
    a_nugget(item, quote)
    kept = keep(me, item, quote, words="Burn the boats")
    assert f'href="/kept/{kept.pk}/"' in browser.get("/search", {"q": "boats burn"}).text
    assert "/kept/" not in browser.get("/search", {"q": "zeppelin"}).text


def test_filters_narrow_and_what_cannot_be_read_is_told(browser: Client, me: User, index) -> None:
    item = said(me, "The lighthouse of Ada.")
    said(me, "The lighthouse of Bo.", who="Bo Sample")
    index()
    ada = item.passages.get().person_id
    found = lambda **narrow: browser.get("/search", {"q": "lighthouse", **narrow}).text  # noqa: E731
    assert "of Bo" not in found(person=ada).replace("<mark>", "").replace("</mark>", "")
    assert "of Ada" in found(person=ada, kind="episode", since="2026", until="2026")
    assert "of Ada" not in found(until="2025")
    assert "of Ada" not in found(field="career")
    assert "“soon” is no day" in found(since="soon")
    for odd in ({"person": "x"}, {"kind": "?"}, {"field": "?"}, {"page": "x"}, {"page": "99"}):
        assert browser.get("/search", {"q": "lighthouse", **odd}).status_code == 200


def test_an_empty_question_is_answered_with_what_can_be_asked(browser: Client) -> None:
    text = browser.get("/search").text
    assert "Ask the people you follow" in text
    assert text.count('id="find"') == 1


def test_the_number_of_queries_does_not_grow_with_the_answers(
    browser: Client, me: User, index, django_assert_max_num_queries
) -> None:
    for n in range(20):
        said(
            me,
            f"The lighthouse number {n}.",
            "Another lighthouse.",
            who=f"Person {'abcdefghijklmnopqrst'[n]}",
        )
    index()
    with django_assert_max_num_queries(14):
        assert browser.get("/search", {"q": "lighthouse"}).status_code == 200


def test_of_a_whole_question_that_nobody_speaks_to_the_page_says_that_only_words_are_shared(
    browser: Client, me: User, index
) -> None:
    said(me, "The decision trees became a random forest of models, which we trained on new data all autumn.")
    index()
    told = "only shares words with it"
    text = browser.get("/search", {"q": "which mushrooms of the forest are poisonous in autumn"}).text
    assert told in text
    assert "<mark>" in text
    assert told not in browser.get("/search", {"q": "forest autumn"}).text
    assert told not in browser.get("/search", {"q": "how we trained the random forest models"}).text
