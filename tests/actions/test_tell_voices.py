"""Voices of an episode are told apart: in a transcript of ours as it is made, in one that is there, in a show; and one again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from manymentors.actions import tell_voices
from manymentors.actions import transcribe as making
from manymentors.actions.follow import follow
from manymentors.actions.hear import keep
from manymentors.actions.name_voice import name_voice
from manymentors.actions.tell_voices import (
    ask_for_voices,
    ask_to_tell,
    can_be_told,
    join_voices,
    number_of,
    tell_show,
    want_newest,
)
from manymentors.environment import SpeechSettings
from manymentors.errors import Busy, EngineError, InputError
from manymentors.http_client import Client
from manymentors.jobs.audio import tend_shows
from manymentors.shapes import Document, FoundSource, Heard, Utterance, Word
from manymentors.store.models import Appearance, Item, Source, Transcribing, User
from manymentors.store.queries.audio import shows_to_tend
from tests.audio.sound import high_voice, low_voice, wav
from tests.factories import NOW, a_source, a_user
from tests.http_client.servers import Server, serving

pytestmark = pytest.mark.django_db
TALK = wav(np.concatenate([low_voice(6), high_voice(6), low_voice(6)]))
SAID = ("How did you begin?", "I answered phones.", "And then?")


class Ear:
    """Hears a word every half second, and a sentence every six seconds."""

    name = "an ear"

    def __call__(self, samples: object, language: str = "") -> Heard:
        told = [("la." if at % 12 == 11 else "La" if at % 12 == 0 else "la") for at in range(36)]
        return Heard(tuple(Word(word, at / 2, at / 2 + 0.45) for at, word in enumerate(told)), "en")


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.HOME, settings.SPEECH, settings.AUDIO_LIMIT = tmp_path, SpeechSettings("tiny.en"), 10**9
    ear = Ear()
    monkeypatch.setattr(making, "engine", lambda: ear)
    return tmp_path


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.serve("/1.wav", TALK, ETag='"1"')
        yield running


@pytest.fixture
def client(server: Server) -> Client:
    return Client(user_agent="test", allow_hosts=[server.host])


@pytest.fixture
def me() -> User:
    return a_user("ada")


@pytest.fixture
def show(me: User) -> Source:
    return a_source(me)


def an_episode(show: Source, server: Server, key: str = "1") -> Item:
    Item.objects.create(
        source=show, key=key, kind="episode", title="A talk", first_seen=NOW, audio_url=server.url("/1.wav")
    )
    return fresh(show, key)


def fresh(show: Source, key: str = "1") -> Item:
    return Item.objects.select_related("source").get(source__pk=show.pk, key=key)


def with_transcript(item: Item, speakers: tuple[str, ...] = ("", "", "")) -> Item:
    said = zip(SAID, (0.0, 6.0, 12.0), speakers, strict=True)
    document = Document(tuple(Utterance(text, at, None, who) for text, at, who in said), "A talk")
    keep(item, document, "https://show.example/1.vtt")
    return fresh(item.source, item.key)


def labels(item: Item) -> list[str]:
    return [said.speaker for said in fresh(item.source, item.key).document.utterances]


def test_a_transcript_that_is_made_tells_so_many_voices_apart(
    me: User, show: Source, server: Server, client: Client
) -> None:
    Source.objects.filter(pk=show.pk).update(speakers=2)
    item = an_episode(show, server)
    assert making.ask_for(me, item).speakers == 2
    assert making.make(item, client) == ""
    assert labels(item) == ["Voice 1", "Voice 2", "Voice 1"]
    made = fresh(show)
    assert made.heard_from == "machine:an ear"
    assert made.text.count("la") + made.text.count("La") == 36
    assert Transcribing.objects.get().state == "done"
    assert not list(Path(tell_voices.steps_folder()).glob("*/*"))


def test_a_transcript_that_names_nobody_keeps_its_words_and_gets_voices(
    me: User, show: Source, server: Server, client: Client
) -> None:
    item = with_transcript(an_episode(show, server))
    row = ask_for_voices(me, item, 2)
    assert (row.state, row.speakers) == ("asked", 2)
    assert tell_voices.is_telling(row)
    assert making.make(item, client) == ""
    told = fresh(show)
    assert labels(item) == ["Voice 1", "Voice 2", "Voice 1"]
    assert told.text.split() == " ".join(SAID).split()
    assert told.heard_from == "https://show.example/1.vtt"
    assert (told.cut_by, told.read_by) == ("", "")
    row.refresh_from_db()
    assert (row.state, row.of) == ("done", 18.0)


def test_what_has_no_times_goes_to_whoever_spoke_before(show: Source, server: Server, client: Client) -> None:
    item = an_episode(show, server)
    told = [("Welcome.", None), ("How did you begin?", 0.0), ("Indeed.", None), ("With phones.", 6.0)]
    keep(item, Document(tuple(Utterance(text, at) for text, at in told)), "https://show.example/1.vtt")
    ask_to_tell(fresh(show), 2)
    assert making.make(fresh(show), client) == ""
    assert labels(item) == ["Voice 1", "Voice 1", "Voice 1", "Voice 2"]


def test_voices_are_one_again_when_that_is_taken_back(
    me: User, show: Source, server: Server, client: Client
) -> None:
    item = with_transcript(an_episode(show, server))
    ask_to_tell(item, 2)
    making.make(item, client)
    name_voice(me, fresh(show), "Voice 2", "Ada Example", "guest", whole_show=False)
    assert Appearance.objects.get().person.name == "Ada Example"
    join_voices(me, fresh(show))
    assert labels(item) == ["", "", ""]
    assert fresh(show).voices == {}
    assert not Appearance.objects.exists()
    Source.objects.filter(pk=show.pk).update(speakers=2)
    assert want_newest(Source.objects.get(pk=show.pk)) == 0, "the show does not ask for it again"
    join_voices(me, fresh(show))
    ask_to_tell(fresh(show), 3)
    join_voices(me, fresh(show))
    assert Transcribing.objects.get().state == "done"


def test_told_apart_again_the_names_of_voices_are_asked_for_anew(
    me: User, show: Source, server: Server, client: Client
) -> None:
    item = with_transcript(an_episode(show, server))
    ask_to_tell(item, 2)
    making.make(item, client)
    name_voice(me, fresh(show), "Voice 1", "Ada Example", "host", whole_show=False)
    ask_to_tell(fresh(show), 3)
    assert making.make(fresh(show), client) == ""
    assert fresh(show).voices == {}


def test_a_voice_that_was_told_apart_is_nobody_in_the_next_recording(
    me: User, show: Source, server: Server, client: Client
) -> None:
    item = with_transcript(an_episode(show, server))
    ask_to_tell(item, 2)
    making.make(item, client)
    with pytest.raises(InputError, match="counted anew in each recording"):
        name_voice(me, fresh(show), "Voice 1", "Ada Example", "host", whole_show=True)


def test_a_show_asks_for_its_newest_that_name_nobody_once(show: Source, me: User, server: Server) -> None:
    bare, named = (
        an_episode(show, server),
        with_transcript(an_episode(show, server, "2"), ("Ada", "Bo", "Ada")),
    )
    with_transcript(bare)
    with_transcript(an_episode(show, server, "3"))
    an_episode(show, server, "4")
    tell_show(me, show, 3)
    show = Source.objects.get(pk=show.pk)
    assert list(shows_to_tend()) == [show]
    tend_shows()
    assert set(Transcribing.objects.values_list("item__key", "speakers")) == {("1", 3), ("3", 3)}
    assert want_newest(show) == 0
    assert not can_be_told(named)
    tell_show(me, show, 0)
    assert not Transcribing.objects.exists()
    assert list(shows_to_tend()) == []


@pytest.mark.parametrize("told", ["", "1", "9", "two", "2.5", "22222", "-2"])
def test_no_number_of_voices_is_refused(told: str) -> None:
    with pytest.raises(InputError, match="from 2 to 8"):
        number_of(told)


def test_what_cannot_be_told_apart_is_refused(
    me: User, show: Source, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = an_episode(show, server)
    with pytest.raises(InputError, match="cannot be told apart"):
        ask_to_tell(item, 2)
    making.prepare(item)
    item = with_transcript(item)
    with pytest.raises(InputError, match="is being made"):
        ask_to_tell(item, 2)
    with pytest.raises(InputError, match="cannot be told apart"):
        ask_to_tell(with_transcript(an_episode(show, server, "2"), ("Ada", "", "")), 2)
    monkeypatch.setattr(tell_voices, "can_decode", lambda: False)
    with pytest.raises(EngineError, match="speakers"):
        ask_to_tell(item, 2)
    with pytest.raises(EngineError, match="speakers"):
        tell_show(me, show, 2)
    assert want_newest(show) == 0


def test_a_show_that_others_follow_too_is_not_mine_alone_to_tell_apart(
    me: User, show: Source, server: Server
) -> None:
    follow(a_user("eve"), FoundSource("feed", show.url))
    item = with_transcript(an_episode(show, server))
    for asked in (
        lambda: ask_for_voices(me, item, 2),
        lambda: join_voices(me, item),
        lambda: tell_show(me, show, 2),
    ):
        with pytest.raises(InputError, match="Others here follow"):
            asked()


def test_another_transcript_that_came_meanwhile_stays(show: Source, server: Server) -> None:
    item = with_transcript(an_episode(show, server))
    Item.objects.filter(pk=item.pk).update(text_hash="other")
    with pytest.raises(Busy, match="another transcript"):
        tell_voices.keep(item, item.document)
    Item.objects.all().delete()
    tell_voices.keep(item, item.document)


def test_to_hear_it_anew_is_no_longer_to_tell_voices_apart(
    show: Source, server: Server, client: Client
) -> None:
    item = with_transcript(an_episode(show, server))
    ask_to_tell(item, 2)
    row = making.prepare(fresh(show))
    assert (row.speakers, tell_voices.is_telling(row)) == (0, False)
    assert making.prepare(fresh(show), 3) == row
    row.refresh_from_db()
    assert row.speakers == 3
