"""The address of an account, a feed or a page → where somebody is found, by what stays when they change their handle.

Only the form of the address is looked at; nobody is asked.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from manymentors.shapes import FoundItem, Identity, Pointer
from manymentors.sources.clean import web_address
from manymentors.sources.kinds import bluesky, github, mastodon

SHOWS = ("podcast", "feed")
"""Kinds of which an address may be of a show or a blog, and not of an account."""

_X = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(?:i/user/(\d+)|@?(\w{1,15}))(?:/status/\d+)?/?(?:[?#]\S*)?",
    re.I | re.A,
)
_NOT_ON_X = {"i", "home", "intent", "share", "search", "hashtag", "login", "settings", "explore"}
_YOUTUBE = re.compile(
    r"https?://(?:www\.|m\.)?youtube\.com/(?:channel/(UC[\w-]+)|(@[\w.-]+)|(?:c|user)/([\w.-]+))", re.I
)
_LINKEDIN = re.compile(r"https?://(?:[a-z]{2,3}\.)?linkedin\.com/in/([^/?#\s]+)", re.I)
_HANDLE = re.compile(r"^(?P<name>.*?)\s*\((?P<handle>@[\w.@-]+)\)$")


@lru_cache(maxsize=50_000)
def identity_of(url: str) -> Identity | None:
    """None for what is no web address, no DID and no at:// address. Lists of follows ask for the same again and again."""
    on_bluesky = url.startswith(("did:", "at:")) or "bsky.app" in url
    if on_bluesky and (found := bluesky.named_in(url, url)):
        actor = found[0]
        whole = actor if actor.startswith("did:") else f"@{actor.lower()}"
        label = "" if actor.startswith("did:") else whole
        return Identity("bluesky", whole, label, f"https://bsky.app/profile/{actor}")
    url = web_address(url)
    if not url:
        return None
    if found_x := _X.fullmatch(url):
        id, handle = found_x[1], (found_x[2] or "").lower()
        if id or handle not in _NOT_ON_X:
            return Identity(
                "x", id or f"@{handle}", f"@{found_x[2]}" if handle else "", _x_page(id, found_x[2])
            )
    if login := github.named_in(url):
        return Identity("github", f"@{login.lower()}", login, f"https://github.com/{login}")
    if found_y := _YOUTUBE.match(url):
        channel = found_y[1] or (found_y[2] or f"@{found_y[3]}").lower()
        label = "" if found_y[1] else channel
        path = f"channel/{channel}" if found_y[1] else channel
        return Identity("youtube", channel, label, f"https://www.youtube.com/{path}")
    if found_l := _LINKEDIN.match(url):
        return Identity(
            "linkedin", found_l[1].lower(), found_l[1], f"https://www.linkedin.com/in/{found_l[1]}"
        )
    if account := mastodon.named_in(url):
        server, name = account
        host = urlsplit(server).netloc
        return Identity("mastodon", f"{server}/@{name.lower()}", f"@{name}@{host}", f"{server}/@{name}")
    return page_identity(url)


def _x_page(id: str | None, handle: str | None) -> str:
    return f"https://x.com/i/user/{id}" if id else f"https://x.com/{handle}"


def page_identity(url: str) -> Identity | None:
    """A page, however its address is written: with or without www, a slash at the end, a fragment."""
    url = web_address(url)
    parts = urlsplit(url)
    if parts.netloc.endswith("youtube.com") and (channel := parse_qs(parts.query).get("channel_id")):
        return Identity("youtube", channel[0], "", f"https://www.youtube.com/channel/{channel[0]}")
    host = parts.netloc.lower().removeprefix("www.")
    path = parts.path.rstrip("/")
    if not host:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return Identity("page", f"{host}{path}{query}", f"{host}{path}", url)


def identity_of_source(
    kind: str, url: str, title: str = "", site_url: str = "", identity: str = ""
) -> Identity:
    """What a followed source is, itself; `identity` is what its kind knows of it beyond the address, such as an account's id.

    An archive is the account that it is of.
    """
    found, named = identity_of(url), identity_of(site_url)
    if found is None and named is not None and named.network != "page":
        found = named
    if found is None or found.network == "page" or (kind in SHOWS and found.network != "youtube"):
        return Identity("feed", url, title, site_url or url)
    if found.network == "youtube":
        return Identity("youtube", found.identity, title, site_url or found.url)
    label = named.label if named and named.network == found.network and named.label else found.label
    return Identity(found.network, identity or found.identity, label, site_url or found.url)


# --- at whom an item points


def points_at(item: FoundItem) -> list[Pointer]:
    """Whom the item boosts, answers, quotes, or says is followed; accounts only, each once in each way."""
    if item.key == "following" or item.key.startswith("following:"):
        return _unlike([_pointer("follows", link.url, link.text) for link in item.links])
    if item.boost_of:
        author = next((tag for tag in item.people if tag.href), None)
        told = author.href if author else item.boost_of
        return _unlike([_pointer("boosts", told, author.name if author else item.author)])
    found = [_pointer("answers", item.reply_to, "")] if item.reply_to else []
    found += [
        _pointer("quotes", link.url, link.text.removeprefix("post by ").strip())
        for link in item.links
        if link.text.startswith("post by ")
    ]
    return _unlike(found)


def _pointer(kind: str, url: str, text: str) -> Pointer | None:
    """None for what is no account: a page that is linked to is no person."""
    whom = identity_of(_author_of(url))
    if whom is None or whom.network == "page":
        return None
    told = _HANDLE.match(text)
    name = told["name"] if told else "" if text.startswith(("@", "did:")) else text
    if told or text.startswith("@"):
        handle = told["handle"] if told else text
        whom = Identity(whom.network, whom.identity, handle, whom.url)
    return Pointer(kind, whom, name)


def _author_of(url: str) -> str:
    """The address of whoever wrote the post at this address, where the address tells."""
    if found := re.fullmatch(r"at://([^/\s]+)/app\.bsky\.feed\.post/[^/\s]+", url):
        return f"https://bsky.app/profile/{found[1]}"
    if found := re.fullmatch(r"(https?://bsky\.app/profile/[^/\s]+)/post/[^/\s]+", url):
        return found[1]
    if found := re.fullmatch(r"https://(?:x|twitter)\.com/i/(?:web/)?status/\d+", url):
        return ""
    return url


def _unlike(found: list[Pointer | None]) -> list[Pointer]:
    return list({(one.kind, one.whom.key): one for one in found if one}.values())
