"""Everything that can go wrong in words: what happened, to what, and what to do next.

MentorsError                    every error of ours; str() is the sentence a person reads
├── InputError                  what the user gave cannot be used
│   ├── NotATranscript          empty, binary, or in no format that we read
│   ├── NotAFeed                a page or file in which there is nothing to follow
│   ├── BrokenFile              a file that ends early or is not what its name says
│   │   └── TakesTooLong        one that was given up before it was read to its end
│   ├── UnknownPerson           nobody of that name; carries near names
│   └── NothingThere            an id, a step, or a path that does not exist
├── FetchError                  a request that brought nothing; carries the address
│   ├── AddressRefused          the address leads into a private network
│   ├── Unreachable             no such host, no answer, connection broken (retry)
│   ├── TooSlow                 the answer took longer than allowed (retry)
│   ├── TooLarge                more bytes than allowed, counted after decompression
│   ├── NotFound                404: perhaps for now (retry, ever more slowly)
│   ├── SourceGone              410: gone for good, says the server
│   ├── Challenged              a wall for browsers only (retry slowly)
│   ├── RateLimited             429 or 503; carries how long to wait (retry)
│   └── ServerFailed            any other bad status (retry)
├── EngineError                 a model or library cannot do its work here
├── SettingsError               a setting that cannot be read
└── StoreError                  the data folder or the database refused
    ├── DiskFull                no room left to write
    ├── Busy                    another process holds what only one may hold
    └── StoreTooNew             the data were written by a newer version
"""

from __future__ import annotations

from collections.abc import Sequence


class MentorsError(Exception):
    """The root of all our errors. `retry` says whether trying again later can help."""

    retry = False


class InputError(MentorsError):
    """What the user gave cannot be used."""


class NotATranscript(InputError):
    """The file holds no speech that we can read."""


class NotAFeed(InputError):
    """There is nothing to follow in what was found."""


class BrokenFile(InputError):
    """The file ends early, or is not what its name says."""


class TakesTooLong(BrokenFile):
    """Reading it was given up after a while; perhaps there is only much of it."""


class UnknownPerson(InputError):
    """Nobody of that name is known; `near` holds names like it, best first."""

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        self.name, self.near = name, tuple(near)
        hint = f" Did you mean {' or '.join(near)}?" if near else " See everyone with: mentors people"
        super().__init__(f"Nobody called “{name}” is known here.{hint}")


class NothingThere(InputError):
    """An id, a step or a path that does not exist."""


class FetchError(MentorsError):
    """A request that brought nothing. `url` is the address, without credentials."""

    def __init__(self, url: str, message: str) -> None:
        self.url = url
        super().__init__(message)


class AddressRefused(FetchError):
    """The address leads into a private network, and no setting allows it."""


class Unreachable(FetchError):
    """No such host, no answer, or the connection broke."""

    retry = True


class TooSlow(FetchError):
    """The answer took longer than allowed."""

    retry = True


class TooLarge(FetchError):
    """The answer holds more bytes than allowed, counted after decompression."""


class NotFound(FetchError):
    """404: perhaps only for now."""

    retry = True


class SourceGone(FetchError):
    """410: gone for good, says the server."""


class Challenged(FetchError):
    """The server asks for a browser (a challenge page)."""

    retry = True


class RateLimited(FetchError):
    """429 or 503; `wait` is the number of seconds the server asks for, None where it does not say."""

    retry = True

    def __init__(self, url: str, message: str, wait: float | None = None, whole_host: bool = False) -> None:
        super().__init__(url, message)
        self.wait, self.whole_host = wait, whole_host


class ServerFailed(FetchError):
    """Any other status that is not a success; `status` is the number."""

    retry = True

    def __init__(self, url: str, message: str, status: int) -> None:
        super().__init__(url, message)
        self.status = status


class EngineError(MentorsError):
    """A model or library cannot do its work here."""


class SettingsError(MentorsError):
    """A setting that cannot be read; names the setting and a value that would do."""


class StoreError(MentorsError):
    """The data folder or the database refused."""


class DiskFull(StoreError):
    """No room left to write; nothing that was there is harmed."""


class Busy(StoreError):
    """Another process holds what only one may hold."""

    retry = True


class StoreTooNew(StoreError):
    """The data were written by a newer version of Manymentors."""
