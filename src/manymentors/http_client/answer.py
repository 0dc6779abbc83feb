"""What an answer is: its status, its headers, its bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.message import Message


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: status 200 (or another 2xx), or 304 as `not_modified`, and then `body` is empty.

    `url` is where the redirects ended, without credentials. `moved_to` is that address too, but only where there were
    redirects and every one was permanent (301, 308). Header names are lower case; `body` is decompressed.
    """

    url: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    not_modified: bool = False
    moved_to: str = ""

    @property
    def content_type(self) -> str:
        """ "text/html"; empty where the server does not say."""
        return self._content_type.get_content_type() if "content-type" in self.headers else ""

    @property
    def charset(self) -> str:
        """As the server says, in lower case; empty where it does not."""
        return self._content_type.get_content_charset("")

    @property
    def _content_type(self) -> Message:
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        return message


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose bytes still come: 200, 206 or another 2xx, or 416. `parts` is read once, within the block that gave it."""

    url: str
    status: int
    headers: Mapping[str, str]
    parts: Iterator[bytes]


def size_in_words(count: int) -> str:
    if count >= 1024**3:
        return f"{count / 1024**3:.3g} GB"
    return f"{count / 1024 / 1024:.0f} MB" if count >= 1024 * 1024 else f"{count} bytes"
