"""Stretches of talk → what the large listener says of each."""

from __future__ import annotations

import fcntl
import hashlib
import math
import os
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from manymentors.errors import EngineError
from manymentors.facts.features import Array, Talk
from manymentors.facts.large import base
from manymentors.facts.large.graph import MARKS, SPECIAL, VERSION, WORDS, graph
from manymentors.facts.tagger import CLOSES, OPENS, Stretch, Tagger, Window, sense

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

COLUMN = {"milestone": 13, "endorsement": 14}
SORTS = {"milestone": slice(0, 13), "endorsement": slice(15, 24)}
LATE, COLUMNS = 24, 25
"""13 kinds, milestone, endorsement, 9 types of what is endorsed, and how late in a life it stands, which no road is put in order by yet."""
AT_ONCE = 2
BUCKETS, FARTHEST = 32, 128


class Large:
    """Our change of the large base (`change`, written by `evals/enlarge.py`) and a folder in which the two are put together once.

    The tokens are those of `tagger`.
    """

    def __init__(
        self, tagger: Tagger, change: Path, folder: Path, told: Callable[[str], None] | None = None
    ) -> None:
        self.tagger, self.change, self.folder, self.told = tagger, change, folder, told or _say
        self._session: InferenceSession | None = None
        self._making, self._opening = Lock(), Lock()

    def closer(self, talk: Talk, stretches: Sequence[Stretch]) -> Array:
        """(len(stretches), COLUMNS) logits. Raises EngineError where the extra `large` is not installed."""
        windows = self.tagger.windows(talk, stretches)
        out = np.zeros((len(windows), COLUMNS), np.float32)
        order = sorted(range(len(windows)), key=lambda k: len(windows[k].ids))
        for at in range(0, len(order), AT_ONCE):
            some = order[at : at + AT_ONCE]
            out[some] = self._said([windows[k] for k in some])
        return out

    def _said(self, windows: Sequence[Window]) -> Array:
        length = max(len(one.ids) for one in windows)
        tokens = np.ones((len(windows), length), np.int64)
        there = np.full((len(windows), 1, 1, length), -1e4, np.float32)
        for row, one in enumerate(windows):
            tokens[row, : len(one.ids)] = [_token(id_) for id_ in one.ids]
            there[row, 0, 0, : len(one.ids)] = 0
        far = self._arrays["far"][buckets(length)].transpose(2, 0, 1)[None]
        hidden = self._open().run(["hidden"], {"tokens": tokens, "bias": far + there})[0]
        senses = np.stack([sense(hidden[row], one) for row, one in enumerate(windows)])
        out: Array = senses @ self._arrays["head"] + self._arrays["head_bias"]
        return out

    def make_ready(self) -> Path:
        """Put it together where it is not there yet, and open it; a file that cannot be opened is made anew, once. Raises EngineError."""
        self._open()
        return self.model

    def _open(self) -> InferenceSession:
        with self._opening:
            if self._session is None:
                try:
                    self._session = opened(self.together())
                except NoModel:
                    self.model.unlink(missing_ok=True)
                    self._session = opened(self.together())
            return self._session

    @cached_property
    def _arrays(self) -> dict[str, Array]:
        with np.load(self.change) as arrays:
            return {name: arrays[name].astype(np.float32) for name in arrays.files}

    @property
    def model(self) -> Path:
        """Where the model is, or will be; its name tells which change is in it, and how it was put together."""
        told = self.change.read_bytes() + bytes([VERSION])
        return self.folder / f"{hashlib.sha256(told).hexdigest()[:12]}.onnx"

    def together(self) -> Path:
        """The model, put together where it is not there yet: 5 to 30 seconds, 111 MB of disk, for a moment 1.7 GB of memory.

        Another process that does it is waited for; cut off half-way it begins anew. Raises EngineError where what it is put together of is not installed.
        """
        if self.model.exists():
            return self.model
        if not base.installed():
            raise EngineError(f"The large listener is not installed. {base.INSTALL}")
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(exist_ok=True)
        with self._making, (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.model.exists():
                self.told("Putting the large listener together, once; up to half a minute.")
                for older in (*self.folder.glob("*.onnx"), *self.folder.glob("*.part")):
                    older.unlink()
                part = self.model.with_suffix(".part")
                whole = graph(base.weights(base.pieces()), self._arrays)
                with part.open("wb") as file:
                    file.write(whole)
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self.model)
        return self.model


class NoModel(EngineError):
    """A file that should hold the model and does not: cut off by a power failure, or damaged."""


def opened(model: Path) -> InferenceSession:
    """Raises NoModel."""
    from onnxruntime import InferenceSession, SessionOptions
    from onnxruntime.capi import onnxruntime_pybind11_state as told

    options = SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    try:
        return InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except (
        told.Fail,
        told.InvalidArgument,
        told.InvalidGraph,
        told.InvalidProtobuf,
        told.NoSuchFile,
        told.RuntimeException,
    ) as broken:
        raise NoModel(
            f"The large listener at {model} cannot be opened. Take that file out of the way and run: mentors large"
        ) from broken


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _token(id_: int) -> int:
    """The base's token for one of the tagger's; marks have their own, behind all others."""
    if id_ in (OPENS, CLOSES):
        return 0 if id_ == OPENS else 2
    return WORDS + id_ - 1 if 1 <= id_ <= MARKS else id_ + SPECIAL


def buckets(length: int) -> NDArray[np.int64]:
    """(length, length): how far apart two places are, coarser the farther (Raffel et al. 2020)."""
    places = np.arange(length)
    back = places[:, None] - places[None, :]
    half, exact = BUCKETS // 2, BUCKETS // 4
    gap = np.abs(back)
    wide = exact + (np.log(np.maximum(gap, 1) / exact) / math.log(FARTHEST / exact) * (half - exact)).astype(
        int
    )
    far: NDArray[np.int64] = (back < 0) * half + np.where(gap < exact, gap, np.minimum(wide, half - 1))
    return far
