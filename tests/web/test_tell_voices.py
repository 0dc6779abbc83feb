"""Beside an episode: tell its voices apart, and take that back; on the sources page for a show; and who each voice is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from manymentors.actions import tell_voices, transcribe
from manymentors.actions.hear import keep
from manymentors.shapes import Document, Utterance
from manymentors.store.models import Errand, Follow, Item, Source, Transcribing, User
from tests.factories import NOW, a_source, a_user

pytestmark = pytest.mark.django_db

SAID = ("How did you begin?", "I answered phones.", "And then?")
BUTTON = "Tell voices apart"


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: object) -> None:
    settings.HOME, settings.SPEECH = tmp_path, None
    transcribe.engine.cache_clear()


@pytest.fixture
def episode(me: User) -> Item:
    item = Item.objects.create(
        source=a_source(me), key="1", kind="episode", title="A talk", first_seen=NOW, duration=18.0,
        audio_url="https://audio.example/1.mp3",
    )  # fmt: skip
    return spoken(item, "", "", "")


def spoken(item: Item, *speakers: str) -> Item:
    said = zip(SAID, (0.0, 6.0, 12.0), speakers, strict=True)
    keep(
        item,
        Document(tuple(Utterance(text, at, at + 5, who) for text, at, who in said)),
        "https://a.example/1.vtt",
    )
    return Item.objects.select_related("source").get(pk=item.pk)


def shown(browser: Client, item: Item) -> str:
    return browser.get(reverse("item", args=[item.pk])).text


def press(browser: Client, item: Item, **form: str) -> int:
    return browser.post(reverse("item-hearing", args=[item.pk]), form).status_code


def test_voices_are_told_apart_on_my_asking_and_one_again(browser: Client, episode: Item) -> None:
    assert BUTTON in shown(browser, episode)
    assert press(browser, episode, verb="tell", count="3") == 303
    row = Transcribing.objects.get()
    assert (row.state, row.speakers) == ("asked", 3)
    assert Errand.objects.get().verb == "tell"
    assert "told apart in their turn" in shown(browser, episode)
    Transcribing.objects.update(state="working", done=6, of=18.0)
    assert "Voices heard up to 0:06 of 0:18" in shown(browser, episode)
    Transcribing.objects.update(state="failed", problem="It cannot be fetched.")
    page = shown(browser, episode)
    assert "It cannot be fetched." in page
    assert "Tell them apart again" in page
    Transcribing.objects.update(state="asked", problem="Not just now.")
    assert "Not just now." in shown(browser, episode)
    tell_voices.keep(episode, spoken(episode, "Voice 1", "Voice 2", "Voice 1").document)
    Transcribing.objects.update(state="done", problem="")
    page = shown(browser, episode)
    assert "Voices were told apart by machine" in page
    assert "counted anew in each recording" in page
    assert "in the whole show" not in page
    assert press(browser, episode, verb="join") == 303
    assert "Voice 1" not in shown(browser, episode)


def test_where_somebody_is_named_or_no_second_is_known_there_is_nothing_to_tell_apart(
    browser: Client, episode: Item
) -> None:
    spoken(episode, "Ada", "", "")
    assert BUTTON not in shown(browser, episode)
    assert press(browser, episode, verb="tell", count="2") == 400
    item = spoken(episode, "", "", "")
    Item.objects.filter(pk=item.pk).update(spans=[[n, None, None, who, o] for n, _, _, who, o in item.spans])
    assert BUTTON not in shown(browser, episode)


def test_no_number_and_another_s_show_are_refused(browser: Client, episode: Item) -> None:
    assert press(browser, episode, verb="tell", count="1") == 400
    assert press(browser, episode, verb="tell") == 400
    Follow.objects.create(user=a_user("eve"), source=episode.source)
    assert BUTTON not in shown(browser, episode)
    assert press(browser, episode, verb="tell", count="2") == 400
    assert press(browser, episode, verb="join") == 400
    assert not Transcribing.objects.exists()


def test_a_show_tells_its_voices_apart_from_now_on(browser: Client, episode: Item) -> None:
    url = reverse("source-hearing", args=[episode.source_id])
    assert BUTTON in browser.get("/sources/").text
    said = browser.post(url, {"verb": "voices", "count": "3"}, follow=True).text
    assert "3 voices are told apart in the 5 newest episodes" in said
    assert Source.objects.get().speakers == 3
    assert "3 voices are told apart" in browser.get("/sources/").text
    said = browser.post(url, {"verb": "voices-no-more"}, follow=True).text
    assert "No more voices are told apart" in said
    assert Source.objects.get().speakers == 0
    assert browser.post(url, {"verb": "voices", "count": "0"}).status_code == 400


def test_a_voice_that_was_told_apart_is_named_in_this_recording_alone(browser: Client, episode: Item) -> None:
    spoken(episode, "Voice 1", "Voice 2", "Voice 1")
    form = {"label": "Voice 2", "name": "Ada Example", "role": "guest"}
    url = reverse("voices", args=[episode.pk])
    assert browser.post(url, form | {"where": "show"}).status_code == 400
    assert browser.post(url, form | {"where": "item"}).status_code == 303
    assert "Ada Example" in shown(browser, episode)


def test_the_worker_ends_the_errand_when_the_voices_are_told(
    browser: Client, me: User, episode: Item
) -> None:
    from manymentors.store.queries.audio import transcribed

    press(browser, episode, verb="tell", count="2")
    assert transcribed(episode.pk) is None
    Transcribing.objects.update(state="done")
    assert transcribed(episode.pk) == ""
