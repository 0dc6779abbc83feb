"""A recording, and when somebody speaks in it → which of so many voices that is. Whose they are, nobody here knows.

First the whole file is heard, a stretch at a time, each saved as in `steps`; then the vectors are put into so many groups, and
each span of speech goes to the group that it is nearest to, reluctantly where that means another voice than before.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manymentors.audio.decode import STRETCH, length_of, stretches
from manymentors.audio.steps import Far, Told, alone, key_of
from manymentors.shapes import RATE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from manymentors.shapes import HearVoices, Vectors

MOST = 8
"""Voices in one recording; nobody hears more apart by this."""
TRIES, ROUNDS, SEED = 10, 25, 20
FRAME = 0.1
"""Seconds: so fine it is told who speaks, though each vector is of more."""
WEIGHT = 2.0
"""What a frame brings for being nearer to one voice than to another, by how much."""
WITHIN, AT_SEAM = 1.0, 0.5
"""What a change of voice costs: within a sentence that flows on, and where one begins or somebody pauses."""

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Moments:
    """Vectors of a recording, and the second in the middle of what each was made from."""

    seconds: NDArray[np.float64]
    vectors: Vectors


def listen(
    path: Path,
    hear: HearVoices,
    folder: Path,
    *,
    told: Told = lambda far: None,
    clock: Callable[[], float] = time.monotonic,
    stretch: float = STRETCH,
) -> Moments:
    """Hear the whole file. What an earlier run saved below `folder` is not heard again; `steps.forget` throws it away.

    Raises BrokenFile, EngineError, NothingThere.
    """
    of = length_of(path)
    place = folder / key_of(path, hear.name)
    with alone(place):
        steps = list(_saved(place))
        done = steps[-1].end if steps else 0
        begun, fresh = clock(), done
        for piece in () if steps and steps[-1].last else stretches(path, done, stretch):
            step = Step(piece.start, piece.end, piece.last, hear(piece.samples))
            _save(place, len(steps), step)
            steps.append(step)
            told(Far(step.end / RATE, of, (step.end - fresh) / RATE, clock() - begun))
    seconds = [
        step.start / RATE + hear.length / 2 + hear.every * np.arange(len(step.vectors)) for step in steps
    ]
    return Moments(np.concatenate(seconds), np.concatenate([step.vectors for step in steps]))


def tell_apart(heard: Moments, spans: Sequence[Span], seams: Sequence[bool], count: int) -> list[int]:
    """Which voice speaks in each span (seconds, rising): numbers from 0, in the order of first speaking. `seams` says before
    which spans another person may well have begun.

    All are 0 where there is too little speech to tell. The same for the same sound, always.
    """
    spoken = _within(heard.seconds, spans)
    if count < 2 or int(spoken.sum()) < 2 * count:
        return [0] * len(spans)
    nearness = heard.vectors @ _groups(heard.vectors[spoken], count).T
    worth = WEIGHT * _sums(heard.seconds, nearness, spans)
    costs = [AT_SEAM if seam else WITHIN for seam in seams]
    numbers: dict[int, int] = {}
    return [numbers.setdefault(group, len(numbers)) for group in _likeliest(worth, costs)]


def _within(seconds: NDArray[np.float64], spans: Sequence[Span]) -> NDArray[np.bool_]:
    out = np.zeros(len(seconds), bool)
    for start, end in spans:
        out[np.searchsorted(seconds, start) : np.searchsorted(seconds, end, "right")] = True
    return out


def _sums(seconds: NDArray[np.float64], nearness: Vectors, spans: Sequence[Span]) -> NDArray[np.float64]:
    """For each span how near all its frames are to each voice; of the frame in its middle where it has none."""
    frames = np.arange(0, max(end for _, end in spans) + FRAME, FRAME)
    near = np.stack([np.interp(frames, seconds, one) for one in nearness.T], axis=1)
    until = np.concatenate([np.zeros((1, near.shape[1])), near.cumsum(axis=0)])
    first = np.searchsorted(frames, [start for start, _ in spans])
    end = np.searchsorted(frames, [end for _, end in spans])
    short = first >= end
    middle = np.searchsorted(frames, [(start + end) / 2 for start, end in spans])
    first, end = np.where(short, middle, first), np.where(short, middle + 1, end)
    out: NDArray[np.float64] = until[end] - until[first]
    return out


def _groups(vectors: Vectors, count: int) -> Vectors:
    """The middles of so many groups: the best of several tries of k-means, by angle."""
    chance = np.random.default_rng(SEED)
    tries = [_once(vectors, count, chance) for _ in range(TRIES)]
    return max(tries, key=lambda one: one[1])[0]


def _once(vectors: Vectors, count: int, chance: np.random.Generator) -> tuple[Vectors, float]:
    middles = vectors[[int(chance.integers(len(vectors)))]]
    while len(middles) < count:  # the next one likely far from those that are there
        far = np.maximum(0, 1 - (vectors @ middles.T).max(axis=1)).astype(np.float64) ** 2
        share = far / far.sum() if far.sum() > 0 else np.full(len(far), 1 / len(far))
        middles = np.concatenate([middles, vectors[[int(chance.choice(len(vectors), p=share))]]])
    for _ in range(ROUNDS):
        mine = (vectors @ middles.T).argmax(axis=1)
        sums = np.stack([vectors[mine == group].sum(axis=0) for group in range(count)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        middles = np.where(lengths > 0, sums / np.maximum(lengths, 1e-9), middles).astype(np.float32)
    return middles, float((vectors @ middles.T).max(axis=1).sum())


def _likeliest(worth: NDArray[np.float64], costs: Sequence[float]) -> list[int]:
    """The way through the spans that is worth most, where each change costs."""
    best, came = worth[0], []
    for here, cost in zip(worth[1:], costs[1:], strict=True):
        changed = best.max() - cost
        came.append(np.where(best >= changed, np.arange(len(best)), int(best.argmax())))
        best = np.maximum(best, changed) + here
    out = [int(best.argmax())]
    for before in reversed(came):
        out.append(int(before[out[-1]]))
    return out[::-1]


# --- saved steps --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch whose voices were heard, from one sample to another."""

    start: int
    end: int
    last: bool
    vectors: Vectors


def _saved(place: Path) -> Iterator[Step]:
    """Those that follow on one another from the beginning; what is broken, and all behind it, is heard again."""
    number = end = 0
    while True:
        try:
            with (place / f"{number:05}.npz").open("rb") as file, np.load(file) as said:
                first, until, last = (int(one) for one in said["from_to_last"])
                step = Step(first, until, bool(last), said["vectors"].astype(np.float32))
        except (OSError, ValueError, LookupError, TypeError, EOFError, zipfile.BadZipFile):
            return
        if step.start != end or step.vectors.ndim != 2:
            return
        yield step
        number, end = number + 1, step.end


def _save(place: Path, number: int, step: Step) -> None:
    """Whole or not at all, and on the disk before the next is begun. Half the digits are enough to tell voices apart."""
    place.mkdir(parents=True, exist_ok=True)  # somebody may have forgotten everything meanwhile
    part = place / f"{number:05}.part"
    with part.open("wb") as file:
        told = np.array([step.start, step.end, int(step.last)], np.int64)
        np.savez(file, from_to_last=told, vectors=step.vectors.astype(np.float16))
        file.flush()
        os.fsync(file.fileno())
    part.replace(place / f"{number:05}.npz")
