"""An account on a network → whom it follows, as its network tells anybody: one item that only links, with nobody's words in it.

All of the list or nothing: where a page fails, the error comes through, so that half a list never stands for a whole one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from manymentors.errors import InputError, ServerFailed
from manymentors.http_client import Client
from manymentors.shapes import Following, FoundItem, Link
from manymentors.sources import loose
from manymentors.sources.bluesky import api as bluesky_api
from manymentors.sources.bluesky.read import SITE
from manymentors.sources.clean import one_line, web_address
from manymentors.sources.github.weeks import SITE as GITHUB
from manymentors.sources.kinds import bluesky, github, mastodon
from manymentors.sources.mastodon.read import shown_name

KEY = "following"
MOST = {"bluesky": 2_000, "mastodon": 2_000, "github": 500}
"""The newest so many are taken. Whoever follows more follows nobody in particular; and GitHub answers strangers 60 times an hour."""

Told = Mapping[str, Any]


def follows_of(kind: str, url: str, whose: str, client: Client) -> Following:
    """Ask for the whole list, page by page. `whose` is what the account is called in the item's title.

    Raises FetchError, NotAFeed and BrokenFile, and InputError for what is no account of these networks.
    """
    ask = _ASK.get(kind)
    if ask is None:
        raise InputError(f"“{url}” is on no network that can be asked whom an account follows.")
    try:
        links, hides = ask(url, client)
    except ServerFailed as exc:
        if exc.status not in (401, 403):
            raise
        return Following(None, f"{urlsplit(url).hostname} shows whom they follow only to its own users.")
    if hides:
        return Following(None, "Whom they follow is hidden.")
    return Following(item_of(links, whose))


def item_of(links: Iterable[Link], whose: str) -> FoundItem:
    """The list as an item; nobody in it where there are no links."""
    shown = tuple({link.url: link for link in links}.values())
    return FoundItem(KEY, "post", f"Whom {whose} follows", author=whose, links=shown)


def _of_bluesky(url: str, client: Client) -> tuple[list[Link], bool]:
    named = bluesky.named_in("", url)
    if named is None:
        raise InputError(f"“{url}” is not the address of an account. Follow it again as @name.bsky.social.")
    bluesky_api.profile(named[0], client)  # raises where the account is not for strangers
    told = _pages(lambda cursor: bluesky_api.follows_page(named[0], cursor or "", client), MOST["bluesky"])
    return [
        Link(f"{SITE}/profile/{did}", _called(one_line(loose.text(one, "displayName")), _handle(one)))
        for one in told
        if bluesky.DID.fullmatch(did := loose.text(one, "did")) and not bluesky_api.for_those_signed_in(one)
    ], False


def _handle(told: Told) -> str:
    handle = loose.text(told, "handle")
    return f"@{handle}" if handle and handle != "handle.invalid" else ""


def _of_mastodon(url: str, client: Client) -> tuple[list[Link], bool]:
    from manymentors.sources.mastodon.api import find

    account = find(*mastodon.account_in(url), client)
    host = urlsplit(account.base).netloc
    told = list(_pages(account.follows, MOST["mastodon"]))
    links = []
    for one in told:
        acct = loose.text(one, "acct")
        if address := web_address(loose.text(one, "url")):
            links.append(
                Link(address, _called(shown_name(one), f"@{acct}" if "@" in acct else f"@{acct}@{host}"))
            )
    return links, not told and loose.text(account.told, "following_count") not in (
        "",
        "0",
    )  # it counts them, at least


def _of_github(url: str, client: Client) -> tuple[list[Link], bool]:
    login = github.named_in(url)
    if not login:
        raise InputError(f"“{url}” is not the address of a user. Follow it again as {GITHUB}/name.")

    def page(number: str) -> tuple[list[Told], str]:
        found = github.follows_page(client, login, int(number or 1))
        return found, str(int(number or 1) + 1) if len(found) == github.PER_PAGE else ""

    names = [loose.text(one, "login") for one in _pages(page, MOST["github"])]
    return [Link(f"{GITHUB}/{name}", name) for name in names if github.named_in(f"{GITHUB}/{name}")], False


def _called(name: str, handle: str) -> str:
    return f"{name} ({handle})" if name and handle else name or handle


def _pages(ask: Callable[[str], tuple[list[Told], str]], most: int) -> Iterator[Told]:
    """The entries of one page after the other, until they end, go round in a circle, or are enough."""
    place, seen, count = "", {""}, 0
    while True:
        entries, place = ask(place)
        yield from entries[: most - count]
        count += len(entries)
        if not entries or place in seen or count >= most:
            return
        seen.add(place)


_ASK: dict[str, Callable[[str, Client], tuple[list[Link], bool]]] = {
    "bluesky": _of_bluesky,
    "github": _of_github,
    "mastodon": _of_mastodon,
}
NETWORKS = tuple(_ASK)
