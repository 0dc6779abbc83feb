"""One file per place to follow, found by walking this folder: adding a kind edits nothing else.

A kind is a module with

    LOOKS_AT   "path", "address" or "answer": what it needs in order to know its own; asked in this order
    look(address: Address) -> list[FoundSource] | None
               what following this address would follow, None where the address is not for this kind
    FETCHES    the names (FoundSource.kind) that it can fetch again, perhaps none
    fetch(url, client, validators) -> Fetched     only where FETCHES is not empty
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Collection
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol, cast

from manymentors.errors import InputError, NothingThere
from manymentors.http_client import Client, Response
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources.clean import web_address
from manymentors.sources.local import path_of

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "text/html;q=0.8, */*;q=0.5"
)

_ORDER = ("path", "address", "answer")


class Kind(Protocol):
    LOOKS_AT: str
    FETCHES: Collection[str]

    def look(self, address: Address) -> list[FoundSource] | None: ...
    def fetch(self, url: str, client: Client, validators: Validators) -> Fetched: ...


@lru_cache(maxsize=1)
def all_kinds() -> tuple[Kind, ...]:
    """Every kind in this folder, in the order in which they are asked."""
    modules = [
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    ]
    kinds = [cast(Kind, module) for module in modules]
    return tuple(sorted(kinds, key=lambda kind: _ORDER.index(kind.LOOKS_AT)))


class Address:
    """What somebody typed, and what is there, fetched once and only when a kind wants to see it."""

    def __init__(self, text: str, client: Client, *, local: bool = False) -> None:
        self.text, self.client = text.strip(), client
        self.path = _path(self.text) if local else None

    @cached_property
    def url(self) -> str:
        """The web address. Raises InputError for what is none."""
        text = re.sub(r"^feed:(?=https?:)", "", self.text, flags=re.IGNORECASE)
        text = re.sub(r"^(feed|pcast|itpc|podcast)://", "http://", text, flags=re.IGNORECASE)
        if re.match(r"https?://", text, re.IGNORECASE):
            return text
        if re.fullmatch(r"(?:[^\s/:@?#.]+\.)+[^\s/:@?#.]+(?::\d+)?(?:[/?#]\S*)?", text):
            return f"https://{text}"
        raise InputError(
            f"“{self.text}” is not a web address. Give one that begins with https://, "
            "such as the address of a blog, a podcast or a feed."
        )

    @cached_property
    def page(self) -> str:
        """The same, "" for what is none, and for a file or folder here."""
        try:
            return "" if self.path is not None else web_address(self.url)
        except InputError:
            return ""

    @cached_property
    def answer(self) -> Response:
        """Waits for the network. Raises FetchError."""
        return self.client.get(self.url, accept=ACCEPT)

    @property
    def lasting_url(self) -> str:
        """Where to look next time: as typed, or where the server has moved it for good."""
        return self.answer.moved_to or self.url


def _path(text: str) -> Path | None:
    """The file or folder that was named; None where the words look like a web address and no file has that name."""
    if text.lower().startswith("file:"):
        path = path_of(text)
    elif re.match(r"[a-z]+:", text, re.IGNORECASE) or not text:
        return None
    else:
        path = Path(text).expanduser()
    if path.exists():
        return path.resolve()
    if text.lower().startswith("file:") or text.startswith(("/", "./", "../", "~")):
        raise NothingThere(f"There is no file or folder {path}. Check its name.")
    return None
