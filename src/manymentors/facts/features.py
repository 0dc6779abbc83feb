"""Units of talk → what the first reader looks at: their words, the words around them, and dense cues."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from manymentors.facts import cues
from manymentors.shapes import Document, Role
from manymentors.text import Unit

Array = NDArray[np.float32]

_WORD = re.compile(r"[a-z0-9][a-z0-9'+#]*")
_ROLES: tuple[Role, ...] = ("guest", "host", "unknown")
DENSE = len(cues.NAMES) + len(_ROLES) + 9
AROUND = 6  # this unit, one and two before, one and two after, and the mean of thirteen


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: entry i puts `values[i]` at (`rows[i]`, `columns[i]`)."""

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: Array
    count: int

    def times(self, weights: Array) -> Array:
        """Rows @ weights, weights being (columns, outputs)."""
        out = np.zeros((self.count, weights.shape[1]), dtype=np.float32)
        for k in range(weights.shape[1]):
            terms = self.values * weights[self.columns, k]
            out[:, k] = np.bincount(self.rows, weights=terms, minlength=self.count)
        return out


@dataclass(frozen=True, slots=True)
class Talk:
    """A document cut into units, with all that is told of each without a model."""

    document: Document
    units: tuple[Unit, ...]
    roles: tuple[Role, ...]
    words: tuple[tuple[str, ...], ...]
    places: NDArray[np.int64]
    """Words before each unit, and at the end the words of all."""

    def text(self, i: int) -> str:
        unit = self.units[i]
        return self.document.text[unit.start : unit.end]


def talk_of(document: Document, units: Sequence[Unit], roles: Sequence[Role]) -> Talk:
    texts = [document.text[unit.start : unit.end] for unit in units]
    lengths = [len(text.split()) for text in texts]
    words = tuple(tuple(plain_words(text)) for text in texts)
    return Talk(document, tuple(units), tuple(roles), words, np.cumsum([0, *lengths], dtype=np.int64))


def plain_words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("’", "'"))


def terms(words: Sequence[str]) -> list[str]:
    """The words and the pairs of neighbours."""
    return [*words, *(f"{a} {b}" for a, b in pairwise(words))]


def weigh(
    bags: Sequence[Sequence[str]], vocabulary: Mapping[str, int], idf: Array, scale: float = 1.0
) -> Rows:
    """TF-IDF with sublinear counts, each row brought to length `scale`."""
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for r, bag in enumerate(bags):
        known = Counter(column for term in bag if (column := vocabulary.get(term)) is not None)
        weights = [(1 + np.log(n)) * float(idf[c]) for c, n in known.items()]
        length = float(np.sqrt(sum(w * w for w in weights))) or 1.0
        rows += [r] * len(known)
        columns += known
        values += [scale * w / length for w in weights]
    return Rows(
        np.array(rows, np.int32), np.array(columns, np.int32), np.array(values, np.float32), len(bags)
    )


def before(words: Sequence[Sequence[str]]) -> list[list[str]]:
    """The words of the two units before each."""
    return [[w for bag in words[max(0, i - 2) : i] for w in bag] for i in range(len(words))]


def after(words: Sequence[Sequence[str]]) -> list[list[str]]:
    """The words of the two units after each."""
    return [[w for bag in words[i + 1 : i + 3] for w in bag] for i in range(len(words))]


def dense(talk: Talk) -> Array:
    """Cue counts, role, place and form of each unit, and of its neighbours: (units, AROUND * DENSE)."""
    own = _own(talk)
    n = len(own)
    padded = np.concatenate([np.zeros((6, DENSE), np.float32), own, np.zeros((6, DENSE), np.float32)])
    shifted = [padded[6 + k : 6 + k + n] for k in (0, -1, 1, -2, 2)]
    total = np.concatenate([np.zeros((1, DENSE), np.float32), np.cumsum(padded, axis=0, dtype=np.float32)])
    mean = (total[13 : 13 + n] - total[:n]) / 13
    return np.concatenate([*shifted, mean], axis=1)


def _own(talk: Talk) -> Array:
    out = np.zeros((len(talk.units), DENSE), np.float32)
    length = max(1, len(talk.document.text))
    opens = set(talk.document.gaps)
    asked = False
    for i, unit in enumerate(talk.units):
        text = talk.text(i)
        count = int(talk.places[i + 1] - talk.places[i])
        place = unit.start / length
        capitals = sum(1 for a, b in pairwise(text) if a == " " and b.isupper())
        form = [
            place, float(np.exp(-place * 15)), float(place > 0.93), min(count, 50) / 20, float(count < 8),
            min(capitals, 6) / 3, float(asked), float(unit.start in opens), float(text[:1].islower()),
        ]  # fmt: skip
        role = [float(talk.roles[i] == r) for r in _ROLES]
        out[i] = [*cues.counts(text), *role, *form]
        asked = text.rstrip("\"'”’)").endswith("?")
    return out
