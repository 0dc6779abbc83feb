"""Errors as pages, in the product's voice, with what to do next."""

from __future__ import annotations

from django.db import DatabaseError
from django.db.utils import InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from manymentors.errors import FetchError, InputError, MentorsError, NothingThere, UnknownPerson
from manymentors.store.setup import in_words as store_words


def in_words(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for an error that is not a bug of ours, None for any other."""
    told: Exception | None = error
    if isinstance(error, DatabaseError | InterfaceError):
        told = store_words(str(error))
    if not isinstance(told, MentorsError):
        return None
    if isinstance(told, NothingThere | UnknownPerson):
        status = 404
    elif isinstance(told, InputError):
        status = 400
    else:
        status = 502 if isinstance(told, FetchError) else 503
    return problem(request, status, _("That did not work"), str(told))


def problem(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A page, or for htmx the sentence alone, which lands where pages say what was done."""
    if getattr(request, "htmx", False):
        response = render(request, "parts/say.html", {"sentence": sentence}, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#say", "innerHTML"
        return response
    return render(request, "problem.html", {"title": title, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(
        request,
        400,
        _("This cannot be read"),
        _("The request is not one that our pages make. Go back and try again."),
    )


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(
        request,
        403,
        _("Not yours to do"),
        _("This is for whoever runs this installation. Ask them, or go back."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return problem(
        request,
        404,
        _("Nothing is here"),
        _("There is no such page, or it is not yours. Search, or begin at Today."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    return problem(
        request,
        500,
        _("We made a mistake"),
        _(
            "Something broke in the program, and nothing of yours was changed by it. What happened is in mentors.log; try again."
        ),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    return problem(
        request,
        403,
        _("This form has grown old"),
        _(
            "It was made for another visit, or your browser sends no cookies. Go back, load the page anew, and send it again."
        ),
    )
