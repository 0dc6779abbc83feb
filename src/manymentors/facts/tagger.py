"""A small transformer of our own: units of talk, each in its surroundings → what it is likely to hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
SORTS = 19
"""13 kinds, 6 fields: what the upper layers say that were trained for nothing else."""
AROUND, LONGEST_AROUND = 2, 60
SIZE, FIRST, AT_ONCE = 256, 256, 8
LONGEST_UNIT = 120
OPENS, CLOSES = 101, 102
_MARKS = {"guest": 1, "author": 1, "host": 2, "unknown": 3}
TURN = 3  # is added to a mark where a labelled speaker's turn opens


class Tagger:
    """tagger.onnx (the transformer, int8), tagger.npz (its heads) and vocab.txt in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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

    def sorts(self, talk: Talk, units: Sequence[int]) -> Array:
        """(len(units), SORTS) logits: of which kind and field a unit is, should it hold a milestone or a nugget."""
        pieces, marks = self.pieces(talk), marks_of(talk)
        out = np.zeros((len(units), SORTS), np.float32)
        for k, unit in enumerate(units):
            flat, at, end = [OPENS], 0, 0
            for i in range(max(0, unit - AROUND), min(len(pieces), unit + AROUND + 1)):
                at = len(flat) if i == unit else at
                flat += [marks[i], *pieces[i][:LONGEST_AROUND]]
                end = len(flat) if i == unit else end
            ids = np.array([[*flat, CLOSES]], np.int64)
            hidden = self._session.run(["sorts"], {"ids": ids, "mask": np.ones(ids.shape, np.float32)})[0]
            out[k] = _sense(hidden[0], at, end) @ self._heads["sorts"] + self._heads["sorts_bias"]
        return out

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
