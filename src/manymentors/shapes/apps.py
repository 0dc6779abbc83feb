"""What a podcast app says was done with an episode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EpisodeAction:
    """`podcast` and `episode` are addresses; `at` is when it was done, None where the app does not say. Seconds are whole.

    `here` is the number of the episode, where the address was one of ours, out of a private feed: that is a secret, and stands in
    no `episode`.
    """

    podcast: str
    episode: str
    action: str
    guid: str = ""
    device: str = ""
    at: datetime | None = None
    started: int | None = None
    position: int | None = None
    total: int | None = None
    here: int | None = None
