"""The reader shows what was said, with what was read from it at its very place."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from manymentors.actions.correct import correct
from manymentors.actions.keep import keep
from manymentors.store.models import Item, Passage, User
from tests.factories import a_milestone, a_nugget, a_road, a_source, a_user, an_endorsement, an_item

pytestmark = pytest.mark.django_db


def a_talk(user: User, **more: object) -> Item:
    """Two speakers, three turns, with seconds."""
    turns = (
        ("Ada Example", "I answered phones."),
        ("Bo Host", "And then?"),
        ("Ada Example", "I led a team of four."),
    )
    item = an_item(a_source(user), "\n".join(text for _, text in turns), guest="Ada Example")
    at = 0.0
    for speaker, text in turns:
        item.spans.append([len(text), at, at + 5, speaker, ""])
        at += 60
    item.audio_url, item.heard_from = "https://shows.example/1.mp3", "https://shows.example/1.vtt"
    for name, value in more.items():
        setattr(item, name, value)
    item.save()
    return item


def test_a_transcript_is_shown_turn_by_turn_with_clocks_that_lead_to_the_recording(
    browser: Client, me: User
) -> None:
    item = a_talk(me)
    text = browser.get(f"/items/{item.pk}/").text
    assert text.index("I answered phones.") < text.index("And then?") < text.index("I led a team of four.")
    assert re.search(r'<a href="/people/\d+/">Ada Example</a>', text)
    assert 'href="https://shows.example/1.mp3#t=60"' in text
    assert "Transcript from shows.example" in text
    assert text.count("<h1") == 1


def test_a_fact_is_marked_where_it_was_said_with_its_buttons_beside_it(browser: Client, me: User) -> None:
    item = a_talk(me)
    fact = a_milestone(item, "I led a team of four.", kind="leadership")
    text = browser.get(f"/items/{item.pk}/").text
    assert f'<mark id="milestone-{fact.pk}" class="milestone">I led a team of four.</mark>' in text
    assert f'action="/facts/milestone/{fact.pk}/"' in text
    assert "Leadership" in text
    assert "likely" in text


def test_my_corrections_count(browser: Client, me: User) -> None:
    item = a_talk(me)
    gone, better, sure = (
        a_milestone(item, quote) for quote in ("I answered phones.", "And then?", "I led a team of four.")
    )
    correct(me, gone, "remove")
    correct(me, better, "correct", {"what": "asked a question", "year": 2011})
    correct(me, sure, "confirm")
    text = browser.get(f"/items/{item.pk}/").text
    assert f"milestone-{gone.pk}" not in text
    assert "asked a question" in text
    assert "2011" in text
    assert text.count("✓ confirmed") == 2


def test_a_quote_that_moved_is_found_again_and_one_that_is_gone_is_never_marked_elsewhere(
    browser: Client, me: User
) -> None:
    item = a_talk(me)
    moved = a_milestone(item, "I led a team of four.")
    lost = a_milestone(item, "And then?")
    moved.start, moved.end = 3, 24
    moved.save()
    lost.quote = "What came next?"
    lost.save()
    text = browser.get(f"/items/{item.pk}/").text
    assert f'<mark id="milestone-{moved.pk}" class="milestone">I led a team of four.</mark>' in text
    assert f'<div role="group" class="fact milestone" id="milestone-{lost.pk}"' in text
    assert "“What came next?”" in text


def test_a_passage_has_a_place_to_lead_to(browser: Client, me: User) -> None:
    item = a_talk(me)
    passage = Passage.objects.create(item=item, position=0, text=item.text[:28], start=0, end=28)
    text = browser.get(f"/items/{item.pk}/").text
    first, second = "I answered phones.</span></span>", "And then?</span></span>"
    assert (
        f'<span id="passage-{passage.pk}" class="passage"><span class="sentence" data-at="0.00">{first}'
        in text
    )
    assert f'<span class="passage" data-of="passage-{passage.pk}"><span class="sentence" data-at=' in text
    assert second in text


def test_only_one_sort_of_facts_can_be_shown(browser: Client, me: User) -> None:
    item = a_talk(me)
    milestone, nugget = a_milestone(item, "I led a team of four."), a_nugget(item, "And then?")
    book = an_endorsement(item, "I answered phones.", title="Phones", type="book")
    names = [f"milestone-{milestone.pk}", f"nugget-{nugget.pk}", f"endorsement-{book.pk}"]
    for show, seen in (
        ("all", names),
        ("milestones", names[:1]),
        ("nuggets", names[1:2]),
        ("none", []),
        ("?", names),
    ):
        text = browser.get(f"/items/{item.pk}/", {"show": show}).text
        assert [name for name in names if f'id="{name}"' in text] == seen


def test_an_article_is_read_as_it_was_written_and_marked_in_it(browser: Client, me: User) -> None:
    item = an_item(a_source(me), "Leaving\nI left the big place. Never look back.", guest="Ada Example")
    item.kind = "article"
    item.html = "<h2>Leaving</h2><p>I left the <em>big</em> place. Never look back.</p>"
    item.save()
    fact = a_milestone(item, "I left the big place.", kind="exit")
    text = browser.get(f"/items/{item.pk}/").text
    assert (
        f'<h2>Leaving</h2><p><mark id="milestone-{fact.pk}" class="milestone">I left the </mark><em><mark'
        in text
    )
    assert 'class="prose"' in text


def test_an_episode_without_a_transcript_says_why(browser: Client, me: User) -> None:
    item = an_item(a_source(me))
    item.hear_problem = "https://shows.example/1.vtt answered with 404."
    item.save()
    text = browser.get(f"/items/{item.pk}/").text
    assert "There is no transcript here yet." in text
    assert "answered with 404" in text


def test_chapters_lead_to_where_they_begin(browser: Client, me: User) -> None:
    chapters = [
        {"title": "Start", "start": 0.0, "url": "", "hidden": False},
        {"title": "A secret", "start": 10.0, "url": "", "hidden": True},
        {"title": "The team", "start": 100.0, "url": "", "hidden": False},
    ]
    item = a_talk(me, chapters=chapters)
    text = browser.get(f"/items/{item.pk}/").text
    assert '<a href="#chapter-2">The team</a>' in text
    assert text.index('<h2 id="chapter-2">') < text.index("I led a team of four.")
    assert text.index("And then?") < text.index('<h2 id="chapter-2">')
    assert "A secret" not in text


def test_strangers_cannot_bring_markup_into_a_transcript(browser: Client, me: User) -> None:
    item = an_item(a_source(me), "<script>alert(1)</script> &lt;b&gt; it&#39;s")
    item.title, item.spans = "<i>T</i>", [[len(item.text), 0, 5, "<b>Eve</b>", ""]]
    item.save()
    text = browser.get(f"/items/{item.pk}/").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt; it's" in text
    assert "<b>Eve" not in text


def test_the_number_of_queries_does_not_grow_with_the_facts(
    browser: Client, me: User, django_assert_max_num_queries
) -> None:
    item = a_talk(me)
    quotes = [item.text[at : at + 6] for at in range(0, 36, 2)]
    for quote in quotes:
        a_milestone(item, quote)
        kept = a_nugget(item, quote)
        an_endorsement(item, quote, title=quote, type="book")
    keep(me, item, kept.quote)
    correct(me, kept, "confirm")
    with django_assert_max_num_queries(18):
        assert browser.get(f"/items/{item.pk}/").status_code == 200


def test_an_item_of_another_user_does_not_exist(browser: Client) -> None:
    item = a_road(a_user("eve"))
    assert browser.get(f"/items/{item.pk}/").status_code == 404
