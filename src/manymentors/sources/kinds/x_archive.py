"""One's own archive from X (Twitter), the zip as it was sent: tweets, long tweets, likes and follows."""

from __future__ import annotations

from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources.archives import files_of, is_zip, opened, state_of
from manymentors.sources.kinds import Address
from manymentors.sources.local import existing
from manymentors.sources.x_archive.read import read_archive

LOOKS_AT = "path"
FETCHES = ("x_archive",)


def look(address: Address) -> list[FoundSource] | None:
    if address.path is None or not address.path.is_file() or not is_zip(address.path):
        return None
    with opened(address.path) as archive:
        if not any(files_of(archive, f"data/{name}") for name in ("tweets.js", "tweet.js", "account.js")):
            return None
        return [read_archive(archive, address.path.as_uri())]


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    """Reads the file anew only where its size or time has changed."""
    path = existing(url)
    kept = Validators(body_hash=state_of(path))
    if kept == validators:
        return Fetched(None, kept)
    with opened(path) as archive:
        return Fetched(read_archive(archive, url), kept)
