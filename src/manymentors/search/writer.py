"""The one process that changes the index: collects changes, and commits them together with the watermark.

A commit is whole or it did not happen. The code files only grow, and are brought to the disk first; then Tantivy
commits, and in that one commit lies the mark that says how far they count. Killed before it, the next writer cuts off
what lies behind the mark, and the work is done again from the old watermark.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from manymentors.errors import DiskFull, StoreError
from manymentors.search.codes import ROW, Codes, View, to_bits, to_bytes
from manymentors.search.files import Lock
from manymentors.search.snapshot import Mark, codes_folder, look, words_folder
from manymentors.search.tags import number_of, tags_of
from manymentors.search.words import WordsWriter, well_formed
from manymentors.shapes import Entry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from manymentors.shapes import Embed


class Writer:
    """Holds the lock from its making to `close`. After an error it is closed, and what was not committed is dropped."""

    def __init__(self, folder: Path, embed: Embed, dims: int, made_by: str, compact_from: int) -> None:
        self._folder, self._embed, self._compact_from = folder, embed, compact_from
        self._mark = Mark(made_by, dims)
        self._lock, self._files = Lock(folder / "lock"), ExitStack()
        self.closed = False
        with self._guarded():
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.take()
            last = look(folder, made_by)
            if last is None:
                self._remove_all()
            else:
                self._mark = last.mark
            self._open()

    def upsert(self, entries: Sequence[Entry]) -> None:
        fresh = list({entry.passage: entry for entry in entries}.values())
        if not fresh:
            return
        view = self._codes.view(self._codes.sizes)
        bits, codes, rows = self._encode(fresh, view)
        with self._guarded():
            self._drop(view, "passage", [entry.passage for entry in fresh])
            self._words.add(fresh)
            self._codes.append(rows, bits, codes, [tags_of(entry) for entry in fresh])

    def delete(self, items: Collection[int]) -> None:
        with self._guarded():
            self._drop(self._codes.view(self._codes.sizes), "item", items)

    def commit(self, watermark: int) -> None:
        with self._guarded():
            sizes = self._codes.sizes
            if sizes.dead >= self._compact_from and sizes.dead * 2 > sizes.rows:
                self._compact()
            self._mark = replace(self._mark, watermark=watermark, **self._codes.sync()._asdict())
            self._words.commit(self._mark.to_json())
            self._remove_codes(but=self._mark.generation)

    def wipe(self) -> None:
        """Everything goes at once, what was committed too."""
        with self._guarded():
            self._files.close()
            self._remove_all()
            self._mark = Mark(self._mark.made_by, self._mark.dims)
            self._open()

    def close(self) -> None:
        """Drop what was not committed, let Tantivy's merges finish (seconds for a large one), let go of the lock."""
        self.closed = True
        try:
            self._files.close()
        finally:
            self._lock.release()

    def _open(self) -> None:
        self._remove_codes(but=self._mark.generation)
        self._codes = self._codes_of(self._mark.generation)
        self._files.callback(self._codes.close)
        self._codes.open(self._mark.sizes)
        self._words = WordsWriter(words_folder(self._folder))
        self._files.callback(self._words.close)

    def _codes_of(self, generation: int) -> Codes:
        folder = codes_folder(self._folder, generation)
        folder.mkdir(exist_ok=True)
        return Codes(folder, self._mark.dims)

    def _drop(self, view: View, field: Literal["passage", "item"], numbers: Collection[int]) -> None:
        """Take what is alive of these passages, or items, out of both sides."""
        slots = view.slots_of(field, numbers)
        slots = slots[view.alive[slots]]
        self._words.delete(field, np.unique(view.rows[field][slots]).tolist())
        self._codes.kill(slots)

    def _encode(self, fresh: Sequence[Entry], view: View) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """Bits, bytes and rows; a text that the same item had before keeps its vector, dead or alive."""
        rows = np.zeros(len(fresh), dtype=ROW)
        for at, entry in enumerate(fresh):
            rows[at] = (entry.passage, entry.item, entry.day, 0.0, number_of(entry.before + entry.text))
        bits = np.zeros((len(fresh), view.bits.shape[1]), dtype=np.uint64)
        codes = np.zeros((len(fresh), view.bytes.shape[1]), dtype=np.int8)

        slots = view.slots_of("item", {entry.item for entry in fresh})
        known = dict(zip(view.rows["text"][slots].tolist(), slots.tolist(), strict=True))
        slot_of = np.array([known.get(text, -1) for text in rows["text"].tolist()], dtype=np.int64)
        kept, new = np.flatnonzero(slot_of >= 0), np.flatnonzero(slot_of < 0)
        bits[kept], codes[kept] = view.bits[slot_of[kept]], view.bytes[slot_of[kept]]
        rows["scale"][kept] = view.rows["scale"][slot_of[kept]]
        if len(new):
            vectors = self._vectors([fresh[at] for at in new.tolist()])
            bits[new] = to_bits(vectors)
            codes[new], rows["scale"][new] = to_bytes(vectors)
        return bits, codes, rows

    def _vectors(self, entries: Sequence[Entry]) -> NDArray[np.float32]:
        """A row for each, of length 1: of its text, or of the middle between that and what was said before it."""
        vectors = np.array(self._embed([well_formed(entry.text) for entry in entries]), dtype=np.float32)
        told = [at for at, entry in enumerate(entries) if entry.before]
        if told:
            vectors[told] += np.asarray(self._embed([well_formed(entries[at].before) for at in told]))
            vectors[told] /= np.maximum(np.linalg.norm(vectors[told], axis=1, keepdims=True), 1e-9)
        return vectors

    def _compact(self) -> None:
        old, generation = self._codes, self._mark.generation + 1
        self._mark = replace(self._mark, generation=generation)
        self._codes = self._codes_of(generation)
        self._files.callback(self._codes.close)
        old.copy_living(into=self._codes)
        old.close()

    def _remove_codes(self, but: int) -> None:
        """A folder that a reader still holds open may stay on some systems; it goes next time."""
        for folder in self._folder.glob("codes-*"):
            if folder != codes_folder(self._folder, but):
                shutil.rmtree(folder, ignore_errors=True)

    def _remove_all(self) -> None:
        """The list of segments first: without it, nobody takes the rest for an index."""
        words = words_folder(self._folder)
        (words / "meta.json").unlink(missing_ok=True)
        shutil.rmtree(words, ignore_errors=True)
        self._remove_codes(but=-1)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Half a change is none: whatever breaks off in here, even Ctrl-C, closes the writer."""
        done = False
        try:
            yield
            done = True
        except (OSError, ValueError) as exc:
            if getattr(exc, "errno", None) == errno.ENOSPC or "No space left" in str(exc):
                raise DiskFull(
                    f"No room left in {self._folder} for the search index. Make room and try again; "
                    "what was indexed before is unharmed."
                ) from exc
            raise StoreError(f"The search index in {self._folder} cannot be written: {exc}") from exc
        finally:
            if not done:
                self.close()
