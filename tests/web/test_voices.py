"""“Speaker 1” gets a name: in one transcript or in the whole show, and what was said under it is theirs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from manymentors.actions.cut import cut_item
from manymentors.actions.forget import forget
from manymentors.actions.hear import keep
from manymentors.actions.name_person import person_called
from manymentors.actions.name_voice import name_voice
from manymentors.actions.read import read_item
from manymentors.errors import InputError
from manymentors.shapes import Document, Utterance
from manymentors.store.models import Appearance, Errand, Follow, Item, Milestone, Passage, Source, User
from tests.factories import NOW, a_source, a_user

pytestmark = pytest.mark.django_db

TALK = (
    ("Speaker 1", "Welcome back. How did you begin?"),
    ("Speaker 2", "I started out answering phones at a help desk in 2009. After two years I became a system administrator at a bank. "
                  "In 2015 I was promoted to team lead of six people. Later I joined a vendor as their first engineer."),
    ("Speaker 1", "And then?"),
    ("Speaker 2", "Then I founded my own company in 2019, and today I am its chief technology officer."),
)  # fmt: skip


def heard(source: Source, key: str = "1") -> Item:
    item = Item.objects.create(source=source, key=key, kind="episode", title="A talk", first_seen=NOW)
    at, utterances = 0.0, []
    for speaker, words in TALK:
        utterances.append(Utterance(words, at, at + 10, speaker, "turn"))
        at += 10
    keep(item, Document(tuple(utterances), "A talk"), "https://show.example/1.vtt")
    return Item.objects.select_related("source").get(pk=item.pk)


@pytest.fixture
def item(me: User) -> Item:
    return heard(a_source(me))


def read_again(item: Item) -> Item:
    item = Item.objects.select_related("source").get(pk=item.pk)
    assert (item.cut_by, item.read_by) == ("", "")
    cut_item(item)
    read_item(item)
    return item


def test_what_is_said_under_a_named_voice_is_theirs(browser: Client, item: Item) -> None:
    here = f"/items/{item.pk}/voices"
    assert "Who speaks here?" in browser.get(f"/items/{item.pk}/").text
    form = {"label": "Speaker 2", "name": "ada  example", "role": "guest", "where": "item"}
    answer = browser.post(here, form, follow=True)
    assert "is read anew" in answer.text
    assert Errand.objects.get(verb="reread").payload == {"items": [item.pk]}
    read_again(item)
    ada = person_called("Ada Example")
    assert Passage.objects.filter(person=ada).exists()
    assert Appearance.objects.get(person=ada).role == "guest"
    assert set(Milestone.objects.values_list("person", flat=True)) <= {ada.pk}
    assert Milestone.objects.filter(person=ada).exists()
    text = browser.get(f"/items/{item.pk}/").text
    assert ">ada example</a>" in text.lower()
    browser.post(here, form | {"name": ""})
    assert not Appearance.objects.filter(evidence="hand").exists()
    assert "Speaker 2" in [span.speaker for span in Item.objects.get(pk=item.pk).document.utterances]


def test_a_name_for_the_whole_show_holds_for_what_comes_too_unless_one_says_otherwise(
    me: User, item: Item
) -> None:
    source = item.source
    other = heard(source, "2")
    assert name_voice(me, item, "Speaker 1", "Bo Sample", "host", whole_show=True) == []
    later = heard(Source.objects.get(pk=source.pk), "3")
    for one in (item, other, later):
        found = Item.objects.select_related("source").get(pk=one.pk)
        assert found.document.utterances[0].speaker == "Bo Sample"
        assert Appearance.objects.get(item=found).role == "host"
    name_voice(
        me,
        Item.objects.select_related("source").get(pk=other.pk),
        "Speaker 1",
        "Cy Sample",
        "host",
        whole_show=False,
    )
    assert Item.objects.get(pk=other.pk).document.utterances[0].speaker == "Cy Sample"
    assert [row.person.name for row in Appearance.objects.filter(item=other)] == ["Cy Sample"]
    fresh = Item.objects.select_related("source").get(pk=item.pk)
    assert name_voice(me, fresh, "Speaker 1", "", "host", whole_show=True) == ["Bo Sample", "host"]
    assert Item.objects.get(pk=item.pk).document.utterances[0].speaker == "Speaker 1"


def test_who_is_forgotten_is_no_voice_any_more(me: User, item: Item) -> None:
    name_voice(me, item, "Speaker 2", "Ada Example", "guest", whole_show=True)
    forget(person_called("Ada Example"))
    assert Item.objects.get(pk=item.pk).document.utterances[1].speaker == "Speaker 2"


def test_nonsense_and_shows_of_others_are_refused(
    browser: Client, me: User, item: Item, as_user: Callable[[User], Client]
) -> None:
    here = f"/items/{item.pk}/voices"
    form = {"label": "Speaker 2", "name": "Ada Example", "role": "guest", "where": "item"}
    assert browser.post(here, form | {"label": "Speaker 9"}).status_code == 400
    assert browser.post(here, form | {"role": "king"}).status_code == 400
    assert browser.post(here, form | {"name": "!!"}).status_code == 400
    bob = a_user("bob")
    assert as_user(bob).post(here, form).status_code == 404
    Follow.objects.create(user=bob, source=item.source)
    with pytest.raises(InputError, match="Others here follow this show"):
        name_voice(me, item, "Speaker 2", "Ada Example", "guest", whole_show=True)
    assert not Appearance.objects.exists()
