"""One transcript on this machine: a source with one episode, whose transcript is the file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources.kinds import Address
from manymentors.sources.local import existing, is_transcript, item_of

LOOKS_AT = "path"
FETCHES = ("transcript_file",)


def look(address: Address) -> list[FoundSource] | None:
    if address.path is None or not is_transcript(address.path):
        return None
    return [_source(address.path)]


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    path = existing(url)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    changed = digest != validators.body_hash
    return Fetched(_source(path) if changed else None, Validators(body_hash=digest))


def _source(path: Path) -> FoundSource:
    return FoundSource("transcript_file", path.as_uri(), title=path.stem, items=(item_of(path, path.name),))
