"""The words for what leads from one person to another, and for what speaks for an account."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def leads(kind: str) -> str:
    """How one comes from one node to the next along a path."""
    return {
        "follows": _("follows"),
        "boosts": _("passes on"),
        "answers": _("answers"),
        "quotes": _("quotes"),
        "endorses": _("recommends"),
        "appears": _("appears on"),
        "asks": _("asks"),
        "hosted": _("is hosted by"),
    }.get(kind, kind)


@register.filter
def times(n: int) -> str:
    return "" if n < 2 else ngettext("%(n)s time", "%(n)s times", n) % {"n": n}


@register.filter
def speaks(kind: str) -> str:
    """What an evidence for an account is, in words."""
    return {
        "verified": _("the network has checked that it links back"),
        "moved": _("the account says that it has moved there"),
        "rel=me": _("it is linked as their own (rel=me)"),
        "profile": _("it stands in their profile"),
        "person tag": _("a show links to it where it names them"),
        "feed author": _("the feed names them as its author"),
        "same avatar": _("the same name and picture"),
        "same name": _("the same name, and nothing more"),
    }.get(kind, kind)


@register.filter
def network(name: str) -> str:
    return {
        "mastodon": "Mastodon",
        "bluesky": "Bluesky",
        "github": "GitHub",
        "x": "X",
        "youtube": "YouTube",
        "linkedin": "LinkedIn",
        "feed": _("feed"),
        "page": _("web page"),
    }.get(name, name)


@register.filter
def unlocalize(number: float) -> str:
    """A number as SVG reads it, whatever the language."""
    return f"{number:.1f}".removesuffix(".0")


@register.filter
def half(number: float) -> float:
    return number / 2


@register.filter
def negative(number: float) -> str:
    return unlocalize(-number)


@register.filter
def minus(number: float, less: float) -> str:
    return unlocalize(number - less)
