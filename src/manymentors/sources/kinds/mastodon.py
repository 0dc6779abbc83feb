"""Accounts on Mastodon and the servers that speak as it does, read as anybody may: posts, replies, boosts.

`@name@server` is always one. An address such as https://server/@name may be, and only then is the server asked.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from manymentors.errors import FetchError, InputError, NotAFeed, NotFound
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources import loose
from manymentors.sources.clean import web_address
from manymentors.sources.kinds import Address
from manymentors.sources.mastodon.read import read_account
from manymentors.sources.pages import gather

if TYPE_CHECKING:
    from manymentors.sources.mastodon.api import Account

LOOKS_AT = "address"
FETCHES = ("mastodon",)

HANDLE = re.compile(r"@([\w.-]+)@((?:[\w-]+\.)+[\w-]+(?::\d+)?)")
_PAGE = re.compile(
    r"(https?://[^/?#@\s]+)/(?:@|users/)([\w.-]+?)(?:@((?:[\w-]+\.)+[\w-]+(?::\d+)?))?"
    r"(?:/(?:\d+|with_replies|media|statuses/[^/?#]+))?/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_OTHERS = ("medium.com", "tiktok.com", "threads.net", "threads.com", "youtube.com", "substack.com", "t.me")
"""Big places that write an account’s address in the same form and are known not to be Mastodon."""


def look(address: Address) -> list[FoundSource] | None:
    if handle := HANDLE.fullmatch(address.text):
        from manymentors.sources.mastodon.api import find

        return _found(find(f"https://{handle[2].lower()}", handle[1], address.client), address.client)
    page = named_in(address.page)
    if page is None:
        return None
    from manymentors.sources.mastodon.api import Account

    try:
        return _found(Account(*page, address.client), address.client)
    except (FetchError, NotAFeed):
        return None  # not a Mastodon server: what else is there, the page itself says


def named_in(url: str) -> tuple[str, str] | None:
    """The server and the name of an account, by the form of the address alone; None where it has another form."""
    found = _PAGE.fullmatch(web_address(url))
    if found is None or found[2].lower().endswith((".rss", ".atom", ".json")):
        return None
    host = urlsplit(found[1]).hostname or ""
    if any(host == other or host.endswith(f".{other}") for other in _OTHERS):
        return None
    return (f"https://{found[3].lower()}" if found[3] else found[1].lower()), found[2]


def account_in(url: str) -> tuple[str, str]:
    """The same. Raises InputError for an address of another form."""
    named = named_in(url)
    if named is None:
        raise InputError(f"“{url}” is not the address of an account. Follow it again as @name@server.")
    return named


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    """What is new, and a part of what is older until all of it is here."""
    from manymentors.sources.mastodon.api import find

    account = find(*account_in(url), client)
    gathered = gather(account.page, validators)
    if not gathered.entries:
        _raise_if_hidden(account)
    source = replace(read_account(account.told, account.url, account.handle, gathered.entries), url=url)
    digest = hashlib.sha256(repr(source).encode()).hexdigest()
    kept = replace(gathered.kept, body_hash=digest)
    moved = named_in(loose.text(account.told, "moved", "url"))
    return Fetched(
        None if kept == validators else source,
        kept,
        moved_to=f"{moved[0]}/@{moved[1]}" if moved else "",
    )


def _found(account: Account, client: Client) -> list[FoundSource]:
    """The account with its newest posts; before it the one to which it has moved."""
    from manymentors.sources.mastodon.api import find

    page = account.page("")
    if not page.entries:
        _raise_if_hidden(account)
    found = [read_account(account.told, account.url, account.handle, page.entries)]
    if moved := named_in(loose.text(account.told, "moved", "url")):
        try:
            there = find(*moved, client)
        except (FetchError, NotAFeed):
            return found  # the old one is still worth reading
        found.insert(0, read_account(there.told, there.url, there.handle, there.page("").entries))
    return found


def _raise_if_hidden(account: Account) -> None:
    """Where nothing is shown, and the server says that it hides the account, say so: it may show it again."""
    for flag, words in (
        ("suspended", "is suspended by its server"),
        ("limited", "is limited by its server, which shows the posts to followers only"),
    ):
        if loose.at(account.told, flag) is True:
            message = f"{account.handle} {words}. What was read stays; it is asked again now and then."
            raise NotFound(account.url, message)
