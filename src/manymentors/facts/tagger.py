"""A small transformer of our own: units of talk, each in its surroundings → what it is likely to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from manymentors.facts.features import Array, Talk

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

HEADS = 26
"""milestone, nugget, praise, any praise, near a milestone, near a nugget, 13 kinds, 6 fields, hosting."""
CLOSER = 31
"""13 kinds, 6 fields, milestone, nugget, endorsement, 9 types of what is endorsed: what is heard at a second, closer listening."""
AROUND, LONGEST_AROUND = 2, 30
AROUND_NAME, LONGEST_AROUND_NAME = 1, 40
SIZE, FIRST, AT_ONCE = 256, 256, 2
LONGEST_UNIT, LONGEST_WINDOW = 120, 510
OPENS, CLOSES = 101, 102
_MARKS = {"guest": 1, "author": 1, "host": 2, "unknown": 3}
TURN = 3  # is added to a mark where a labelled speaker's turn opens


Pieces = tuple[list[int], list[tuple[int, int]]]
"""The tokens of a unit, and the characters of it that each stands for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units `first` to `last`; or, where `name` is told, the characters of the document that hold a name in unit `first`."""

    first: int
    last: int
    name: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch and its neighbours as tokens: `mark` stands before it, its own tokens are `start` to `end`."""

    ids: list[int]
    mark: int
    start: int
    end: int


class Tagger:
    """tagger.onnx (the transformer, int8), tagger.npz (its heads) and vocab.txt in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def listens_again(self) -> bool:
        """Whether it has the upper layers that `closer` asks."""
        return "closer" in self._heads

    def tags(self, talk: Talk) -> Array:
        """(units, HEADS) logits."""
        pieces = self.pieces(talk)
        marks = marks_of(talk)
        dense = surroundings(talk)
        out = np.zeros((len(pieces), HEADS), np.float32)
        for batch in batches(pieces):
            length = 2 + max(sum(len(pieces[i]) + 1 for i in chunk) for chunk in batch)
            ids = np.zeros((len(batch), length), np.int64)
            mask = np.zeros((len(batch), length), np.float32)
            where: list[tuple[int, int, int, int]] = []
            for row, chunk in enumerate(batch):
                flat = [OPENS]
                for i in chunk:
                    where.append((i, row, len(flat), len(flat) + 1 + len(pieces[i])))
                    flat += [marks[i], *pieces[i]]
                flat.append(CLOSES)
                ids[row, : len(flat)] = flat
                mask[row, : len(flat)] = 1
            hidden = self._session.run(["tags"], {"ids": ids, "mask": mask})[0]
            for i, row, mark, end in where:
                vector = np.concatenate([_sense(hidden[row], mark, end), dense[i]])
                out[i] = vector @ self._heads["tags"] + self._heads["tags_bias"]
        return out

    def closer(self, talk: Talk, stretches: Sequence[Stretch]) -> Array:
        """(len(stretches), CLOSER) logits: each stretch is heard again, by upper layers of its own, among its neighbours."""
        out = np.zeros((len(stretches), CLOSER), np.float32)
        windows = self.windows(talk, stretches)
        order = sorted(range(len(windows)), key=lambda k: len(windows[k].ids))
        for at in range(0, len(order), AT_ONCE):
            batch = order[at : at + AT_ONCE]
            ids = np.zeros((len(batch), len(windows[batch[-1]].ids)), np.int64)
            for row, k in enumerate(batch):
                ids[row, : len(windows[k].ids)] = windows[k].ids
            mask = (ids != 0).astype(np.float32)
            hidden = self._session.run(["closer"], {"ids": ids, "mask": mask})[0]
            for row, k in enumerate(batch):
                out[k] = sense(hidden[row], windows[k]) @ self._heads["closer"] + self._heads["closer_bias"]
        return out

    def windows(self, talk: Talk, stretches: Sequence[Stretch]) -> list[Window]:
        encoded, marks = self._encoded(talk, stretches), marks_of(talk)
        return [window(encoded, marks, stretch, talk) for stretch in stretches]

    def _encoded(self, talk: Talk, stretches: Sequence[Stretch]) -> dict[int, Pieces]:
        """The units of the stretches and around them, as far as the talk has them."""
        wanted = sorted(
            {
                unit
                for stretch in stretches
                for unit in range(
                    max(0, stretch.first - AROUND), min(len(talk.units), stretch.last + AROUND + 1)
                )
            }
        )
        found = self._tokenizer.encode_batch([talk.text(unit) for unit in wanted], add_special_tokens=False)
        return {unit: (one.ids, one.offsets) for unit, one in zip(wanted, found, strict=True)}

    def pieces(self, talk: Talk) -> list[list[int]]:
        texts = [talk.text(i) for i in range(len(talk.units))]
        return [
            found.ids[:LONGEST_UNIT]
            for found in self._tokenizer.encode_batch(texts, add_special_tokens=False)
        ]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import BertWordPieceTokenizer

        tokenizer: Tokenizer = BertWordPieceTokenizer(
            str(self.folder / "vocab.txt"), lowercase=True
        )._tokenizer
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        from onnxruntime import InferenceSession, SessionOptions

        options = SessionOptions()
        options.intra_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        return InferenceSession(str(self.folder / "tagger.onnx"), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _heads(self) -> dict[str, Array]:
        with np.load(self.folder / "tagger.npz") as arrays:
            return {name: arrays[name].astype(np.float32) for name in arrays.files}


def window(encoded: Mapping[int, Pieces], marks: Sequence[int], stretch: Stretch, talk: Talk) -> Window:
    """What is heard of a stretch: its units, the ones before and after it as far as they are near, LONGEST_WINDOW tokens at most."""
    around, most = (AROUND_NAME, LONGEST_AROUND_NAME) if stretch.name else (AROUND, LONGEST_AROUND)
    ids, mark, end = [OPENS], 0, 0
    for unit in range(max(0, stretch.first - around), min(len(talk.units), stretch.last + around + 1)):
        pieces = encoded[unit][0]
        if unit < stretch.first:
            pieces = pieces[-most:]
        elif unit > stretch.last:
            pieces = pieces[:most]
        if len(ids) > LONGEST_WINDOW - 2:
            break
        if unit == stretch.first:
            mark = len(ids)
        ids += [marks[unit], *pieces[: min(LONGEST_UNIT, LONGEST_WINDOW - 2 - len(ids))]]
        if stretch.first <= unit <= stretch.last:
            end = len(ids)
    ids.append(CLOSES)
    if stretch.name:
        begins = talk.units[stretch.first].start
        low, high = stretch.name[0] - begins, stretch.name[1] - begins
        own = [k for k, (a, b) in enumerate(encoded[stretch.first][1][:LONGEST_UNIT]) if a < high and b > low]
        if own:
            return Window(ids, mark, mark + 1 + own[0], mark + 2 + own[-1])
    return Window(ids, mark, *((mark + 1, end) if end > mark + 1 else (mark, mark + 1)))


def sense(hidden: Array, one: Window) -> Array:
    """The mean of a stretch's tokens beside what its mark has gathered."""
    return np.concatenate([hidden[one.start : one.end].mean(axis=0), hidden[one.mark]])


