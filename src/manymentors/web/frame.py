"""What every page shows around its content: the ways to the others, what was just done, the theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: tuple[tuple[Promise, tuple[tuple[str, Promise], ...]], ...] = (
    (_("Today"), (("today", _("Today")), ("digest", _("My week")))),
    (
        _("People"),
        (
            ("people", _("Everyone")),
            ("coworkers", _("At work")),
            ("circle", _("Circle")),
            ("trails", _("Trails")),
            ("bring", _("Bring")),
        ),
    ),
    (
        _("Compare"),
        (
            ("compare-all", _("Roads")),
            ("me", _("My road")),
            ("atlas", _("Atlas")),
            ("ideal", _("Ideal")),
            ("beginnings", _("Beginnings")),
        ),
    ),
    (
        _("Ask"),
        (
            ("ask", _("Ask")),
            ("topics", _("Topics")),
            ("questions", _("Questions")),
            ("polls", _("Polls")),
        ),
    ),
    (
        _("Listen"),
        (
            ("queue", _("Queue")),
            ("marks", _("Marks")),
            ("mow", _("Mowing")),
            ("offline", _("On this device")),
        ),
    ),
    (
        _("Keep"),
        (
            ("nuggets", _("Nuggets")),
            ("shelf", _("Shelf")),
            ("taste", _("Taste")),
            ("review", _("Review")),
            ("mentor", _("My mentor")),
        ),
    ),
)
"""Groups in the order of the frame, each with its pages by the name of their address; the first is where the group leads."""


@dataclass(frozen=True, slots=True)
class Way:
    """`here` is "page" where this is the page that is shown, "true" where the page stands below it, else ""."""

    href: str
    words: Promise
    here: str = ""


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"ways": (), "theme": ""}
    match = request.resolver_match
    here = match.url_name if match else ""
    group = getattr(request, "under", "") or way_above(match) if match else ""
    ways, beside = [], []
    for words, pages in GROUPS:
        under = "" if any(name == here for name, _ in pages) else group
        links = [Way(reverse(name), label, at(name, here, under)) for name, label in pages]
        inside = any(link.here for link in links)
        ways.append(Way(links[0].href, words, links[0].here or ("true" if inside else "")))
        if inside and len(links) > 1:
            beside = links
    return {"ways": ways, "beside": beside, "here": here, "under": group, "theme": user.theme}


def way_above(match: ResolverMatch) -> str:
    return getattr(
        match.func, "under", "settings" if match.route.startswith("accounts/") else match.url_name or ""
    )


def at(name: str, here: str | None, group: str | None) -> str:
    return "page" if name == here else "true" if name == group else ""
