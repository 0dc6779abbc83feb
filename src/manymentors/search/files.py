"""An array in a file that only grows, and a lock that dies with its process."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from manymentors.errors import Busy

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Log:
    """An append-only array of one dtype, `width` numbers a row (0: plain rows). `count` includes what is not yet synced."""

    def __init__(self, path: Path, dtype: np.dtype[Any], width: int = 0) -> None:
        self.path, self.dtype = path, dtype
        self._row = (width,) if width else ()
        self._row_bytes = dtype.itemsize * max(width, 1)
        self._file: IO[bytes] | None = None
        self.count = self._synced = 0

    def open(self, count: int) -> None:
        """For writing after the first `count` rows; whatever follows them is dropped."""
        self._file = self.path.open("ab", buffering=0)
        self._file.truncate(count * self._row_bytes)
        self.count = self._synced = count

    def append(self, rows: NDArray[Any]) -> None:
        assert self._file is not None, "open first"
        left = memoryview(np.ascontiguousarray(rows, dtype=self.dtype).tobytes())
        while left:  # a full disk may take a part before it refuses
            left = left[self._file.write(left) :]
        self.count += len(rows)

    def sync(self) -> None:
        if self._file is not None and self._synced < self.count:
            os.fsync(self._file.fileno())
            self._synced = self.count

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def read(self, count: int) -> NDArray[Any]:
        """The first `count` rows, mapped and not loaded. ValueError where the file holds fewer."""
        if count == 0:
            return np.empty((0, *self._row), dtype=self.dtype)
        return np.memmap(self.path, self.dtype, "r", shape=(count, *self._row))


class Lock:
    """Held by one process at a time, released by its death. SQLite's lock: it works on every system we run on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: sqlite3.Connection | None = None

    def take(self) -> None:
        held = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as exc:
            held.close()
            raise Busy(
                f"Another process is writing the search index in {self.path.parent}. "
                "Let it finish, or stop it, and try again; searching goes on meanwhile."
            ) from exc
        self._held = held

    def release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None
