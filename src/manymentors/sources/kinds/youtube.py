"""Channels and playlists of YouTube, by their Atom feed: the newest fifteen videos, each an item; captions are read by `sources.captions`.

An address of a video leads to its channel, by oEmbed; a handle, by the feed that its page names. Nothing else is read of a page.
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from manymentors.errors import NotAFeed, NotFound, ServerFailed
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources import cage, loose
from manymentors.sources.clean import web_address
from manymentors.sources.kinds import Address, feed

LOOKS_AT = "address"
FETCHES = ("youtube",)

SITE = "https://www.youtube.com"
_HOST = re.compile(
    r"(?:(?:www|m|music)\.)?youtube\.com|(?:www\.)?youtube-nocookie\.com|youtu\.be", re.IGNORECASE
)
_CHANNEL, _PLAYLIST, _VIDEO = (
    "UC[A-Za-z0-9_-]{22}",
    "(?:PL|OL|UU|FL)[A-Za-z0-9_-]{10,50}",
    "[A-Za-z0-9_-]{11}",
)


def look(address: Address) -> list[FoundSource] | None:
    if not _HOST.fullmatch(urlsplit(address.page).hostname or ""):
        return None
    url = feed_of(address.page) or _feed_by_page(address.page, address.client)
    source = fetch(url, address.client, Validators()).source
    return [source] if source else []


def feed_of(page: str) -> str:
    """The feed, where the address alone tells it: of a channel, of a playlist, or the feed’s own; "" elsewhere."""
    parts = urlsplit(page)
    words = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if found := re.fullmatch(rf"/channel/({_CHANNEL})(?:/.*)?", parts.path):
        return f"{SITE}/feeds/videos.xml?channel_id={found[1]}"
    if parts.path == "/feeds/videos.xml" and re.fullmatch(_CHANNEL, words.get("channel_id", "")):
        return f"{SITE}/feeds/videos.xml?channel_id={words['channel_id']}"
    name = {"/feeds/videos.xml": "playlist_id", "/playlist": "list"}.get(parts.path, "")
    if re.fullmatch(_PLAYLIST, words.get(name, "")):
        return f"{SITE}/feeds/videos.xml?playlist_id={words[name]}"
    return ""


def video_of(page: str) -> str:
    """The id of the video at an address, "" where there is none."""
    parts = urlsplit(page)
    path = parts.path if parts.hostname != "youtu.be" else f"/v{parts.path}"
    found = re.fullmatch(rf"/(?:shorts|live|embed|v)/({_VIDEO})/?", path)
    watched = parse_qs(parts.query).get("v", [""])[0] if path == "/watch" else ""
    return found[1] if found else watched if re.fullmatch(_VIDEO, watched) else ""


def fetch(url: str, client: Client, validators: Validators) -> Fetched:
    """As a feed, whose items are videos. Raises FetchError and NotAFeed."""
    fetched = feed.fetch(url, client, validators)
    if fetched.source is None:
        return fetched
    items = tuple(replace(item, kind="video", audio=None) for item in fetched.source.items)
    return replace(fetched, source=replace(fetched.source, kind="youtube", items=items))


def _feed_by_page(page: str, client: Client) -> str:
    if video := video_of(page):
        page = _channel_of_video(video, client)
    answer = client.get(page, accept="text/html")
    if url := cage.read(answer.url, channel_feed, answer.body):
        return url
    raise NotAFeed(
        f"{page} names no channel, or YouTube asks there for consent first. "
        f"Open it in a browser and give the address of the channel in the form {SITE}/channel/UC…"
    )


def _channel_of_video(video: str, client: Client) -> str:
    where = f"{SITE}/oembed?format=json&url={quote(f'{SITE}/watch?v={video}', safe='')}"
    try:
        told = loose.parse(client.get(where, accept="application/json").body, where)
    except (NotFound, ServerFailed) as exc:
        message = f"YouTube shows no video {video}: it does not exist, or it is private. Give the address of the channel."
        raise NotFound(where, message) from exc
    channel = web_address(loose.text(told, "author_url"))
    if not _HOST.fullmatch(urlsplit(channel).hostname or ""):
        raise NotAFeed(f"YouTube names no channel for the video {video}. Give the address of the channel.")
    return channel


def channel_feed(body: bytes) -> str:
    """The feed that a channel’s page names, or whose channel it says that it is. Runs in the worker."""
    tree = LexborHTMLParser(body.decode("utf-8", "replace"))
    named = [
        link.attributes.get("href") or "" for link in tree.css("link[rel=alternate], link[rel=canonical]")
    ]
    named += [
        f"{SITE}/channel/{meta.attributes.get('content')}"
        for meta in tree.css("meta[itemprop=identifier], meta[itemprop=channelId]")
    ]
    return next((url for url in map(feed_of, map(web_address, named)) if url), "")
