"""A file is heard in steps that are saved: what was heard is not heard again, and no word is lost or doubled at the cuts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from manymentors.audio.steps import Far, forget, key_of, transcribe
from manymentors.shapes import RATE, Heard, Word
from tests.audio.sound import silence, tone, wav

if TYPE_CHECKING:
    from manymentors.shapes import Samples

TALK = np.concatenate([np.concatenate([tone(0.4, pitch=100 + 10 * i), silence(0.6)]) for i in range(30)])


class Counter:
    """Hears a word in each run of sound; dies at the call with the number `dies`."""

    name = "counter 1"

    def __init__(self, dies: int = 0) -> None:
        self.calls: list[tuple[int, str]] = []
        self.dies = dies

    def __call__(self, samples: Samples, language: str = "") -> Heard:
        self.calls.append((len(samples), language))
        if len(self.calls) == self.dies:
            raise KeyboardInterrupt
        loud = np.abs(samples.astype(int)).reshape(-1, RATE // 100).max(axis=1) > 500
        edges = np.flatnonzero(np.diff(np.concatenate([[False], loud, [False]]).astype(int)))
        pairs = zip(edges[::2], edges[1::2], strict=True)
        return Heard(tuple(Word("la", float(a) / 100, float(b) / 100) for a, b in pairs), "en")


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.wav"
    path.write_bytes(wav(TALK))
    return path


def starts(words: tuple[Word, ...]) -> list[float]:
    return [word.start for word in words]


def test_no_word_is_lost_or_doubled_at_the_cuts(talk: Path, tmp_path: Path) -> None:
    hear = Counter()
    spoken = transcribe(talk, hear, tmp_path / "steps", stretch=8)
    assert len(hear.calls) == 5
    assert starts(spoken.words) == pytest.approx(range(30), abs=0.02)
    assert (spoken.language, spoken.seconds) == ("en", 30.0)
    assert [language for _, language in hear.calls] == ["", "en", "en", "en", "en"]


def test_it_tells_how_far_it_is_and_what_is_left(talk: Path, tmp_path: Path) -> None:
    ticks = iter(range(100))
    seen: list[Far] = []
    transcribe(
        talk, Counter(), tmp_path / "steps", stretch=10, told=seen.append, clock=lambda: float(next(ticks))
    )
    assert (seen[0], seen[0].left) == (Far(0, 30.0, 0, 0), None)
    assert seen[1].done == pytest.approx(9, abs=2)
    assert seen[1].left == pytest.approx((30 - seen[1].done) / seen[1].done)
    assert seen[-1].done == 30
    assert seen[-1].left == 0


def test_what_was_heard_before_a_kill_is_not_heard_again(talk: Path, tmp_path: Path) -> None:
    undisturbed = transcribe(talk, Counter(), tmp_path / "other", stretch=8)
    killed, after = Counter(dies=3), Counter()
    with pytest.raises(KeyboardInterrupt):
        transcribe(talk, killed, tmp_path / "steps", stretch=8)
    assert transcribe(talk, after, tmp_path / "steps", stretch=8) == undisturbed
    assert len(after.calls) == 3
    again = Counter()
    assert transcribe(talk, again, tmp_path / "steps", stretch=8) == undisturbed
    assert again.calls == []


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b'{"start": 5, "end": 9, "last": false, "language": "", "words": []}',
        b'{"start": 0, "end": 9, "last": false, "language": "", "words": [["a"]]}',
    ],
)
def test_a_broken_step_and_all_behind_it_are_heard_again(talk: Path, tmp_path: Path, damage: bytes) -> None:
    undisturbed = transcribe(talk, Counter(), tmp_path / "steps", stretch=8)
    (tmp_path / "steps" / key_of(talk, "counter 1") / "00001.json").write_bytes(damage)
    hear = Counter()
    assert transcribe(talk, hear, tmp_path / "steps", stretch=8) == undisturbed
    assert len(hear.calls) == 4


def test_steps_are_those_of_the_bytes_and_the_engine_and_can_be_thrown_away(
    talk: Path, tmp_path: Path
) -> None:
    transcribe(talk, Counter(), tmp_path / "steps", stretch=8)
    moved = talk.rename(tmp_path / "renamed.wav")
    assert key_of(moved, "counter 1") != key_of(moved, "counter 2")
    again = Counter()
    transcribe(moved, again, tmp_path / "steps", stretch=8)
    assert again.calls == []
    forget(moved, "counter 1", tmp_path / "steps")
    forget(moved, "counter 1", tmp_path / "steps")
    transcribe(moved, again, tmp_path / "steps", stretch=8)
    assert len(again.calls) == 5


def test_words_stay_in_their_stretch_and_never_run_backwards(talk: Path, tmp_path: Path) -> None:
    class Dizzy(Counter):
        def __call__(self, samples: Samples, language: str = "") -> Heard:
            return Heard((Word("a", -3.0, -2.0), Word("b", 2.0, 1.0), Word("c", 1.0, 3.0)))

    words = transcribe(talk, Dizzy(), tmp_path / "steps", stretch=100).words
    assert [(w.start, w.end) for w in words] == [(0.0, 0.0), (2.0, 2.0), (2.0, 3.0)]


SLOWLY = """
import sys, time
from pathlib import Path
from manymentors.audio.steps import transcribe
from tests.audio.test_steps import Counter
class Slow(Counter):
    def __call__(self, samples, language=""):
        time.sleep(float(sys.argv[3]))
        return super().__call__(samples, language)
spoken = transcribe(Path(sys.argv[1]), Slow(), Path(sys.argv[2]), stretch=8)
print([word.start for word in spoken.words])
"""


@pytest.mark.slow
def test_killed_again_and_again_it_says_the_same_and_two_runs_stand_in_line(
    talk: Path, tmp_path: Path
) -> None:
    def run(pause: float) -> subprocess.Popen[str]:
        words = [sys.executable, "-c", SLOWLY, str(talk), str(tmp_path / "steps"), str(pause)]
        return subprocess.Popen(
            words, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."}
        )

    place = tmp_path / "steps"
    for steps in (0, 1, 3):
        process = run(0.3)
        while len(list(place.glob("*/*.json"))) < steps or not place.exists():
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
    first, second = run(0), run(0)
    said = [process.communicate(timeout=60)[0] for process in (first, second)]
    assert said[0] == said[1]
    assert json.loads(said[0]) == pytest.approx(range(30), abs=0.02)
