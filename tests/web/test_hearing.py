"""Beside an episode: keep its audio, make a transcript; on the sources page: do so for a show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from manymentors.actions import beat, transcribe
from manymentors.environment import SpeechSettings
from manymentors.store.models import AudioFile, Errand, Item, Source, Transcribing, User
from tests.factories import NOW, a_source, a_user, an_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_model(settings: Settings, tmp_path: object) -> None:
    settings.SPEECH = SpeechSettings("tiny.en")
    settings.HOME = tmp_path
    transcribe.engine.cache_clear()


@pytest.fixture
def episode(me: User) -> Item:
    item = an_item(a_source(me))
    item.audio_url, item.audio_length, item.duration = "https://audio.example/1.mp3", 48 * 1024 * 1024, 3600.0
    item.save()
    return item


def shown(browser: Client, item: Item) -> str:
    return browser.get(reverse("item", args=[item.pk])).content.decode()


def press(browser: Client, item: Item, verb: str) -> None:
    answer = browser.post(reverse("item-hearing", args=[item.pk]), {"verb": verb})
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("item", args=[item.pk]))


def test_a_transcript_is_asked_for_with_what_it_takes_said_before(browser: Client, episode: Item) -> None:
    page = shown(browser, episode)
    assert "Make a transcript" in page
    assert "About 5 minutes of work for this machine." in page
    press(browser, episode, "transcribe")
    row = Transcribing.objects.get()
    assert (row.state, row.engine) == ("asked", "Whisper tiny.en")
    assert Errand.objects.get().payload == {"item": episode.pk}
    page = shown(browser, episode)
    assert "made in its turn" in page
    assert "No worker is running" in page
    press(browser, episode, "stop")
    assert not Transcribing.objects.exists()


def test_how_far_it_is_is_told_while_it_is_made(browser: Client, episode: Item) -> None:
    beat.beat("local", timezone.now())
    row = Transcribing.objects.create(
        item=episode, state="working", engine="Whisper tiny.en", of=3600, done=1200, spent=120
    )
    part = browser.get(
        reverse("item-hearing", args=[episode.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Heard 20:00 of 1:00:00; about 4 minutes left." in part
    assert '<progress value="1200" max="3600"' in part
    assert "every 3s" in part
    assert "<html" not in part
    assert "No worker" not in part
    row.state, row.problem, row.try_after = "asked", "The host is away.", timezone.now() + timedelta(hours=2)
    row.save()
    assert "The host is away. It is tried again in 2 hours." in shown(browser, episode)
    row.state, row.problem, row.try_after = "failed", "It holds no sound.", None
    row.save()
    assert "Try the transcript again" in shown(browser, episode)
    press(browser, episode, "transcribe")
    row.refresh_from_db()
    assert (row.state, row.problem) == ("asked", "")


def test_a_transcript_made_by_a_machine_says_so(browser: Client, episode: Item) -> None:
    Transcribing.objects.create(item=episode, state="done", engine="Whisper base.en")
    Item.objects.update(heard_from="machine:Whisper base.en", spans=[[len(episode.text), 0, 9, "", ""]])
    page = shown(browser, episode)
    assert "Transcript made by machine (Whisper base.en)" in page
    assert "names and numbers in it may be wrong" in page
    assert "Make it anew with another model" in page
    part = browser.get(
        reverse("item-hearing", args=[episode.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Show it" in part
    alone = browser.get(reverse("item-hearing", args=[episode.pk])).content.decode()
    assert "<h1>A talk</h1>" in alone
    Item.objects.update(heard_from="https://a.example/1.vtt")
    assert "by machine" not in shown(browser, episode)


def test_without_a_model_the_next_step_is_told(browser: Client, episode: Item, settings: Settings) -> None:
    settings.SPEECH = None
    page = shown(browser, episode)
    assert "Make a transcript" not in page
    assert "Set MANYMENTORS_SPEECH_MODEL" in page
    answer = browser.post(reverse("item-hearing", args=[episode.pk]), {"verb": "transcribe"})
    assert answer.status_code >= 400
    assert not Transcribing.objects.exists()


def test_where_audio_is_sent_away_the_cost_is_said_and_only_who_pays_may_ask(
    browser: Client, me: User, episode: Item, settings: Settings
) -> None:
    settings.SPEECH = SpeechSettings("whisper-1", "https://api.example/v1", "k", 0.006)
    transcribe.engine.cache_clear()
    assert "whoever runs this installation can ask" in shown(browser, episode)
    assert browser.post(reverse("item-hearing", args=[episode.pk]), {"verb": "transcribe"}).status_code == 400
    me.is_staff = True
    me.save()
    assert "60 minutes of audio are sent to it, at a cost of about 0.36." in shown(browser, episode)
    press(browser, episode, "transcribe")
    assert Transcribing.objects.get().engine == "whisper-1 at api.example"


def test_audio_is_kept_and_let_go(browser: Client, episode: Item) -> None:
    assert "Keep the audio (48 MB)" in shown(browser, episode)
    press(browser, episode, "keep")
    row = AudioFile.objects.get()
    assert (row.state, row.by_hand) == ("wanted", True)
    assert "The audio is being fetched." in shown(browser, episode)
    row.problem, row.try_after = "The host is away.", timezone.now() + timedelta(minutes=50)
    row.save()
    page = shown(browser, episode)
    assert "The host is away. It is tried again in an hour." in page
    assert "Fetch the audio again" in page
    row.state, row.problem, row.bytes = "whole", "", 5 * 1024 * 1024
    row.save()
    assert "The audio is kept here (5 MB)." in shown(browser, episode)
    press(browser, episode, "drop")
    row.refresh_from_db()
    assert row.state == "dropped"
    press(browser, episode, "keep")
    row.refresh_from_db()
    assert row.state == "wanted"
    row.state, row.problem = "refused", "It answers with a page."
    row.save()
    assert "It answers with a page." in shown(browser, episode)


def test_what_has_no_audio_has_nothing_of_all_this(browser: Client, me: User) -> None:
    item = an_item(a_source(me))
    assert 'id="hearing"' not in shown(browser, item)
    assert browser.get(reverse("item-hearing", args=[item.pk])).status_code == 200
    for verb in ("keep", "transcribe", "dance"):
        assert browser.post(reverse("item-hearing", args=[item.pk]), {"verb": verb}).status_code == 400


def test_another_user_sees_nothing(as_user: Callable[[User], Client], episode: Item) -> None:
    other = as_user(a_user())
    assert other.get(reverse("item-hearing", args=[episode.pk])).status_code == 404
    assert other.post(reverse("item-hearing", args=[episode.pk]), {"verb": "keep"}).status_code == 404
    assert (
        other.post(reverse("source-hearing", args=[episode.source_id]), {"verb": "keep"}).status_code == 404
    )


def test_a_show_is_kept_and_transcribed_from_the_sources_page(browser: Client, episode: Item) -> None:
    source = episode.source

    def set_(verb: str) -> tuple[bool, bool]:
        assert browser.post(reverse("source-hearing", args=[source.pk]), {"verb": verb}).status_code == 303
        source.refresh_from_db()
        return source.keep_audio, source.transcribe

    page = browser.get(reverse("sources")).content.decode()
    assert "Keep new audio" in page
    assert "Make transcripts" in page
    assert set_("keep") == (True, False)
    assert set_("transcribe") == (True, True)
    page = browser.get(reverse("sources")).content.decode()
    assert "New audio is kept" in page
    assert "Transcripts are made" in page
    assert "Kept audio takes" not in page
    AudioFile.objects.create(item=episode, state="whole", bytes=48 * 1024 * 1024)
    assert "Kept audio takes 48 MB of 10 GB." in browser.get(reverse("sources")).content.decode()
    assert set_("keep-no-more") == (False, True)
    assert set_("transcribe-no-more") == (False, False)
    assert browser.post(reverse("source-hearing", args=[source.pk]), {"verb": "dance"}).status_code == 400


def test_sources_ask_as_often_for_thirty_as_for_three(browser: Client, me: User) -> None:
    counts = []
    for more in (3, 27):
        for _ in range(more):
            item = an_item(a_source(me))
            Item.objects.filter(pk=item.pk).update(audio_url="https://audio.example/1.mp3", published=NOW)
        browser.get(reverse("sources"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(reverse("sources"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert Source.objects.count() == 30
