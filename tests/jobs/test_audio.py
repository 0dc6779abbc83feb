"""The worker keeps audio and makes transcripts: killed anywhere, it goes on; what it makes is read like any other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.audio.sound import silence, tone, wav
from tests.http_client.servers import Asked, Chunks, Server, serving, whole
from tests.world import World

SPOKEN = "I answered phones on a help desk for two years. Then I became the systems administrator of the whole school."
FEED = """<rss version="2.0"><channel><title>Night Shift</title><link>{at}/</link>{items}</channel></rss>"""
ITEM = """<item><title>{title}</title><guid>{name}</guid><pubDate>{day} Nov 2026 10:00:00 GMT</pubDate>
<enclosure url="{at}/{name}.wav" type="audio/wav" length="100"/></item>"""

ASK = """
import json, sys
from manymentors.cli.output import open_for_me
me = open_for_me()
from manymentors.actions.errand import ask
from manymentors.store.models import *
{what}
"""


def tell(world: World, what: str, *words: str) -> Any:
    """Run these lines in a process of its own, with the models and `me` at hand; returns what they print."""
    ran = subprocess.run(
        [sys.executable, "-c", ASK.format(what=what), *words],
        env=world.environ,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout or "null")


ROWS = """
print(json.dumps({
    "made": [[t.item.title, t.state, t.problem] for t in Transcribing.objects.order_by("item__title")],
    "kept": [[a.item.title, a.state, a.problem, a.sha256] for a in AudioFile.objects.order_by("item__title")],
    "said": {i.title: [i.text, i.heard_from, i.milestones.count()] for i in Item.objects.exclude(heard_from="")},
    "errands": [[e.verb, bool(e.ended), e.problem] for e in Errand.objects.order_by("id")],
}))
"""


@contextmanager
def working(world: World) -> Iterator[subprocess.Popen[str]]:
    worker = world.start("worker", "--json")
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "{", worker.communicate()[1]
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            worker.terminate()
        worker.communicate()


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.3)


@pytest.fixture
def host() -> Iterator[Server]:
    """A podcast of three episodes, and beside it an address that hears speech."""
    with serving() as server:
        at = server.url("").rstrip("/")
        names = [("one", "One", 1), ("two", "Two", 2), ("three", "Three", 3)]
        items = "".join(ITEM.format(at=at, name=n, title=t, day=d) for n, t, d in names)
        server.serve(
            "/feed.xml", FEED.format(at=at, items=items).encode(), Content_Type="application/rss+xml"
        )
        for name, _, number in names:
            sound = np.concatenate([tone(2 + number), silence(1), tone(1)])
            server.serve(f"/{name}.wav", wav(sound), Content_Type="audio/wav", ETag=f'"{name}"')
        segment = {"text": SPOKEN, "start": 0.0, "end": 3.0}
        server.serve("/v1/audio/transcriptions", json.dumps({"text": SPOKEN, "segments": [segment]}).encode())
        yield server


@pytest.fixture
def listening(world: World, host: Server) -> World:
    """Follows the podcast, and may ask the address to hear it."""
    world.more |= {
        "MANYMENTORS_ALLOW_HOSTS": host.host,
        "MANYMENTORS_SPEECH_URL": host.url("/v1"),
        "MANYMENTORS_SPEECH_MODEL": "whisper-test",
    }
    world.ok("follow", host.url("/feed.xml"), "--person", "Ada Example")
    world.ok("sync")
    return world


@pytest.mark.slow
def test_what_is_asked_for_is_fetched_and_heard_and_read(listening: World, host: Server) -> None:
    tell(
        listening,
        "one, two = (Item.objects.get(title=t).pk for t in ('One', 'Two'))\n"
        "ask(me, 'keep', item=one); ask(me, 'transcribe', item=two); ask(me, 'transcribe', item=99999)",
    )
    with working(listening):
        until(lambda: all(ended for _, ended, _ in tell(listening, ROWS)["errands"]))
        until(lambda: tell(listening, ROWS)["said"].get("Two", ["", "", 0])[2] > 0)
    rows = tell(listening, ROWS)
    assert rows["made"] == [["Two", "done", ""]]
    assert [row[:3] for row in rows["kept"]] == [["One", "whole", ""]]
    text, heard_from, milestones = rows["said"]["Two"]
    assert (text, heard_from) == (SPOKEN, "machine:whisper-test at 127.0.0.1")
    assert milestones
    assert [problem for _, _, problem in rows["errands"]] == [
        "", "", "There is no such item, or you do not follow where it was published.",
    ]  # fmt: skip
    audio = listening.home / "audio"
    assert [path.suffix for path in audio.glob("[0-9]*/*")] == [".wav"]
    assert list((audio / "passing").glob("*")) == list((audio / "steps").glob("*")) == []


@pytest.mark.slow
def test_a_worker_that_is_killed_while_it_hears_goes_on_and_its_processes_end_with_it(
    listening: World, host: Server
) -> None:
    asked: list[float] = []
    plain = host.routes["/v1/audio/transcriptions"]

    def slowly(here: Asked) -> Chunks:
        asked.append(time.monotonic())
        return [3.0, *plain(here)] if len(asked) == 1 else plain(here)

    host.routes["/v1/audio/transcriptions"] = slowly
    tell(listening, "Source.objects.update(transcribe=True, keep_audio=True)")
    with working(listening) as worker:
        until(lambda: bool(asked))
        children = [
            int(pid) for pid in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        ]
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    for pid in children:
        until(lambda pid=pid: not alive(pid), 5)  # type: ignore[misc]
    with working(listening):
        until(lambda: len(tell(listening, ROWS)["said"]) == 3)
    rows = tell(listening, ROWS)
    assert [row[1] for row in rows["made"]] == ["done"] * 3
    assert [row[1] for row in rows["kept"]] == ["whole"] * 3


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


@pytest.mark.slow
def test_commands_do_it_alone(listening: World, host: Server, tmp_path: Path) -> None:
    kept = listening.ok("audio", "keep", "One", "--json").json
    assert kept["problem"] == ""
    listed = listening.ok("audio", "list", "--json").json
    assert [(row["title"], row["state"], row["bytes"]) for row in listed] == [("One", "whole", kept["bytes"])]
    made = listening.ok("transcribe", "One", "--yes", "--out", str(tmp_path / "one.vtt"), "--json").json
    assert [said["text"] for said in made["sentences"]] == [
        "I answered phones on a help desk for two years.",
        "Then I became the systems administrator of the whole school.",
    ]
    assert (tmp_path / "one.vtt").read_text().startswith("WEBVTT\n\nNOTE Made by machine: whisper-test at")
    found = listening.ok("search", "help desk", "--json").json
    assert found["answers"]
    listening.ok("audio", "drop", "One")
    assert listening.ok("audio", "list", "--json").json == []
    assert "No file and no episode" in listening.refused("transcribe", "Nothing of that name")
    host.routes["/two.wav"] = lambda _: [whole(b"<html>Log in", 200)]
    assert "a page instead of audio" in listening.refused("audio", "keep", "Two")
    ran = listening.run("transcribe", "Two", "--yes")
    assert (ran.status, ran.out) == (1, "")
    assert "a page instead of audio" in ran.err


def test_a_file_is_transcribed_without_a_store(world: World, host: Server, tmp_path: Path) -> None:
    world.more |= {"MANYMENTORS_SPEECH_URL": host.url("/v1"), "MANYMENTORS_SPEECH_MODEL": "m"}
    talk = tmp_path / "talk.wav"
    talk.write_bytes(wav(tone(3)))
    ran = world.ok("transcribe", str(talk), "--yes")
    assert "Wrote" in ran.out
    assert "all of it" not in ran.err
    assert "0 minutes of audio are sent" in ran.err
    assert "help desk" in (tmp_path / "talk.vtt").read_text()
    assert world.run("transcribe", str(talk), "--yes").status == 2
    assert world.ok("transcribe", str(talk), "--yes", "--out", "-").out.startswith("WEBVTT")
    world.more.clear()
    assert "Set MANYMENTORS_SPEECH_MODEL" in world.refused("transcribe", str(talk), "--out", "-")
