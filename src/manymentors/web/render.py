"""A page, or only the part of it that htmx asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = TypeVar("View", bound=Callable[..., HttpResponse])


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Render the template; where htmx asks and a `part` is named, only that part of it (`{% partialdef part inline %}`)."""
    htmx = getattr(request, "htmx", None)
    if part and htmx and not htmx.boosted and not htmx.history_restore_request:
        template = f"{template}#{part}"
    response = render(request, template, context, status=status)
    response["Vary"] = "HX-Request, Cookie"
    return response


def under(way: str) -> Callable[[View], View]:
    """Marks a view as one below a way of the frame: that way is shown as where we are."""

    def mark(view: View) -> View:
        view.under = way  # type: ignore[attr-defined]  # a mark on a function, read by `frame`
        return view

    return mark


def number_in(told: str | None) -> int:
    """The page that is asked for; the first for what is no number."""
    return int(told) if told and told.isdecimal() and 0 < len(told) < 7 and int(told) else 1
