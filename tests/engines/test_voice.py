"""Sound becomes vectors that tell voices apart, the same as Resemblyzer itself makes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from manymentors.engines.voice import FRAMES, HOP, LOUD, Voices, loud_enough, mel_frames
from manymentors.errors import EngineError
from manymentors.shapes import RATE
from tests.audio.sound import high_voice, low_voice, recording, silence

ORIGINAL = {
    "low": {248: 0.2821, 163: 0.2644, 149: 0.2511, 113: 0.1960, 11: 0.1797, 203: 0.1796, 66: 0.1738},
    "high": {60: 0.2352, 248: 0.2233, 193: 0.2104, 148: 0.2049, 199: 0.1950, 36: 0.1866, 116: 0.1769},
}
"""The largest parts of the vector of frames 100 to 260, by Resemblyzer 0.1.4 with torch 2.13 and librosa 0.11 on the same sound
(`python evals/voices.py` says how to ask it again)."""


@pytest.fixture(scope="module")
def hear() -> Voices:
    return Voices()


def test_it_hears_what_resemblyzer_hears(hear: Voices) -> None:
    for name, sound in (("low", low_voice(4)), ("high", high_voice(4))):
        third = hear(sound)[2]
        assert np.linalg.norm(third) == pytest.approx(1, abs=1e-3)
        assert {at: float(third[at]) for at in ORIGINAL[name]} == pytest.approx(ORIGINAL[name], abs=2e-3)


def test_the_bands_are_librosa_s(hear: Voices) -> None:
    told = mel_frames(loud_enough(low_voice(4)))[100, ::8]
    assert told.tolist() == pytest.approx([4.8e-05, 0.022787, 0.010874, 0.038067, 2e-06], abs=2e-6)


def test_a_voice_is_nearer_to_itself_than_to_another(hear: Voices) -> None:
    low, high = hear(low_voice(6)), hear(high_voice(6))
    assert (low @ low.T).min() > 0.9
    assert (low @ high.T).max() < 0.8


def test_there_is_a_vector_for_every_half_second_that_has_its_sixteen_tenths(hear: Voices) -> None:
    assert len(hear(low_voice(1.5))) == 0
    assert len(hear(silence(0))) == 0
    long = hear(low_voice(20))
    assert long.shape == (1 + int((20 - hear.length) / hear.every), hear.dimensions)
    assert (hear.every, hear.length) == (0.5, FRAMES * HOP / RATE)


def test_silence_is_no_number_that_breaks_anything(hear: Voices) -> None:
    assert np.isfinite(hear(silence(3))).all()


def test_what_is_quiet_is_made_as_loud_as_speech_and_what_is_loud_stays() -> None:
    quiet, loud = loud_enough(low_voice(2) // 100), loud_enough(low_voice(2))
    assert float(np.sqrt(np.mean(quiet**2))) == pytest.approx(LOUD, rel=1e-3)
    assert loud.tolist() == (low_voice(2) / 32_768).astype(np.float32).tolist()


def test_its_name_says_which_weights_these_are_and_damaged_ones_are_refused(tmp_path: Path) -> None:
    assert Voices().name.startswith("Resemblyzer 0.1.4 299baeaa66fc")
    broken = tmp_path / "encoder.onnx"
    broken.write_bytes(b"no model")
    with pytest.raises(EngineError, match="Install Manymentors again"):
        Voices(broken)(low_voice(2))


def test_two_people_are_told_apart_by_their_voices(hear: Voices) -> None:
    """Of the test group `speech`: people who read, so that the weights are heard doing what they are for."""
    from manymentors.audio.decode import stretches

    def vectors(name: str) -> np.ndarray:
        return hear(np.concatenate([piece.samples for piece in stretches(recording(name))]))

    dickens, beckett = vectors("two_cities"), vectors("beckett")
    middle = [one.mean(axis=0) / np.linalg.norm(one.mean(axis=0)) for one in (dickens, beckett)]
    right = (
        (dickens @ middle[0] > dickens @ middle[1]).mean(),
        (beckett @ middle[1] > beckett @ middle[0]).mean(),
    )
    assert min(right) > 0.85
