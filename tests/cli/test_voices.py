"""mentors transcribe --speakers: of a file of two people who read, told apart by real models; and of an episode that names nobody."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from manymentors.transcripts.read import read
from tests.audio.sound import Samples, high_voice, low_voice, model, recording, silence, wav
from tests.http_client.servers import serving
from tests.jobs.test_audio import tell
from tests.world import World


def sound_of(name: str) -> Samples:
    from manymentors.audio.decode import stretches

    return np.concatenate([piece.samples for piece in stretches(recording(name))])


@pytest.mark.slow
def test_two_people_in_a_file_are_told_apart(world: World, tmp_path: Path) -> None:
    world.more |= {"MANYMENTORS_SPEECH_MODEL": model()}
    dickens, beckett = sound_of("two_cities"), sound_of("beckett")
    talk = tmp_path / "talk.wav"
    first = dickens[: 16_000 * 22]
    talk.write_bytes(wav(np.concatenate([first, silence(0.5), beckett, silence(0.5), first])))
    ran = world.ok("transcribe", str(talk), "--speakers", "2", "--json")
    told = json.loads(ran.out)
    who = {said["text"]: said["speaker"] for said in told["sentences"]}
    assert set(who.values()) == {"Voice 1", "Voice 2"}
    assert {speaker for text, speaker in who.items() if "best of times" in text} == {"Voice 1"}
    assert {speaker for text, speaker in who.items() if "Fail again" in text} == {"Voice 2"}
    world.ok("transcribe", str(talk), "--speakers", "2")
    voices = {said.speaker for said in read((tmp_path / "talk.vtt").read_bytes(), name="talk.vtt").utterances}
    assert voices == {"Voice 1", "Voice 2"}
    assert not list(world.home.glob("audio/steps/*/*"))


MAKE = """
from django.utils import timezone
from manymentors.actions.follow import follow
from manymentors.actions.hear import keep
from manymentors.shapes import Document, FoundSource, Utterance
source = follow(me, FoundSource("podcast", "https://show.example/feed")).follow.source
item = Item.objects.create(source=source, key="1", kind="episode", title="A talk", first_seen=timezone.now(), audio_url=sys.argv[1])
said = (("How did you begin?", 0.0, 6.0), ("I answered phones.", 6.0, 12.0))
keep(item, Document(tuple(Utterance(*one) for one in said)), "https://show.example/1.vtt")
"""


@pytest.mark.slow
def test_an_episode_that_names_nobody_keeps_its_words_and_gets_voices(world: World) -> None:
    with serving() as host:
        host.serve("/1.wav", wav(np.concatenate([low_voice(6), high_voice(6)])))
        world.more |= {"MANYMENTORS_ALLOW_HOSTS": host.host}
        tell(world, MAKE, host.url("/1.wav"))
        ran = world.ok("transcribe", "A talk", "--speakers", "2", "--json")
    told = json.loads(ran.out)
    assert [(one["text"], one["speaker"]) for one in told["sentences"]] == [
        ("How did you begin?", "Voice 1"),
        ("I answered phones.", "Voice 2"),
    ]
    assert told["engine"] == ""
    assert world.run("transcribe", "A talk", "--speakers", "1").status == 2
