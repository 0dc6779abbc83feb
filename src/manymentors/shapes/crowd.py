"""What many people said on one question, before rows are told from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from manymentors.shapes.search import Embed


@dataclass(frozen=True, slots=True)
class Told:
    """Words of somebody's that may answer: a nugget, or sentences of a passage. `near` is the cosine of their sense to the
    question's, `about` the same with what was said before them, where an index has told it. `skill` is one that somebody vouches for.
    """

    text: str
    item: int
    skill: str = ""
    field: str = ""
    near: float | None = None
    about: float | None = None


@dataclass(frozen=True, slots=True)
class Ear:
    """What a question is listened with: words → stems, the fast embedder, the slow one that knows the order of words."""

    stems: Callable[[str], Sequence[str]]
    like: Embed
    sense: Embed


@dataclass(frozen=True, slots=True)
class Weighed:
    """How well words answer: `score` orders them (log-odds); `near` is the cosine of sense, on which silence is decided."""

    score: float
    near: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its text, and how rare each of its words (as stems) is in what is held, from 0 to 1."""

    text: str
    rarity: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody told that may prove a trait: a milestone (`kind` is its kind, `line` what happened) or a nugget (its field,
    its skill)."""

    fact: str
    kind: str
    line: str
    quote: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Some people and the traits that at least one of them proves, by their places among all traits."""

    people: tuple[int, ...]
    traits: tuple[int, ...]
