"""Keeps a code for every vector in append-only files, and finds the nearest: by bits first, then by bytes.

A vector of 256 numbers becomes 256 bits (the signs), which are scanned whole, and 256 bytes, read only for the best few
thousand. Rows are never changed in place: an outdated row is named in `dead`. The files count only as far as `Sizes`
says, so what a killed writer left behind the end is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from manymentors.search.files import Log

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROW = np.dtype(
    [("passage", "<i8"), ("item", "<i8"), ("day", "<i4"), ("scale", "<f4"), ("text", "<u8")],
)
"""`scale` turns the bytes of the vector back into numbers; `text` is the number of the passage's text."""

BLOCK = 16_384
"""Rows compared at a time: small enough for the processor's cache; 1M rows of 256 bits take 7 ms on one core."""

FEW = 256

RESCORED = 4_000
"""Rows whose bytes are read: 4,000 keep .98 of the exact top ten among 1M, 1,000 keep .95."""


class Sizes(NamedTuple):
    rows: int = 0
    tags: int = 0
    dead: int = 0


class Codes:
    """The files of one generation. Opening for writing drops what lies behind `sizes`."""

    def __init__(self, folder: Path, dims: int) -> None:
        self.dims = dims
        self.bits = Log(folder / "bits", np.dtype("<u8"), -(-dims // 64))
        self.bytes = Log(folder / "bytes", np.dtype("i1"), dims)
        self.rows = Log(folder / "rows", ROW)
        self.tags = Log(folder / "tags", np.dtype("<u8"), 2)
        self.dead = Log(folder / "dead", np.dtype("<i8"))

    @property
    def _logs(self) -> tuple[tuple[Log, str], ...]:
        return (
            (self.bits, "rows"), (self.bytes, "rows"), (self.rows, "rows"), (self.tags, "tags"), (self.dead, "dead"),
        )  # fmt: skip

    def open(self, sizes: Sizes) -> None:
        for log, counted in self._logs:
            log.open(getattr(sizes, counted))

    def sync(self) -> Sizes:
        """Bring everything written to the disk; the sizes are what a commit may then promise."""
        for log, _ in self._logs:
            log.sync()
        return self.sizes

    def close(self) -> None:
        for log, _ in self._logs:
            log.close()

    @property
    def sizes(self) -> Sizes:
        return Sizes(self.rows.count, self.tags.count, self.dead.count)

    def append(
        self, rows: NDArray[Any], bits: NDArray[Any], codes: NDArray[Any], tags: Sequence[Iterable[int]]
    ) -> None:
        """`tags` holds one list per row; `rows` come without regard to their slots, which are given here."""
        first = self.rows.count
        pairs = [(first + at, tag) for at, of_row in enumerate(tags) for tag in of_row]
        self.bits.append(bits)
        self.bytes.append(codes)
        self.rows.append(rows)
        self.tags.append(np.array(pairs, dtype=np.uint64).reshape(-1, 2))

    def kill(self, slots: NDArray[np.int64]) -> None:
        self.dead.append(slots.astype(np.int64))

    def view(self, sizes: Sizes) -> View:
        return View(self, sizes)

    def copy_living(self, into: Codes) -> None:
        """Write what is alive, and only that, into an empty generation."""
        view = self.view(self.sizes)
        into.open(Sizes())
        living = np.flatnonzero(view.alive)
        for at in range(0, len(living), BLOCK):
            slots = living[at : at + BLOCK]
            into.append(view.rows[slots], view.bits[slots], view.bytes[slots], [()] * len(slots))
        slot_of = np.cumsum(view.alive, dtype=np.int64) - 1
        tags = np.array(view.tags[view.alive[view.tags[:, 0].astype(np.int64)]])
        tags[:, 0] = slot_of[tags[:, 0].astype(np.int64)]
        into.tags.append(tags)


class View:
    """The codes as they were at one commit; nothing that a writer does later changes it."""

    def __init__(self, codes: Codes, sizes: Sizes) -> None:
        self.rows = codes.rows.read(sizes.rows)
        self.bits = codes.bits.read(sizes.rows)
        self.bytes = codes.bytes.read(sizes.rows)
        self.tags = codes.tags.read(sizes.tags)
        self.alive = np.ones(sizes.rows, dtype=bool)
        self.alive[codes.dead.read(sizes.dead)] = False
        self._among: tuple[frozenset[int], NDArray[np.bool_]] | None = None

    def slots_of(self, column: str, numbers: Iterable[int]) -> NDArray[np.int64]:
        """All slots, dead ones too, whose `column` (passage, item) is one of the numbers."""
        return np.flatnonzero(np.isin(self.rows[column], np.array(sorted(numbers), dtype=np.int64)))

    def passing(
        self, tags: Iterable[int], since: int | None, until: int | None, among: frozenset[int] | None = None
    ) -> NDArray[np.bool_]:
        """Which slots are alive, have all the tags and, where that is given, one of those in `among`, and lie within the days."""
        mask = self.alive & self._having_one_of(among) if among is not None else self.alive.copy()
        for tag in tags:
            tagged = np.zeros(len(mask), dtype=bool)
            tagged[self.tags[self.tags[:, 1] == np.uint64(tag), 0].astype(np.int64)] = True
            mask &= tagged
        if since is not None:
            mask &= self.rows["day"] >= since
        if until is not None:
            mask &= self.rows["day"] <= until
        return mask

    def _having_one_of(self, tags: frozenset[int]) -> NDArray[np.bool_]:
        """Which slots have one of the tags. The last answer is kept: one user asks within the same sources again and again."""
        kept = self._among
        if kept is None or kept[0] != tags:
            mask = np.zeros(len(self.alive), dtype=bool)
            mask[self.tags[is_one_of(self.tags[:, 1], tags), 0].astype(np.int64)] = True
            self._among = kept = tags, mask
        return kept[1]

    def nearest(
        self, vector: NDArray[np.float32], mask: NDArray[np.bool_], limit: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """The slots under the mask nearest to a vector, best first, and their cosines."""
        distances = self._distances(to_bits(vector[None])[0])
        distances[~mask] = FAR
        if len(distances) > RESCORED:
            edge = np.partition(distances, RESCORED)[RESCORED]
            slots = np.flatnonzero(distances <= min(edge, FAR - 1))
        else:
            slots = np.flatnonzero(mask)
        cosines = self.cosines(vector, slots)
        best = np.argsort(-cosines, kind="stable")[:limit]
        return slots[best], cosines[best]

    def cosines(self, vector: NDArray[np.float32], slots: NDArray[np.int64]) -> NDArray[np.float32]:
        """A few hundred rows at a time, by einsum: large arrays cost page faults, and `@` wakes a thread per core for
        work of a tenth of a millisecond (5 and 10 ms, measured on a busy machine).
        """
        cosines = np.empty(len(slots), dtype=np.float32)
        for at in range(0, len(slots), FEW):
            some = slots[at : at + FEW]
            np.einsum("ij,j->i", self.bytes[some].astype(np.float32), vector, out=cosines[at : at + FEW])
        return np.asarray(cosines * self.rows["scale"][slots], dtype=np.float32)

    def _distances(self, bits: NDArray[np.uint64]) -> NDArray[np.uint16]:
        """In how many bits each row differs."""
        distances = np.empty(len(self.bits), dtype=np.uint16)
        for at in range(0, len(distances), BLOCK):
            differing = np.bitwise_count(self.bits[at : at + BLOCK] ^ bits)
            block = distances[at : at + BLOCK]
            block[:] = differing[:, 0]
            for column in range(1, differing.shape[1]):  # summing a short axis is twice as slow
                block += differing[:, column]
        return distances


FAR = np.uint16(65_535)

SHELVES = np.uint64(65_535)


def is_one_of(numbers: NDArray[np.uint64], wanted: Iterable[int]) -> NDArray[np.bool_]:
    """Which of the numbers are wanted: each looks on the one shelf where it could stand. The few wanted ones that share a
    shelf are compared one by one. `np.isin`, which sorts, takes 700 ms for 4M tags and 500 wanted; this takes 20.
    """
    shelves = np.zeros(int(SHELVES) + 1, dtype=np.uint64)
    full = np.zeros(int(SHELVES) + 1, dtype=bool)
    crowded = []
    for number in wanted:
        shelf = number & int(SHELVES)
        if full[shelf]:
            crowded.append(number)
        else:
            shelves[shelf], full[shelf] = number, True
    out = np.empty(len(numbers), dtype=bool)
    for at in range(0, len(numbers), BLOCK):
        some = np.ascontiguousarray(numbers[at : at + BLOCK])
        at_shelf = some & SHELVES
        found = (shelves[at_shelf] == some) & full[at_shelf]
        if crowded:
            found |= np.isin(some, np.array(crowded, dtype=np.uint64))
        out[at : at + BLOCK] = found
    return out


def to_bits(vectors: NDArray[np.float32]) -> NDArray[np.uint64]:
    """One bit per number, 1 where it is positive, filled up with zeros to whole 64s."""
    signs = np.packbits(vectors > 0, axis=1)
    padded = np.zeros((len(signs), -(-signs.shape[1] // 8) * 8), dtype=np.uint8)
    padded[:, : signs.shape[1]] = signs
    return padded.view(np.uint64)


def to_bytes(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Each vector as bytes, and the scale that turns them back."""
    scale = np.maximum(np.abs(vectors).max(axis=1, initial=0.0), 1e-12) / 127
    return np.rint(vectors / scale[:, None]).astype(np.int8), scale.astype(np.float32)
