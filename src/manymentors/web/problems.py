"""Errors as pages, in the product's voice, with what to do next."""

from __future__ import annotations

import logging
import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.db.utils import InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from manymentors.client_address import from_this_machine
from manymentors.errors import FetchError, InputError, MentorsError, NothingThere, StoreError, UnknownPerson
from manymentors.store.setup import in_words as store_words

log = logging.getLogger("manymentors.web")


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
    title = _("Nothing is here") if status == 404 else _("That did not work")
    if isinstance(told, StoreError):
        log.error("%s", told, exc_info=error)
        return store_trouble(request, told)
    return problem(request, status, title, str(told))


def store_trouble(request: HttpRequest, told: StoreError) -> HttpResponse:
    """What ails the rows, with their place, to who sits at this machine; to others only that they do not answer."""
    sentence = (
        str(told)
        if from_this_machine(request)
        else _(
            "The rows of this installation do not answer. Whoever runs it finds the cause in mentors.log. Try again later."
        )
    )
    return bare(request, 503, _("That did not work"), sentence)


def bare(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """As `problem`, but it asks the database nothing: no user, no theme of theirs, no ways to other pages."""
    if getattr(request, "htmx", False):
        return at_say(HttpResponse(render_to_string("parts/say.html", {"sentence": sentence}), status=status))
    return HttpResponse(
        render_to_string("problem.html", {"title": title, "sentence": sentence}), status=status
    )


def at_say(response: HttpResponse) -> HttpResponse:
    response["HX-Retarget"], response["HX-Reswap"] = "#say", "innerHTML"
    return response


def problem(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A page, or for htmx the sentence alone, which lands where pages say what was done."""
    if getattr(request, "htmx", False):
        return at_say(render(request, "parts/say.html", {"sentence": sentence}, status=status))
    return render(request, "problem.html", {"title": title, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return problem(
            request,
            413,
            _("This is too large"),
            _(
                "Up to 5 MB can be sent in one form. Send less at once, or use the command line for large files."
            ),
        )
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


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    response = problem(
        request,
        405,
        _("This cannot be done that way"),
        _(
            "This address does not take what was sent to it. Go back, and use the links and buttons of the page."
        ),
    )
    response["Allow"] = allowed
    return response


def too_often(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = problem(
        request,
        429,
        _("That was too fast"),
        _("This was tried too often in a short time. Wait five minutes, then try again; nothing is lost."),
    )
    response["Retry-After"] = "300"
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or a database that does not answer: then it is told so. Nothing here needs the database."""
    error = sys.exc_info()[1]
    if isinstance(error, DatabaseError | InterfaceError | StoreError):
        told = error if isinstance(error, StoreError) else store_words(str(error))
        if told:
            return store_trouble(request, told)
    return bare(
        request,
        500,
        _("We made a mistake"),
        _("Something broke in the program. What happened is in mentors.log; go back and try again."),
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
