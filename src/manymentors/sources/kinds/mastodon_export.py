"""What Mastodon's settings export: the list of those one follows (CSV), and one's own archive (zip)."""

from __future__ import annotations

from manymentors.http_client import MAX_BYTES, Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources.archives import is_zip, opened, state_of
from manymentors.sources.feeds.charset import decode
from manymentors.sources.kinds import Address
from manymentors.sources.local import existing
from manymentors.sources.mastodon.exports import is_archive, read_accounts, read_archive

LOOKS_AT = "path"
FETCHES = ("mastodon_archive",)


def look(address: Address) -> list[FoundSource] | None:
    path = address.path
    if path is None or not path.is_file():
        return None
    if path.suffix.lower() == ".csv" and path.stat().st_size <= MAX_BYTES:
        body = path.read_bytes()
        return read_accounts(decode(body, "") or body.decode("utf-8", "replace"), path.name)
    if not is_zip(path):
        return None
    with opened(path) as archive:
        return [read_archive(archive, path.as_uri())] if is_archive(archive) else None


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    """Reads the file anew only where its size or time has changed."""
    path = existing(url)
    kept = Validators(body_hash=state_of(path))
    if kept == validators:
        return Fetched(None, kept)
    with opened(path) as archive:
        return Fetched(read_archive(archive, url), kept)
