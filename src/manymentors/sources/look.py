"""An address → what following it would follow: a preview, in which nothing is kept."""

from __future__ import annotations

from manymentors.errors import InputError, NotAFeed
from manymentors.http_client import Client
from manymentors.shapes import FoundSource
from manymentors.sources.feeds.read import nature_of
from manymentors.sources.kinds import Address, all_kinds


def look(address: str, client: Client, *, local: bool = False) -> list[FoundSource]:
    """Everything that can be followed at this address, at least one; asks the network where needed.

    `local` lets the address be a file or a folder here: only for what the user gave on their own command line, never
    for what came over the web. Raises NotAFeed, InputError and FetchError, each with what to do next.
    """
    if not address.strip():
        raise InputError("There is no address. Give the address of a blog, a podcast or a feed.")
    here = Address(address, client, local=local)
    for kind in all_kinds():
        found = kind.look(here)
        if found is not None:
            return found
    raise NotAFeed(_sentence(here))


def _sentence(here: Address) -> str:
    if here.path is not None:
        return (
            f"{here.path} is nothing that can be followed. Give a transcript (.vtt, .srt, .json, .html, .md, .txt), "
            "a folder of them, a list of subscriptions (.opml), or the archive of an account as it was sent (.zip)."
        )
    body, media = here.answer.body, here.answer.content_type
    next_step = "Give the address of a feed, or of a page that links to one."
    if not body:
        return f"{here.url} answered with nothing. {next_step}"
    if media.startswith(("audio/", "video/")):
        return f"{here.url} is one recording ({media}), not a show. Give the address of the show’s feed."
    if b"\0" in body[:1000] or media.startswith(("image/", "application/pdf", "application/zip")):
        return f"{here.url} is a file of {len(body)} bytes ({media or 'no type'}), not a feed. {next_step}"
    what = (
        "text without a feed in it"
        if nature_of(body[:1000].decode("latin-1")) == "other"
        else "no feed that can be read"
    )
    return f"{here.url} brought {what}. {next_step}"
