"""What every page shows around its content: the ways to the others, what was just done, the theme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

WAYS = (
    ("today", _("Today")),
    ("people", _("People")),
    ("compare-all", _("Compare")),
    ("me", _("My road")),
    ("atlas", _("Atlas")),
    ("nuggets", _("Nuggets")),
    ("shelf", _("Shelf")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"ways": (), "theme": ""}
    match = request.resolver_match
    here = match.url_name if match else ""
    group = (
        getattr(match.func, "under", "settings" if match.route.startswith("accounts/") else here)
        if match
        else ""
    )
    ways = [(name, reverse(name), words) for name, words in WAYS]
    return {"ways": ways, "here": here, "under": group, "theme": user.theme}