def _sense(hidden: Array, mark: int, end: int) -> Array:
    """The mean of a unit's tokens beside what its mark has gathered; a unit without tokens has only the mark."""
    own = hidden[mark + 1 : end].mean(axis=0) if end > mark + 1 else hidden[mark]
    return np.concatenate([own, hidden[mark]])


def marks_of(talk: Talk) -> list[int]:
    """The token that stands before each unit: who speaks, and whether a turn opens."""
    marks, before = [], ""
    for unit, role in zip(talk.units, talk.roles, strict=True):
        speaker = talk.document.speaker_at(unit.start)
        marks.append(_MARKS[role] + TURN * (bool(speaker) and speaker != before))
        before = speaker
    return marks


def surroundings(talk: Talk) -> Array:
    """Place in the document, and whether nobody is labelled: (units, 4)."""
    place = np.array([unit.start for unit in talk.units], np.float32) / max(1, len(talk.document.text))
    nobody = np.full(len(place), float(all(role == "unknown" for role in talk.roles)), np.float32)
    return np.stack([place, np.sqrt(place), np.exp(-15 * place), nobody], axis=1)


def batches(pieces: Sequence[Sequence[int]]) -> Iterator[list[list[int]]]:
    """Neighbouring units packed into chunks of at most SIZE tokens, AT_ONCE chunks at a time."""
    chunks = list(packed([len(piece) for piece in pieces]))
    for at in range(0, len(chunks), AT_ONCE):
        yield chunks[at : at + AT_ONCE]


def packed(lengths: Sequence[int], room: int = FIRST, size: int = SIZE) -> Iterator[list[int]]:
    chunk: list[int] = []
    used = 2
    for i, length in enumerate(lengths):
        if chunk and used + length + 1 > room:
            yield chunk
            chunk, used, room = [], 2, size
        chunk.append(i)
        used += length + 1
    if chunk:
        yield chunk
