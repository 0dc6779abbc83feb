"""Sound → vectors that lie near each other where the same person speaks: one for every half second, of 1.6 seconds each.

The encoder is Resemblyzer's, shipped in `weights/voice` (see its card) and run without torch. It hears mel frames, which are
made here as Resemblyzer makes them. A vector tells voices of one recording apart; it is not kept, and says nobody's name.
"""

from __future__ import annotations

import hashlib
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from manymentors.errors import EngineError
from manymentors.shapes import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from manymentors.shapes import Samples

    Floats = NDArray[np.float32]

ENCODER = Path(__file__).parent / "weights" / "voice" / "encoder.onnx"
FFT, HOP, MELS = 400, 160, 40
"""25 ms, every 10 ms, 40 bands."""
FRAMES, STEP = 160, 50
"""Frames that one vector is made of, and from one to the next."""
LOUD = 10 ** (-30 / 20)
"""How loud Resemblyzer's speech is at least (−30 dBFS)."""
BLOCK = 3_000
"""Frames that are made at a time."""
BATCH = 32


class Voices:
    """Resemblyzer's encoder. Loaded with the first call; safe to share between threads."""

    dimensions = 256
    every = STEP * HOP / RATE
    length = FRAMES * HOP / RATE

    def __init__(self, encoder: Path = ENCODER) -> None:
        self._encoder = encoder

    @cached_property
    def name(self) -> str:
        return f"Resemblyzer 0.1.4 {hashlib.sha256(self._encoder.read_bytes()).hexdigest()[:12]}"

    def __call__(self, samples: Samples) -> Floats:
        """A row for each step that has all its frames; none for less than 1.6 seconds. Raises EngineError."""
        frames = mel_frames(loud_enough(samples))
        starts = range(0, len(frames) - FRAMES + 1, STEP)
        out = np.zeros((len(starts), self.dimensions), np.float32)
        session = self._session
        for at in range(0, len(starts), BATCH):
            some = np.stack([frames[start : start + FRAMES] for start in starts[at : at + BATCH]])
            out[at : at + len(some)] = np.nan_to_num(session.run(None, {"mels": some})[0])
        return out

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            return onnxruntime.InferenceSession(
                str(self._encoder), options, providers=["CPUExecutionProvider"]
            )
        except Exception as exc:  # onnxruntime's own errors share no base class
            raise EngineError(
                f"{self._encoder} cannot be loaded. Install Manymentors again: a file of it is missing or damaged."
            ) from exc


def loud_enough(samples: Samples) -> Floats:
    """Between −1 and 1; what is quieter than speech was in training is made as loud."""
    sound = samples.astype(np.float32) / 32_768
    power = float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
    louder: Floats = np.multiply(sound, LOUD / power if 0 < power < LOUD else 1, dtype=np.float32)
    return louder


def mel_frames(sound: Floats) -> Floats:
    """Power in 40 bands every 10 ms, centred, as librosa's `melspectrogram` has it with n_fft 400 and hop 160."""
    padded = np.pad(sound, FFT // 2)
    count = 1 + len(sound) // HOP
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FFT) / FFT)).astype(np.float32)
    pieces = np.lib.stride_tricks.sliding_window_view(padded, FFT)[::HOP][:count]
    out = np.zeros((count, MELS), np.float32)
    for at in range(0, count, BLOCK):
        spectrum = np.fft.rfft(pieces[at : at + BLOCK] * window, axis=1)
        out[at : at + BLOCK] = (np.abs(spectrum) ** 2).astype(np.float32) @ mel_bands()
    return out


@cache
def mel_bands() -> Floats:
    """How much of each frequency goes into each band: Slaney's scale, each band of the same area."""
    edges = _hertz(np.linspace(0, _mels(RATE / 2), MELS + 2))
    frequencies = np.linspace(0, RATE / 2, FFT // 2 + 1)
    rising = (frequencies[:, None] - edges[None, :-2]) / np.diff(edges)[None, :-1]
    falling = (edges[None, 2:] - frequencies[:, None]) / np.diff(edges)[None, 1:]
    bands = np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))
    return bands.astype(np.float32)


def _mels(hertz: float) -> float:
    """Slaney's: linear up to 1,000 Hz, then a logarithm."""
    return hertz / (200 / 3) if hertz < 1_000 else 15 + 27 * float(np.log(hertz / 1_000) / np.log(6.4))


def _hertz(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mels < 15, mels * 200 / 3, 1_000 * np.exp((mels - 15) * np.log(6.4) / 27))
