"""Whom one subscribes to on YouTube, as Google Takeout exports it: subscriptions.csv, or the zip it comes in."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection

from manymentors.errors import NotAFeed
from manymentors.http_client import MAX_BYTES
from manymentors.shapes import FoundSource
from manymentors.sources.archives import files_of, is_zip, opened, reading
from manymentors.sources.clean import one_line
from manymentors.sources.feeds.charset import decode
from manymentors.sources.kinds import Address

LOOKS_AT = "path"
FETCHES: Collection[str] = ()

FEED = "https://www.youtube.com/feeds/videos.xml?channel_id="
_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{22}")


def look(address: Address) -> list[FoundSource] | None:
    path = address.path
    if path is None or not path.is_file():
        return None
    if path.suffix.lower() == ".csv" and path.stat().st_size <= MAX_BYTES:
        return read_subscriptions(path.read_bytes(), path.name)
    if not is_zip(path):
        return None
    with opened(path) as archive:
        for info in files_of(archive, "subscriptions.csv"):
            with reading(archive, info) as stream:
                return read_subscriptions(stream.read(MAX_BYTES), info.filename)
    return None


def read_subscriptions(body: bytes, where: str) -> list[FoundSource] | None:
    """Each channel; None for what is no such list. Its first row names the columns in the language of the account, so that
    the ids of channels tell it. Raises NotAFeed for a list with no channel in it.
    """
    text = decode(body, "") or body.decode("utf-8", "replace")
    try:
        rows = [row for row in csv.reader(text.lstrip("\ufeff").splitlines()) if row]
    except csv.Error:
        return None
    head, channels = rows[:1], rows[1:]
    if not head or len(head[0]) != 3 or not all(_CHANNEL.fullmatch(row[0].strip()) for row in channels):
        return None
    if not channels:
        if "channel" not in head[0][0].lower():
            return None
        raise NotAFeed(f"{where} lists no channel. Export your subscriptions again, then give that file.")
    found = {row[0].strip(): one_line(row[2]) if len(row) > 2 else "" for row in channels}
    return [FoundSource("youtube", FEED + id, title=title) for id, title in found.items()]
