"""Every picture of a stranger comes through us: their server never learns who reads what, and when."""

from __future__ import annotations

import base64
import re

from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from selectolax.lexbor import LexborHTMLParser

from manymentors.store.models import User


def proxied(html: str, user: User) -> str:
    """Sanitised HTML with each remote picture's address turned into one of ours, signed for this user, loaded when seen.

    A picture from anywhere but the web (data:, a path of ours) is dropped; its alternative text stays. One of no size, which only
    counts its readers, goes altogether.
    """
    if "<img" not in html.lower():
        return html
    tree = LexborHTMLParser(f"<body>{html}")
    for image in tree.css("img"):
        given = {name: value or "" for name, value in image.attributes.items()}
        if any(given.get(side, "").strip() in ("0", "1") for side in ("width", "height")):
            image.decompose()
            continue
        for name in list(given):
            if name != "alt":
                del image.attrs[name]
        image.attrs["alt"] = given.get("alt", "")
        if _remote(given.get("src", "")):
            image.attrs["src"] = media_url(given["src"], user)
            image.attrs["loading"] = "lazy"
            image.attrs["decoding"] = "async"
        if wider := _srcset(given.get("srcset", ""), user):
            image.attrs["srcset"] = wider
    return tree.body.inner_html or "" if tree.body else ""


def media_url(url: str, user: User) -> str:
    """Our address for a picture elsewhere; only this user can open it."""
    name = base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")
    return reverse("media", args=[signature(url, user), name])


def opened(sign: str, name: str, user: User) -> str:
    """The address behind one of ours; "" where the signature is not ours for this user."""
    try:
        url = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError:
        return ""
    return url if constant_time_compare(sign, signature(url, user)) else ""


def signature(url: str, user: User) -> str:
    return salted_hmac("manymentors.media", f"{user.pk} {url}", algorithm="sha256").hexdigest()[:40]


def _remote(url: str) -> bool:
    return bool(re.match(r"https?://[^/\s]", url, re.IGNORECASE)) and len(url) <= 2000


def _srcset(given: str, user: User) -> str:
    """`a.png 1x, b.png 2x` with each address turned; commas within addresses end at white space, as in HTML."""
    out = []
    for candidate in re.split(r"\s*,\s+|,(?=https?://)", given.strip()):
        url, _, size = candidate.strip().partition(" ")
        if _remote(url) and re.fullmatch(r"(?:\d+w|\d+(?:\.\d+)?x)?", size.strip()):
            out.append(f"{media_url(url, user)} {size.strip()}".strip())
    return ", ".join(out)
