"""A source that is followed → what is there now, or that nothing has changed."""

from __future__ import annotations

from manymentors.errors import InputError
from manymentors.http_client import Client
from manymentors.shapes import Fetched, Validators
from manymentors.sources.kinds import all_kinds


def fetch(kind: str, url: str, client: Client, validators: Validators) -> Fetched:
    """Look once. Waits for the network, or for the disk where the kind is a local one.

    Keep the validators in the transaction that keeps the items. Raises FetchError, NotAFeed, BrokenFile, InputError.
    """
    for candidate in all_kinds():
        if kind in candidate.FETCHES:
            return candidate.fetch(url, client, validators)
    known = ", ".join(sorted(name for candidate in all_kinds() for name in candidate.FETCHES))
    raise InputError(f"A source of the kind “{kind}” cannot be fetched. The kinds are: {known}.")
