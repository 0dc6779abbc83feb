"""Who is found where, who learns from whom, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

EVIDENCE = (
    "verified",
    "moved",
    "rel=me",
    "person tag",
    "feed author",
    "same avatar",
    "profile",
    "same name",
)
"""What may speak for an account being somebody's, the strongest first."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Where somebody is found. `identity` is what stays when the `label`, the handle or the title, changes."""

    network: str
    identity: str
    label: str = ""
    url: str = ""

    @property
    def key(self) -> str:
        return f"{self.network}:{self.identity}"


@dataclass(frozen=True, slots=True)
class Pointer:
    """An item points at somebody: `kind` says how, `name` is how the item calls them, "" where it does not."""

    kind: str
    whom: Identity
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A node that may be suggested, and the nodes by which it is reached, the first of them one of mine, the last itself."""

    node: int
    score: float
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A node in the picture: its place on the round (`x`, `y` and the `angle` of its label) and in the column (`row`)."""

    node: int
    x: float
    y: float
    angle: float
    row: int


@dataclass(frozen=True, slots=True)
class Line:
    """`who` learns from `whom`: two nodes of the picture, and how strongly, 0 to 1."""

    who: int
    whom: int
    strength: float
