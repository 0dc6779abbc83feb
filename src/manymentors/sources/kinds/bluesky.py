"""Accounts on Bluesky and the rest of the AT Protocol's network, read as anybody may; lists and starter packs name many.

Understood are @handle, did:, at:// and the pages of bsky.app. The DID is what is followed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from manymentors.errors import InputError, NotAFeed
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources import loose
from manymentors.sources.bluesky import api
from manymentors.sources.bluesky.read import read_account
from manymentors.sources.kinds import Address
from manymentors.sources.pages import gather

LOOKS_AT = "address"
FETCHES = ("bluesky",)

DID = re.compile(r"(?=.{1,2048}$)did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
HANDLE = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.IGNORECASE | re.ASCII,
)
_WHAT = {
    "app.bsky.graph.list": "list",
    "lists": "list",
    "app.bsky.graph.starterpack": "pack",
    "starter-pack": "pack",
    "start": "pack",
}


def look(address: Address) -> list[FoundSource] | None:
    named = named_in(address.text if address.path is None else "", address.page)
    if named is None:
        return None
    actor, what, key = named
    if what:
        return _listed(actor, what, key, address.client)
    told = _profile(actor, address.client)
    return [read_account(told, api.feed_page(told["did"], "", address.client).entries)]


def named_in(text: str, page: str) -> tuple[str, str, str] | None:
    """The account, and the list or pack of theirs that is meant ("" for none); None for an address of another form."""
    if text.startswith("@") and HANDLE.fullmatch(text[1:]):
        return text[1:].lower(), "", ""
    if DID.fullmatch(text):
        return text, "", ""
    if HANDLE.fullmatch(text) and text.lower().endswith(".bsky.social"):
        return text.lower(), "", ""
    found = re.fullmatch(r"at://([^/\s]+)(?:/([^/\s]+)/([^/\s?#]+))?/?", text) or re.fullmatch(
        r"https?://(?:www\.|main\.)?bsky\.app/profile/([^/?#\s]+)(?:/([^/?#\s]+)(?:/([^/?#\s]+))?)?/?(?:[?#]\S*)?",
        page,
        re.IGNORECASE,
    )
    if found is None and (
        pack := re.fullmatch(
            r"https?://bsky\.app/(?:starter-pack|start)/([^/\s]+)/([^/\s?#]+)/?(?:[?#]\S*)?", page
        )
    ):
        return (pack[1], "pack", pack[2]) if _is_actor(pack[1]) else None
    if found is None or not _is_actor(found[1]):
        return None
    what = _WHAT.get(found[2] or "", "")
    return found[1], what, found[3] or "" if what else ""


def _is_actor(word: str) -> bool:
    return bool(DID.fullmatch(word) or HANDLE.fullmatch(word))


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    """What is new, and a part of what is older until all of it is here."""
    named = named_in("", url)
    if named is None:
        raise InputError(f"“{url}” is not the address of an account. Follow it again as @name.bsky.social.")
    told = _profile(named[0], client)
    gathered = gather(lambda cursor: api.feed_page(told["did"], cursor, client), validators)
    source = replace(read_account(told, gathered.entries), url=url)
    kept = replace(gathered.kept, body_hash=hashlib.sha256(repr(source).encode()).hexdigest())
    return Fetched(None if kept == validators else source, kept)


def _profile(actor: str, client: Client) -> api.Told:
    told = api.profile(actor, client)
    if not DID.fullmatch(loose.text(told, "did")):
        raise NotAFeed(f"Bluesky gave no identity for {actor}. Try again later.")
    return told


def _listed(actor: str, what: str, key: str, client: Client) -> list[FoundSource]:
    """Everybody in a list or a starter pack; nobody's posts are fetched here."""
    did = loose.text(_profile(actor, client), "did")
    if what == "pack":
        pack = api.starter_pack(f"at://{did}/app.bsky.graph.starterpack/{key}", client)
        uri, name = loose.text(pack, "list", "uri"), loose.text(pack, "record", "name")
    else:
        uri, name = f"at://{did}/app.bsky.graph.list/{key}", ""
    about, *people = api.members(uri, client) if uri else [{}]
    if loose.text(about, "purpose").endswith("#modlist"):
        raise NotAFeed(
            "This is a list of accounts to be hidden, not to be followed. Give another list, or one account."
        )
    folder = tuple(filter(None, [name or loose.text(about, "name")]))
    found = [
        read_account(person, folder=folder) for person in people if DID.fullmatch(loose.text(person, "did"))
    ]
    if not found:
        raise NotAFeed("There is nobody in this list. Give another list, or one account.")
    return list({source.url: source for source in found}.values())
