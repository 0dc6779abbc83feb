"""Voices of a recording are told apart, the same each time; what was heard before a kill is not heard again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.audio.steps import Far, forget, key_of
from manymentors.audio.voices import Moments, listen, tell_apart
from manymentors.engines.voice import Voices
from tests.audio.sound import high_voice, low_voice, silence, tone, wav

if TYPE_CHECKING:
    from manymentors.shapes import Samples, Vectors

TURNS = [(low_voice, 6.0), (high_voice, 4.0), (low_voice, 3.0), (high_voice, 8.0)]


class Pitch:
    """Hears how often a sound crosses nought; dies at the call with the number `dies`."""

    every, length, name = 0.5, 1.6, "pitch 1"

    def __init__(self, dies: int = 0) -> None:
        self.calls, self.dies = 0, dies

    def __call__(self, samples: Samples) -> Vectors:
        self.calls += 1
        if self.calls == self.dies:
            raise KeyboardInterrupt
        starts = range(0, len(samples) - int(1.6 * 16_000) + 1, 8_000)
        crossed = [
            np.count_nonzero(np.diff(np.signbit(samples[at : at + 25_600]))) / 3.2 / 800 for at in starts
        ]
        angles = np.array(crossed, np.float32).reshape(-1, 1) * np.pi / 2
        return np.concatenate([np.cos(angles), np.sin(angles)], axis=1)


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.wav"
    pieces = [np.concatenate([tone(5, pitch=100 + 400 * (n % 2)), silence(0.5)]) for n in range(8)]
    path.write_bytes(wav(np.concatenate(pieces)))
    return path


SPANS = [(5.5 * n, 5.5 * n + 5) for n in range(8)]


def test_two_voices_that_take_turns_are_told_apart_in_the_order_of_speaking(tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    path.write_bytes(wav(np.concatenate([voice(seconds) for voice, seconds in TURNS])))
    heard = listen(path, Voices(), tmp_path / "steps")
    words = [(at / 2, at / 2 + 0.4) for at in range(42)]
    edges = {0, 12, 20, 26}
    numbers = tell_apart(heard, words, [at in edges for at in range(42)], 2)
    truth = [0] * 12 + [1] * 8 + [0] * 6 + [1] * 16
    wrong = [at for at in range(42) if numbers[at] != truth[at]]
    assert all(min(abs(at - edge) for edge in edges) <= 1 for at in wrong), numbers
    assert len(wrong) <= 3


def test_who_speaks_first_is_the_first_voice_and_the_answer_never_changes(talk: Path, tmp_path: Path) -> None:
    heard = listen(talk, Pitch(), tmp_path / "steps", stretch=12)
    assert tell_apart(heard, SPANS, [True] * 8, 2) == [0, 1] * 4
    assert tell_apart(heard, SPANS[1:], [True] * 7, 2) == [0, 1, 0, 1, 0, 1, 0]
    assert tell_apart(heard, SPANS, [True] * 8, 2) == [0, 1] * 4


def test_a_span_shorter_than_a_frame_goes_to_whoever_speaks_around_it(talk: Path, tmp_path: Path) -> None:
    heard = listen(talk, Pitch(), tmp_path / "steps")
    spans = [(0.5, 4.5), (2.03, 2.04), (6.0, 10.0), (8.01, 8.01)]
    assert tell_apart(heard, spans, [True, False, True, False], 2) == [0, 0, 1, 1]


def test_too_little_speech_or_a_single_voice_is_one_voice(talk: Path, tmp_path: Path) -> None:
    heard = listen(talk, Pitch(), tmp_path / "steps")
    assert tell_apart(heard, SPANS, [True] * 8, 1) == [0] * 8
    assert tell_apart(heard, [(0.0, 1.0), (6.0, 7.0)], [True, True], 2) == [0, 0]
    assert tell_apart(heard, [], [], 2) == []
    nothing = Moments(np.zeros(0), np.zeros((0, 2), np.float32))
    assert tell_apart(nothing, [(0.0, 9.0)], [True], 2) == [0]


def test_more_voices_are_asked_for_than_there_are(talk: Path, tmp_path: Path) -> None:
    same = Moments(np.arange(20.0), np.tile(np.array([[1.0, 0.0]], np.float32), (20, 1)))
    assert set(tell_apart(same, [(n, n + 1.0) for n in range(19)], [True] * 19, 3)) == {0}
    heard = listen(talk, Pitch(), tmp_path / "steps")
    numbers = tell_apart(heard, SPANS, [True] * 8, 4)
    assert numbers[0] == 0
    assert max(numbers) <= 3


@given(
    st.lists(st.tuples(st.floats(0, 60), st.floats(0, 5), st.booleans()), max_size=30),
    st.integers(1, 8),
    st.integers(0, 60),
)
def test_any_spans_get_numbers_in_the_order_of_speaking(
    told: list[tuple[float, float, bool]], count: int, moments: int
) -> None:
    chance = np.random.default_rng(moments)
    vectors = np.abs(chance.normal(size=(moments, 4))).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    spans = [(start, start + long) for start, long, _ in told]
    numbers = tell_apart(
        Moments(np.arange(moments, dtype=float), vectors), spans, [s for *_, s in told], count
    )
    assert len(numbers) == len(spans)
    assert list(dict.fromkeys(numbers)) == list(range(len(set(numbers))))
    assert max(numbers, default=0) < count


# --- saved steps --------------------------------------------------------------------------------------------


def test_a_file_is_heard_in_stretches_and_tells_how_far_it_is(talk: Path, tmp_path: Path) -> None:
    seen: list[Far] = []
    ticks = iter(range(100))
    hear = Pitch()
    heard = listen(
        talk, hear, tmp_path / "steps", stretch=12, told=seen.append, clock=lambda: float(next(ticks))
    )
    assert hear.calls == len(seen) >= 4
    assert seen[-1].done == 44
    assert seen[-1].left == 0
    assert (np.diff(heard.seconds) > 0).all()
    assert heard.seconds[0] == pytest.approx(0.8)
    assert len(heard.seconds) == len(heard.vectors)


def test_what_was_heard_before_a_kill_is_not_heard_again(talk: Path, tmp_path: Path) -> None:
    undisturbed = listen(talk, Pitch(), tmp_path / "other", stretch=12)
    with pytest.raises(KeyboardInterrupt):
        listen(talk, Pitch(dies=3), tmp_path / "steps", stretch=12)
    after, again = Pitch(), Pitch()
    resumed = listen(talk, after, tmp_path / "steps", stretch=12)
    assert np.allclose(resumed.vectors, undisturbed.vectors, atol=1e-3)
    assert resumed.seconds.tolist() == undisturbed.seconds.tolist()
    assert after.calls < 4
    listen(talk, again, tmp_path / "steps", stretch=12)
    assert again.calls == 0
    forget(talk, "pitch 1", tmp_path / "steps")
    listen(talk, again, tmp_path / "steps", stretch=12)
    assert again.calls >= 4


def test_a_broken_step_and_all_behind_it_are_heard_again(talk: Path, tmp_path: Path) -> None:
    undisturbed = listen(talk, Pitch(), tmp_path / "steps", stretch=12)
    place = tmp_path / "steps" / key_of(talk, "pitch 1")
    steps = sorted(place.glob("*.npz"))
    whole = steps[1].read_bytes()
    for damage in (b"", whole[: len(whole) // 2], b"PK\x03\x04", steps[2].read_bytes(), flat(), odd()):
        steps[1].write_bytes(damage)
        hear = Pitch()
        heard = listen(talk, hear, tmp_path / "steps", stretch=12)
        assert np.allclose(heard.vectors, undisturbed.vectors, atol=1e-3)
        assert hear.calls == len(steps) - 1


def flat() -> bytes:
    """Vectors that are none."""
    return saved(np.array([0, 9, 0]), np.zeros(3, np.float16))


def odd() -> bytes:
    """Where it begins and ends is not told."""
    return saved(np.array([0]), np.zeros((3, 2), np.float16))


def saved(told: np.ndarray, vectors: np.ndarray) -> bytes:
    import io

    out = io.BytesIO()
    np.savez(out, from_to_last=told, vectors=vectors)
    return out.getvalue()
