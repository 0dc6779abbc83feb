"""A poll that is held on a network: what is asked there, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PollForm:
    """A poll as Mastodon wants it: open for so many `seconds`, `several` where one may choose more than one answer."""

    options: tuple[str, ...]
    seconds: int
    several: bool = False


@dataclass(frozen=True, slots=True)
class PollLimits:
    """What a server takes: so many answers, of so many characters each, open for so many seconds."""

    options: int = 4
    characters: int = 50
    shortest: int = 300
    longest: int = 2_629_746


@dataclass(frozen=True, slots=True)
class HeldPoll:
    """How a poll on a server stands. `counts` are votes by answer, None where the server tells them only after the end; `n` is
    how many people spoke, None where it does not tell.
    """

    id: str
    options: tuple[str, ...]
    counts: tuple[int, ...] | None
    votes: int
    n: int | None
    several: bool
    closed: bool
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class FoundPoll:
    """A poll found at the address of a post: what was asked, by whom, and how it stands. `key` is the post's identity."""

    key: str
    url: str
    author: str
    question: str
    held: HeldPoll


@dataclass(frozen=True, slots=True)
class Tally:
    """Replies read as votes: one a person, the last one counts. `unread` are the addresses of those that could not be read."""

    counts: tuple[int, ...]
    unread: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        return sum(self.counts)
