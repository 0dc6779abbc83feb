"""A page, or only the part of it that htmx asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from manymentors.errors import InputError

Row = TypeVar("Row")
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


def paged(rows: Sequence[Row], told: str | None, size: int) -> tuple[Sequence[Row], int, int]:
    """The rows of the page that is asked for, its number, and how many pages there are; the last for one beyond it."""
    pages = max(1, -(-len(rows) // size))
    number = min(number_in(told), pages)
    return rows[(number - 1) * size : number * size], number, pages


def day_in(told: str) -> date | None:
    """The day that a field tells, None where it is empty. Raises InputError for what is no day."""
    if not (told := told.strip()):
        return None
    try:
        return date.fromisoformat(told)
    except ValueError as exc:
        raise InputError(
            _("“%(told)s” is no day. Give year, month and day, such as 2026-04-30.") % {"told": told}
        ) from exc
