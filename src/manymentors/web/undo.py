"""After a change: back to a page that says what was done and offers to take it back."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def done(
    request: HttpRequest,
    sentence: str,
    *,
    to: str,
    undo: str = "",
    fields: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Say `sentence` on the next page. With `undo`, an address of ours, a button there posts `fields` to it.

    The next page is the one named by the form's `next`, where that is one of ours, else `to` (a URL or the name of one).
    htmx is told to go there too, and keeps its place.
    """
    request.session["undo"] = {"url": undo, "fields": dict(fields or {})} if undo else None
    messages.success(request, sentence)
    return back(request, to)


def came_from(request: HttpRequest, otherwise: str) -> str:
    """Where a form that was opened with `?next=` returns to: that address, where it is one of ours."""
    wanted = request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def back(request: HttpRequest, to: str) -> HttpResponse:
    """A redirect to the form's `next`, where that is an address of ours, else to `to`."""
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = resolve_url(to)
    return HttpResponseRedirect(wanted, status=303)
