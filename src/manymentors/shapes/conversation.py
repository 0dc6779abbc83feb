"""A conversation: who answered whom, and how it reads as an interview."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One post of a conversation. `key` is the same wherever it is shown; `reply_to` is the key of what it answers, "" at the top.

    `account` is the address under which its author can be followed, `handle` their name there; `html` is sanitised.
    """

    key: str
    reply_to: str = ""
    url: str = ""
    author: str = ""
    handle: str = ""
    account: str = ""
    html: str = ""
    text: str = ""
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """What one author said in a row (`turns`, in order), and the answers to it that lead aside, each with all below it."""

    turns: tuple[Turn, ...]
    branches: tuple[tuple[Turn, ...], ...] = ()

    @property
    def author(self) -> Turn:
        return self.turns[0]
