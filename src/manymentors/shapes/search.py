"""What the index is given and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Embed = Callable[[Sequence[str]], NDArray[np.float32]]
    """Texts → array of shape (len(texts), dimensions), each row of length 1."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage as the search index keeps it. `day` is a date ordinal (0 where unknown). `before` is what was said until then: it is half
    of the vector, and none of the words.
    """

    passage: int
    item: int
    source: int
    text: str
    people: tuple[int, ...] = ()
    kind: str = ""
    fields: tuple[str, ...] = ()
    day: int = 0
    before: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrow a search; empty means any. `since` and `until` are date ordinals, both included.

    `sources` is a set to stay within, such as all that a user may see: None means any, an empty set means nothing.
    """

    person: int | None = None
    source: int | None = None
    sources: frozenset[int] | None = None
    kind: str = ""
    field: str = ""
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, best first; `score` orders hits within one answer only."""

    passage: int
    item: int
    score: float
