"""The words of a tweet, its links, and what an id tells: pieces that all parts of an archive share."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from manymentors.shapes import Link
from manymentors.sources import loose
from manymentors.sources.clean import html_of_text, web_address

SITE = "https://x.com"
SNOWFLAKES_SINCE = 1288834974657
"""From here on, in milliseconds, an id of X tells when it was given; before, ids only counted."""

Told = Mapping[str, Any]


def key_of(id: str) -> str:
    """Where X shows any tweet by its id."""
    return f"{SITE}/i/status/{id}"


def given_at(id: str) -> datetime | None:
    """When X gave an id, as the id itself tells; None for the ids of the first years, and for what is none."""
    if not re.fullmatch(r"\d{11,19}", id, re.ASCII):
        return None
    return datetime.fromtimestamp(((int(id) >> 22) + SNOWFLAKES_SINCE) / 1000, UTC)


def with_links(text: str, whole: Mapping[str, Told], media: set[str]) -> tuple[str, str, tuple[Link, ...]]:
    """Text, HTML and links: shortened addresses give way to the `whole` ones, those of `media` go."""
    links: dict[str, Link] = {}
    words: list[str] = []
    for part in re.split(r"(https?://t\.co/\w+)", text):
        url = whole.get(part)
        address = (
            web_address(loose.text(url, "expanded_url") or loose.text(url, "expandedUrl")) if url else ""
        )
        if address:
            links.setdefault(address, Link(address))
        if part not in media:
            words.append(address or part)
    plain = "".join(words).strip()
    html = html_of_text(plain)
    if links:  # all in one pass, the longest first, since one address may begin as another does
        shown = {entities.escape(address, quote=False): address for address in links}
        longest = "|".join(map(re.escape, sorted(shown, key=len, reverse=True)))
        html = re.sub(longest, lambda found: _anchor(shown[found[0]], found[0]), html)
    return plain, html, tuple(links.values())


def _anchor(address: str, shown: str) -> str:
    return f'<a href="{entities.escape(address)}" rel="noopener noreferrer nofollow ugc">{shown}</a>'
