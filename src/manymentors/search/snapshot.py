"""The index as one commit left it: the words, the codes, and the mark that says how far they count."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from manymentors.search.codes import Codes, Sizes, View
from manymentors.search.words import Words

TRIES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """What one commit promises. `made_by` names the embedder and the format; `generation` the folder of the codes."""

    made_by: str
    dims: int
    watermark: int = 0
    generation: int = 0
    rows: int = 0
    tags: int = 0
    dead: int = 0

    @property
    def sizes(self) -> Sizes:
        return Sizes(self.rows, self.tags, self.dead)

    def to_json(self) -> str:
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Snapshot:
    mark: Mark
    words: Words
    codes: View


def words_folder(folder: Path) -> Path:
    return folder / "words"


def codes_folder(folder: Path, generation: int) -> Path:
    return folder / f"codes-{generation}"


def commit_seen(folder: Path) -> bytes:
    """What differs from one commit to the next; empty where there was none. A read of a few hundred bytes."""
    try:
        return (words_folder(folder) / "meta.json").read_bytes()
    except OSError:
        return b""


def look(folder: Path, made_by: str) -> Snapshot | None:
    """The last commit, or None where there is none, or a broken one, or another maker's.

    Tried again, because a writer may put a new generation in place between two of our reads.
    """
    for _ in range(TRIES):
        try:
            words = Words(words_folder(folder))
            mark = Mark(**json.loads(words.mark))
            if mark.made_by != made_by:
                return None
            codes = Codes(codes_folder(folder, mark.generation), mark.dims)
            return Snapshot(mark, words, codes.view(mark.sizes))
        except (ValueError, TypeError, OSError):
            continue
    return None
