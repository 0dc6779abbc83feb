"""Kept audio stays within its room and comes whole; a transcript of our own is kept as any other, and says what made it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from pytest_django import Settings

from manymentors.actions import keep_audio as keeping
from manymentors.actions import transcribe as making
from manymentors.actions.forget_me import forget_me
from manymentors.actions.keep_audio import fetch_audio, keep_audio, keep_show, let_go, make_room, sweep
from manymentors.actions.look import write
from manymentors.environment import SpeechSettings
from manymentors.errors import EngineError, InputError, NothingThere, RateLimited
from manymentors.http_client import Client
from manymentors.shapes import Audio, FoundItem, Heard, TranscriptLink, Word
from manymentors.store.models import AudioFile, Follow, Item, Listening, Queued, Source, Transcribing, User
from manymentors.store.queries import audio
from tests.audio.sound import silence, tone, wav
from tests.factories import NOW, a_source, a_user, an_item
from tests.http_client.servers import Server, serving, whole

pytestmark = pytest.mark.django_db
TALK = wav(np.concatenate([tone(2), silence(1), tone(1)]))
SPOKEN = "Yes. I left."


class Ear:
    """Hears the same in every stretch, or fails as it is told."""

    name = "an ear"
    trouble: Exception | None = None

    def __call__(self, samples: object, language: str = "") -> Heard:
        if self.trouble:
            raise self.trouble
        return Heard(tuple(Word(text, i, i + 0.5) for i, text in enumerate(SPOKEN.split())), "en")


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME, settings.SPEECH, settings.AUDIO_LIMIT = tmp_path, SpeechSettings("tiny.en"), 10**9
    return tmp_path


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    """In place of a model, which the settings would name."""
    made = Ear()
    monkeypatch.setattr(making, "engine", lambda: made)
    return made


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.serve("/1.wav", TALK, ETag='"1"')
        yield running


@pytest.fixture
def client(server: Server) -> Client:
    return Client(user_agent="test", allow_hosts=[server.host])


def an_episode(server: Server, source: Source | None = None, path: str = "/1.wav") -> Item:
    item = an_item(source or a_source(), text="")
    Item.objects.filter(pk=item.pk).update(
        audio_url=server.url(path), published=NOW + timedelta(days=item.pk)
    )
    return Item.objects.select_related("source").get(pk=item.pk)


def fetched(server: Server, client: Client, source: Source | None = None) -> AudioFile:
    row = keep_audio(an_episode(server, source))
    assert fetch_audio(row, client, NOW) == ""
    row.refresh_from_db()
    return row


def test_audio_is_kept_with_what_is_known_of_it(server: Server, client: Client) -> None:
    row = fetched(server, client)
    assert (row.state, row.bytes, row.media_type, row.etag) == ("whole", len(TALK), "audio/wav", '"1"')
    assert row.duration == pytest.approx(4)
    assert Item.objects.get().duration == pytest.approx(4)
    path = audio.kept(row.item)
    assert path is not None
    assert path.read_bytes() == TALK
    path.write_bytes(b"short")
    assert audio.kept(row.item) is None
    assert keep_audio(row.item).state == "wanted"
    path.unlink()
    assert audio.kept(row.item) is None


def test_audio_that_cannot_be_had_is_told_and_tried_again_where_that_may_help(
    server: Server, client: Client
) -> None:
    row = keep_audio(an_episode(server, path="/away.wav"))
    assert "nothing at" in fetch_audio(row, client, NOW)
    row.refresh_from_db()
    assert (row.state, row.tries, row.try_after) == ("wanted", 1, NOW + timedelta(hours=1))
    assert list(audio.to_fetch(NOW)) == []
    assert list(audio.to_fetch(NOW + timedelta(hours=2))) == [row]
    server.routes["/away.wav"] = lambda _: [whole(b"<html>")]
    assert "a page instead" in fetch_audio(row, client, NOW)
    row.refresh_from_db()
    assert (row.state, row.try_after) == ("refused", None)
    assert keep_audio(row.item).state == "wanted"
    server.serve("/away.wav", b"ID3" + bytes(9000))
    assert "no sound that can be decoded" in fetch_audio(row, client, NOW)


def test_what_is_let_go_while_it_comes_does_not_stay(server: Server, client: Client, home: Path) -> None:
    row = keep_audio(an_episode(server))
    assert fetch_audio(row, client, NOW, lambda done, of: let_go(row.item)) == ""
    row.refresh_from_db()
    assert row.state == "dropped"
    assert list((home / "audio").glob("*/*")) == []
    tell = keeping.while_wanted(row, lambda done, of: None, every=0)
    with pytest.raises(keeping.NotWanted):
        tell(1, 2)
    keep_audio(row.item)
    tell(1, 2)


def test_only_what_has_audio_can_be_kept_or_heard(ear: Ear) -> None:
    item = an_item(a_source())
    with pytest.raises(InputError, match="has no audio"):
        keep_audio(item)
    with pytest.raises(InputError, match="has no audio"):
        making.ask_for(a_user(), item)


def test_the_oldest_played_goes_first_and_what_is_queued_last(
    server: Server, client: Client, settings: Settings
) -> None:
    user = a_user()
    rows = [fetched(server, client) for _ in range(4)]
    queued, old, fresh, unheard = (row.item for row in rows)
    Queued.objects.create(user=user, item=queued, position=1)
    for item, day in ((queued, 1), (old, 2), (fresh, 3)):
        Listening.objects.create(user=user, item=item, seconds=9, at=NOW + timedelta(days=day))
    order = []
    for many in (3, 2, 1, 0):
        settings.AUDIO_LIMIT = many * len(TALK)
        make_room(0)
        left = set(AudioFile.objects.filter(state="whole").values_list("item", flat=True))
        order.append({queued.pk, old.pk, fresh.pk, unheard.pk} - left)
    assert order[0] == {old.pk}
    assert order[1] - order[0] == {fresh.pk}
    assert order[2] - order[1] == {unheard.pk}
    assert audio.kept(queued) is None
    assert audio.room_used() == 0


def test_what_is_asked_for_now_makes_the_others_go(
    server: Server, client: Client, settings: Settings
) -> None:
    settings.AUDIO_LIMIT = len(TALK) + 10
    first, second = fetched(server, client), fetched(server, client)
    first.refresh_from_db()
    assert (first.state, second.state) == ("dropped", "whole")
    settings.AUDIO_LIMIT = 10
    row = keep_audio(an_episode(server))
    assert "MANYMENTORS_AUDIO_LIMIT" in fetch_audio(row, client, NOW)


def test_a_show_is_kept_from_its_newest_on(server: Server) -> None:
    source = a_source(a_user())
    items = [an_episode(server, source) for _ in range(7)]
    assert list(audio.shows_to_tend()) == []
    keep_show(source, True)
    assert list(audio.shows_to_tend()) == [source]
    assert (keeping.want_newest(source), keeping.want_newest(source)) == (audio.NEWEST, 0)
    assert set(AudioFile.objects.values_list("item", flat=True)) == {item.pk for item in items[2:]}
    an_episode(server, source)
    assert keeping.want_newest(source) == 1
    keep_audio(items[0])
    keep_show(source, False)
    assert list(AudioFile.objects.values_list("item", "by_hand")) == [(items[0].pk, True)]


def test_files_of_what_was_forgotten_are_swept_away(server: Server, client: Client, home: Path) -> None:
    user = a_user()
    row = fetched(server, client, a_source(user))
    kept = fetched(server, client)
    for name in (f"{row.item_id}-abc.part", "999-abc.mp3"):
        (home / "audio" / "passing").mkdir(exist_ok=True)
        (home / "audio" / "passing" / name).write_bytes(b"x")
    Transcribing.objects.create(item=row.item)
    old = home / "audio" / "steps" / "abc"
    old.mkdir(parents=True)
    assert sweep() == 1
    import os

    os.utime(old, (0, 0))
    assert sweep() == 1
    (old / "0").mkdir(parents=True)
    forget_me(user)
    assert not old.exists()
    assert [path.name.partition("-")[0] for path in (home / "audio").glob("[0-9p]*/*")] == [str(kept.item_id)]


def test_a_transcript_is_made_kept_and_told_as_made_by_a_machine(
    server: Server, client: Client, ear: Ear, home: Path
) -> None:
    item = an_episode(server)
    making.ask_for(a_user(), item)
    assert [row.item for row in audio.to_transcribe(timezone.now())] == [item]
    assert audio.transcribed(item.pk) is None
    assert making.make(item, client) == ""
    item.refresh_from_db()
    assert (item.text, item.heard_from) == (SPOKEN, "machine:an ear")
    assert [u.start for u in item.document.utterances] == [0.0, 1.0]
    row = Transcribing.objects.get()
    assert (row.state, row.engine, row.done, row.of) == ("done", "an ear", 4.0, 4.0)
    assert audio.transcribed(item.pk) == ""
    assert list((home / "audio" / "passing").glob("*")) == list((home / "audio" / "steps").glob("*")) == []
    assert server.asked[-1].path == "/1.wav"


def test_kept_audio_is_heard_without_asking_for_it_again(server: Server, client: Client, ear: Ear) -> None:
    row = fetched(server, client)
    asked = len(server.asked)
    assert making.make(row.item, client) == ""
    assert len(server.asked) == asked
    assert audio.kept(row.item) is not None


def test_what_fails_is_told_and_tried_again_where_that_may_help(
    server: Server, client: Client, ear: Ear
) -> None:
    item = an_episode(server)
    ear.trouble = RateLimited("https://a.example", "It is too busy.")
    assert making.make(item, client) == "It is too busy."
    row = Transcribing.objects.get()
    assert (row.state, row.problem, row.tries) == ("asked", "It is too busy.", 1)
    assert list(audio.to_transcribe(timezone.now())) == []
    ear.trouble = EngineError("No model.")
    assert making.make(item, client) == "No model."
    assert audio.transcribed(item.pk) == "No model."
    ear.trouble = OSError("disk")
    making.make(item, client)
    assert Transcribing.objects.get().state == "failed"
    making.ask_for(a_user(), item)
    assert (Transcribing.objects.get().state, Transcribing.objects.get().problem) == ("asked", "")
    making.never_mind(item)
    assert audio.transcribed(item.pk) == ""


def test_silence_is_told(server: Server, client: Client, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ear, "__call__", lambda self, samples, language="": Heard(()))
    assert "Nothing is said" in making.make(an_episode(server), client)


def test_a_publishers_transcript_that_comes_later_takes_the_place_of_ours() -> None:
    item = an_item(a_source())
    told = FoundItem(key=item.key, audio=Audio("https://a.example/1.mp3"))
    item.heard_from, item.spans = "machine:an ear", [[5, 0, 1, "", ""]]
    write(item, told, thread="", local=False)
    assert item.heard_from == "machine:an ear"
    named = FoundItem(key=item.key, transcripts=(TranscriptLink("https://a.example/1.vtt"),))
    write(item, named, thread="", local=False)
    assert item.heard_from == ""
    item.heard_from = "machine:another"
    write(item, named, thread="", local=False)
    assert item.heard_from == "machine:another"


def test_of_a_show_only_what_has_no_transcript_is_heard(server: Server, settings: Settings) -> None:
    user = a_user()
    source = a_source(user)
    items = [an_episode(server, source) for _ in range(4)]
    Item.objects.filter(pk=items[0].pk).update(spans=[[1, 0, 1, "", ""]])
    Item.objects.filter(pk=items[1].pk).update(transcripts=[{"url": "x"}])
    Item.objects.filter(pk=items[2].pk).update(transcripts=[{"url": "x"}], hear_tries=1)
    making.transcribe_show(user, source, True)
    assert making.want_newest(source) == 2
    assert set(Transcribing.objects.values_list("item", flat=True)) == {items[2].pk, items[3].pk}
    making.transcribe_show(user, source, False)
    assert not Transcribing.objects.exists()
    settings.SPEECH = None
    assert making.want_newest(source) == 0
    with pytest.raises(EngineError, match="MANYMENTORS_SPEECH_MODEL"):
        making.transcribe_show(user, source, True)


def test_where_it_costs_money_only_who_runs_the_installation_may_ask(
    settings: Settings, server: Server
) -> None:
    settings.SPEECH = SpeechSettings("m", "https://api.example", "k", 0.5)
    making.engine.cache_clear()
    item = an_episode(server)
    with pytest.raises(InputError, match="may cost money"):
        making.ask_for(a_user(), item)
    boss = User.objects.create(username="boss", is_staff=True)
    assert making.ask_for(boss, item).engine == "m at api.example"
    assert making.cost(120) == "2 minutes of audio are sent to it, at a cost of about 1.00"


def test_the_pace_is_learnt_from_what_was_made_before(server: Server) -> None:
    item = an_episode(server)
    assert audio.hearing(item).seconds is None
    Item.objects.update(duration=1200)
    item.refresh_from_db()
    assert audio.hearing(item, "an ear").seconds == pytest.approx(100)
    Transcribing.objects.create(item=an_episode(server), engine="an ear", done=100, spent=50, state="done")
    assert audio.hearing(item, "an ear").seconds == pytest.approx(600)


def test_an_episode_is_found_by_number_address_or_title(server: Server) -> None:
    user = a_user()
    item = an_episode(server, a_source(user))
    Item.objects.update(title="On leaving", url="https://a.example/leaving")
    for words in (str(item.pk), "https://a.example/leaving", "on leaving", "LEAV"):
        assert audio.find_episode(user, words) == item
    other = an_episode(server, a_source(user))
    Item.objects.filter(pk=other.pk).update(title="On leaving again")
    with pytest.raises(NothingThere, match="More than one"):
        audio.find_episode(user, "leav")
    with pytest.raises(NothingThere, match="No file and no episode"):
        audio.find_episode(a_user(), "leav")
    assert Follow.objects.count() == 2
