"""A folder of transcripts on this machine: a source with an episode for each file, folders below included."""

from __future__ import annotations

import hashlib
from pathlib import Path

from manymentors.errors import NotAFeed
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources.kinds import Address
from manymentors.sources.local import existing, item_of, transcripts_below

LOOKS_AT = "path"
FETCHES = ("folder",)


def look(address: Address) -> list[FoundSource] | None:
    if address.path is None or not address.path.is_dir():
        return None
    source = _source(address.path)
    if not source.items:
        raise NotAFeed(
            f"The folder {address.path} holds no transcripts. Put files into it that end in "
            ".vtt, .srt, .json, .html, .md or .txt."
        )
    return [source]


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    folder = existing(url)
    digest = hashlib.sha256()
    for path in transcripts_below(folder):
        digest.update(f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    changed = digest.hexdigest() != validators.body_hash
    return Fetched(_source(folder) if changed else None, Validators(body_hash=digest.hexdigest()))


def _source(folder: Path) -> FoundSource:
    items = tuple(item_of(path, path.relative_to(folder).as_posix()) for path in transcripts_below(folder))
    return FoundSource("folder", folder.as_uri(), title=folder.name, items=items)
