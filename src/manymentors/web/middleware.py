"""Around every view: headers, the first visit, and errors of ours as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from manymentors.store.access import can_log_in
from manymentors.web import audit
from manymentors.web.problems import in_words, wrong_method

audit.listen()

Get = Callable[[HttpRequest], HttpResponse]

WELCOME = "/welcome"
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def headers(get: Get) -> Get:
    """Pages are a user's own: no shared cache keeps them, and they may use no device."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response

    return answer


def welcome(get: Get) -> Get:
    """As long as nobody can log in, every page leads to the one that makes the first account."""
    someone = False

    def answer(request: HttpRequest) -> HttpResponse:
        nonlocal someone
        if not someone and request.path not in (WELCOME, "/health") and not request.user.is_authenticated:
            someone = can_log_in().exists()
            if not someone:
                return redirect(WELCOME)
        return get(request)

    return answer


class Words:
    """An error of ours becomes a page in words, and so does a wrong method; any other error stays one. Programs are told in JSON."""

    def __init__(self, get: Get) -> None:
        self.get = get

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get(request)
        if response.status_code == 405 and "json" not in response.headers.get("Content-Type", ""):
            return wrong_method(request, response.headers.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return in_words(request, error)
