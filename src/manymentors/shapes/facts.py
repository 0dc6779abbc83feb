"""What a careful listener writes down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from manymentors.shapes.speech import Quote

KINDS = (
    "origin", "education", "certification", "job", "leadership", "change", "project",
    "founding", "exit", "publishing", "speaking", "community", "setback",
)  # fmt: skip
FIELDS = ("technical", "career", "soft-skills", "leadership", "learning", "business")
ENDORSED = ("person", "book", "show", "blog", "course", "talk", "community", "tool", "other")

Role = Literal["host", "guest", "author", "unknown"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step in a person's road. `order` counts from 1 in story order; `score` is the reader's confidence, 0 to 1."""

    person: str
    kind: str
    what: str
    quote: Quote
    seconds: float | None = None
    year: int | None = None
    order: int = 0
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Nugget:
    """A quote worth keeping: advice one can use."""

    person: str
    quote: Quote
    field: str
    skill: str = ""
    seconds: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Endorsement:
    """`person` recommends or credits `name`, which is of `type` (one of ENDORSED)."""

    person: str
    type: str
    name: str
    quote: Quote
    seconds: float | None = None
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a careful listener would write down from one document. `reader` names the reader and its version."""

    guests: tuple[str, ...]
    hosts: tuple[str, ...]
    milestones: tuple[Milestone, ...]
    nuggets: tuple[Nugget, ...]
    endorsements: tuple[Endorsement, ...]
    reader: str
