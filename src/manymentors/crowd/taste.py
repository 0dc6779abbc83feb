"""A title that somebody recommends, and the links beside the talk in which they do → where the thing is to be found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from manymentors.shapes import Link

ALIKE = 0.86
SHORTEST = 5
"""Letters of a title that may be looked for within an address: shorter ones stand in many."""


def link_of(title: str, links: Iterable[Link]) -> str:
    """The link that is called so, else one whose address bears the name; "" where none does.

    Of several that fit, the first. Only addresses of the web, and a whole link: nothing is asked of the network.
    """
    wanted = letters(title)
    web = [link for link in links if link.url.startswith(("http://", "https://"))]
    for link in web:
        if wanted and alike(wanted, letters(link.text)):
            return link.url
    if len(wanted) < SHORTEST:
        return ""
    for link in web:
        parts = urlsplit(link.url)
        host = letters((parts.hostname or "").removeprefix("www.").rsplit(".", 1)[0])
        if host == wanted or any(letters(step) == wanted for step in parts.path.split("/")):
            return link.url
    return ""


def alike(one: str, other: str) -> bool:
    if not other or abs(len(one) - len(other)) > 0.3 * max(len(one), len(other)):
        return False
    return one == other or SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE


def letters(text: str) -> str:
    """Without a leading article, spaces and signs."""
    plain = re.sub(r"[\W_]+", " ", text.casefold()).strip()
    return re.sub(r"^(?:the|a|an) ", "", plain).replace(" ", "")
