"""The index of passages beside the rows: `upsert`, `delete`, `commit`, `search`. Derived: lose it, and it is built again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manymentors.search.fusion import fuse
from manymentors.search.snapshot import Snapshot, commit_seen, look
from manymentors.search.tags import sources_wanted, tags_wanted
from manymentors.search.words import Asked, ask, well_formed
from manymentors.search.writer import Writer
from manymentors.shapes import Entry, Filters, Hit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from manymentors.search.codes import View
    from manymentors.shapes import Embed

FORMAT = 1
DEPTH = 100
"""Passages that each side may offer before they are fused, where not more are asked for."""

PHRASE_DEPTH = 1_000
FLOOR = 0.50
"""The cosine under which a vector is near nothing; `bench/quality.py` shows where it comes from."""

COMPACT_FROM = 20_000
"""Outdated rows that are carried along, unless most rows are alive, before the codes are written anew without them."""

LONGEST = 4_000
"""Characters of a query that are read."""

ANY = Filters()


class Index:
    """Many processes may search; one at a time may write, from its first change to `close`."""

    def __init__(
        self, folder: Path, embed: Embed, dims: int, maker: str, floor: float, compact_from: int
    ) -> None:
        self._folder, self._embed, self._dims, self._floor = folder, embed, dims, floor
        self._compact_from = compact_from
        self._made_by = f"{maker}, {dims} dimensions, format {FORMAT}"
        self._snapshot: Snapshot | None = None
        self._seen = b""
        self._writer: Writer | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        embed: Embed,
        dims: int,
        maker: str,
        *,
        floor: float = FLOOR,
        compact_from: int = COMPACT_FROM,
    ) -> Index:
        """`maker` is the embedder's name and version; what another one made counts as nothing and gets replaced.

        `floor` is the cosine under which this embedder's vectors mean nothing. Opening writes nothing and locks nothing.
        """
        return cls(folder, embed, dims, maker, floor, compact_from)

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def watermark(self) -> int:
        """What the last commit was given; 0 where there is no index, a broken one, or another maker's."""
        snapshot = self._latest()
        return snapshot.mark.watermark if snapshot else 0

    def search(self, query: str, filters: Filters = ANY, limit: int = 20) -> list[Hit]:
        """The passages that speak to the query, best first: they share a word with it, or their vector is near.

        Where no vector is near, a passage must hold more than a third of the words, small ones not counted; else the
        answer is silence. A quoted part must stand in the passage, up to word endings. Sees the last commit of
        whichever process writes.
        """
        query = well_formed(query[:LONGEST])
        snapshot, asked = self._latest(), ask(query)
        if snapshot is None or limit < 1 or asked == Asked():
            return []
        depth = max(limit, PHRASE_DEPTH if asked.phrases else DEPTH)
        vector = np.asarray(self._embed([query]), dtype=np.float32)[0]
        vectors = self._nearest(snapshot, vector, filters, depth)
        near = {hit.passage for hit in vectors if hit.score >= self._floor}
        least = 0 if near else len(asked.words) // 3 + 1
        words = snapshot.words.search(
            asked,
            tags_wanted(filters),
            filters.since,
            filters.until,
            depth,
            least=least,
            among=sources_wanted(filters),
        )
        said = {hit.passage for hit in words}
        speaking = said if asked.phrases else said | near
        return [hit for hit in fuse(words, vectors) if hit.passage in speaking][:limit]

    def heard(self, question: str, filters: Filters = ANY, depth: int = DEPTH) -> list[Hit]:
        """What the words find and what the vectors find, `depth` of each; the score of all is the cosine. Nothing is judged:
        there is something for every question.
        """
        question = well_formed(question[:LONGEST])
        snapshot, asked = self._latest(), ask(question)
        if snapshot is None or asked == Asked():
            return []
        words = snapshot.words.search(
            asked,
            tags_wanted(filters),
            filters.since,
            filters.until,
            depth,
            among=sources_wanted(filters),
        )
        vector = np.asarray(self._embed([question]), dtype=np.float32)[0]
        near = self._nearest(snapshot, vector, filters, depth)
        view = snapshot.codes
        slots = view.slots_of("passage", {hit.passage for hit in words} - {hit.passage for hit in near})
        slots = slots[view.alive[slots]]
        return near + self._hits(view, slots, view.cosines(vector, slots))

    def rarity(self, question: str) -> dict[str, float]:
        """The words of a question that count, as stems, each with how rare it is here, from 0 to 1; none where there is no
        index.
        """
        snapshot, asked = self._latest(), ask(well_formed(question[:LONGEST]))
        if snapshot is None:
            return {}
        stems = dict.fromkeys((*asked.words, *(stem for phrase in asked.phrases for stem in phrase)))
        return {stem: snapshot.words.rarity(stem) for stem in stems}

    def upsert(self, entries: Sequence[Entry]) -> None:
        """Add passages, or replace those of the same number. A text that its item had before is not embedded again."""
        self._begin().upsert(entries)

    def delete(self, items: Collection[int]) -> None:
        """Take out all passages of these items."""
        self._begin().delete(items)

    def commit(self, watermark: int) -> None:
        """Make all changes since the last commit, and this watermark, true in one moment; some milliseconds."""
        self._begin().commit(watermark)

    def wipe(self) -> None:
        """Empty the index at once; no commit is needed."""
        self._begin().wipe()

    def close(self) -> None:
        """Drop what was not committed and let others write; the index can still be searched, and written again."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _begin(self) -> Writer:
        if self._writer is None or self._writer.closed:
            self._writer = Writer(self._folder, self._embed, self._dims, self._made_by, self._compact_from)
        return self._writer

    def _latest(self) -> Snapshot | None:
        seen = commit_seen(self._folder)
        if seen != self._seen:
            self._snapshot = look(self._folder, self._made_by)
            self._seen = seen
        return self._snapshot

    def _nearest(
        self, snapshot: Snapshot, vector: NDArray[np.float32], filters: Filters, depth: int
    ) -> list[Hit]:
        view = snapshot.codes
        mask = view.passing(tags_wanted(filters), filters.since, filters.until, sources_wanted(filters))
        return self._hits(view, *view.nearest(vector, mask, depth))

    @staticmethod
    def _hits(view: View, slots: NDArray[np.int64], cosines: NDArray[np.float32]) -> list[Hit]:
        rows = view.rows[slots]
        return [
            Hit(passage, item, cosine)
            for passage, item, cosine in zip(
                rows["passage"].tolist(), rows["item"].tolist(), cosines.tolist(), strict=True
            )
        ]
