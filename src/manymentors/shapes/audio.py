"""What is heard in audio, and what hears it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.int16]
    Vectors = NDArray[np.float32]

RATE = 16_000
"""Samples a second, of one channel: what speech recognition hears."""


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word with what is written at it ("times,"); seconds from the beginning of the audio."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in a stretch of audio. `language` is a code such as "en", "" where it is not told."""

    words: tuple[Word, ...]
    language: str = ""


class Transcribe(Protocol):
    """Samples (16 kHz, one channel) → the words in them, with seconds from the beginning of these samples.

    Waits long, and may cost money. `language` is what an earlier stretch of the same audio was in, "" where that is not known.
    `name` changes whenever the words could. Raises MentorsError.
    """

    @property
    def name(self) -> str: ...
    def __call__(self, samples: Samples, language: str = "") -> Heard: ...


class HearVoices(Protocol):
    """Samples (16 kHz, one channel) → a vector for the `length` seconds from 0 on, from `every` on, from twice that on …; they
    lie near each other where the same person speaks.

    Waits long. `name` changes whenever the vectors would. Raises MentorsError.
    """

    every: float
    length: float

    @property
    def name(self) -> str: ...
    def __call__(self, samples: Samples) -> Vectors: ...
