"""An audio file → its words, a stretch at a time; each stretch is saved, so that a kill costs at most the one under way."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from manymentors.audio.decode import STRETCH, Stretch, length_of, stretches
from manymentors.shapes import RATE, Heard, Transcribe, Word

VERSION = 1
"""A higher number forgets all saved steps: where it is cut, or what is saved, has changed."""


@dataclass(frozen=True, slots=True)
class Far:
    """How far it is: `done` of `of` seconds of audio; `spent` seconds went into `fresh` of them in this run."""

    done: float
    of: float | None
    fresh: float
    spent: float

    @property
    def left(self) -> float | None:
        """Seconds until it is done, guessed from this run; None while nothing is known."""
        if self.of is None or self.fresh <= 0:
            return None
        return max(0.0, self.of - self.done) * self.spent / self.fresh


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that was heard in the file, and how many seconds it has."""

    words: tuple[Word, ...]
    language: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch that was heard, from one sample to another."""

    start: int
    end: int
    last: bool
    heard: Heard


Told = Callable[[Far], object]


def transcribe(
    path: Path,
    hear: Transcribe,
    folder: Path,
    *,
    told: Told = lambda far: None,
    clock: Callable[[], float] = time.monotonic,
    stretch: float = STRETCH,
) -> Spoken:
    """Hear the whole file. What an earlier run saved below `folder` is not heard again.

    Two runs of the same file stand in line. Raises BrokenFile, EngineError, NothingThere.
    """
    of = length_of(path)
    place = folder / key_of(path, hear.name)
    with alone(place):
        steps = list(_saved(place))
        done = steps[-1].end if steps else 0
        begun, fresh = clock(), done
        told(Far(done / RATE, of, 0, 0))
        for piece in () if steps and steps[-1].last else stretches(path, done, stretch):
            language = next((step.heard.language for step in steps), "")
            step = Step(piece.start, piece.end, piece.last, _heard(piece, hear, language))
            _save(place, len(steps), step)
            steps.append(step)
            told(Far(step.end / RATE, of, (step.end - fresh) / RATE, clock() - begun))
    words = tuple(word for step in steps for word in step.heard.words)
    return Spoken(words, next((s.heard.language for s in steps), ""), steps[-1].end / RATE)


def forget(path: Path, name: str, folder: Path) -> None:
    """Throw the saved steps away: the words have been written down elsewhere."""
    shutil.rmtree(folder / key_of(path, name), ignore_errors=True)


def key_of(path: Path, name: str) -> str:
    """The same for the same bytes heard by the same engine, whatever the file is called."""
    with path.open("rb") as file:
        sound = hashlib.file_digest(file, "sha256").hexdigest()
    return f"{sound[:32]}-{hashlib.sha256(f'{VERSION} {name}'.encode()).hexdigest()[:12]}"


def _heard(piece: Stretch, hear: Transcribe, language: str) -> Heard:
    """With seconds of the whole file, which never run backwards."""
    heard = hear(piece.samples, language)
    at, words = piece.start / RATE, []
    for word in heard.words:
        begin = max(at, round(piece.start / RATE + word.start, 3))
        words.append(Word(word.text, begin, max(begin, round(piece.start / RATE + word.end, 3))))
        at = begin
    return Heard(tuple(words), heard.language)


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold the lock of the folder; released by the system when the process ends, however it ends."""
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _saved(place: Path) -> Iterator[Step]:
    """Those that follow on one another from the beginning; what is broken, and all behind it, is heard again."""
    number = end = 0
    while True:
        try:
            said = json.loads((place / f"{number:05}.json").read_bytes())
            words = tuple(Word(str(text), float(start), float(end)) for text, start, end in said["words"])
            step = Step(
                int(said["start"]), int(said["end"]), bool(said["last"]), Heard(words, str(said["language"]))
            )
        except (OSError, ValueError, LookupError, TypeError):
            return
        if step.start != end:
            return
        yield step
        if step.last:
            return
        number, end = number + 1, step.end


def _save(place: Path, number: int, step: Step) -> None:
    """Whole or not at all, and on the disk before the next is begun."""
    said = {
        "start": step.start,
        "end": step.end,
        "last": step.last,
        "language": step.heard.language,
        "words": [[word.text, word.start, word.end] for word in step.heard.words],
    }
    place.mkdir(parents=True, exist_ok=True)  # somebody may have forgotten everything meanwhile
    part = place / f"{number:05}.part"
    with part.open("w") as file:
        json.dump(said, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place / f"{number:05}.json")
