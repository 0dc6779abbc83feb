"""Settings: my account, how the pages look, my data, and what this installation knows of itself."""

from __future__ import annotations

import logging
from pathlib import Path

from allauth.mfa.models import Authenticator
from django.conf import settings as conf
from django.contrib.auth import logout
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from manymentors import __version__
from manymentors.actions.account import choose_theme, rename
from manymentors.actions.forget_me import forget_me
from manymentors.actions.listener import READER
from manymentors.store.models import User
from manymentors.store.queries.export import stream
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done

audit = logging.getLogger("manymentors.audit")


@require_safe
def settings(request: Request) -> HttpResponse:
    context = {
        "themes": User.THEMES,
        "languages": conf.LANGUAGES,
        "language": translation.get_language(),
        "factors": Authenticator.objects.filter(user=request.user)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .count(),
        "version": __version__,
        "reader": READER,
        "home": conf.HOME if request.user.is_staff else "",
        "database": "PostgreSQL" if conf.DATABASE_URL else "SQLite",
        "index_bytes": size_of(conf.INDEX),
    }
    return page(request, "settings.html", context)


@require_POST
def look(request: Request) -> HttpResponse:
    """The theme goes with the account, the language with this browser."""
    if "theme" in request.POST:
        choose_theme(request.user, request.POST["theme"])
    response = done(request, _("Saved."), to="settings")
    if (language := request.POST.get("language", "")) in dict(conf.LANGUAGES):
        response.set_cookie(
            conf.LANGUAGE_COOKIE_NAME,
            language,
            max_age=conf.LANGUAGE_COOKIE_AGE,
            secure=conf.LANGUAGE_COOKIE_SECURE,
            httponly=conf.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


@require_POST
def name(request: Request) -> HttpResponse:
    before = request.user.username
    rename(request.user, request.POST.get("name", ""))
    sentence = _("From now on you log in as %(name)s.") % {"name": request.user.username}
    return done(request, sentence, to="settings", undo=reverse("settings-name"), fields={"name": before})


@require_GET
def export(request: Request) -> StreamingHttpResponse:
    """With `?notes=1` my notes on people go along, which are locked otherwise."""
    notes = request.GET.get("notes") == "1"
    audit.info("export user=%s notes=%s", request.user.pk, notes)
    day = timezone.localdate().isoformat()
    return StreamingHttpResponse(
        stream(request.user, notes=notes),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="manymentors-{day}.json"'},
    )


@under("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: Request) -> HttpResponse:
    """GET: what will go. POST with my name: it goes."""
    wrong = ""
    if request.method == "POST":
        if request.POST.get("name", "").strip() == request.user.username:
            user = request.user
            local = user.local
            forget_me(user)
            if local:
                return done(request, _("All that was yours is gone. You can begin anew."), to="settings")
            logout(request)
            return redirect("account_login")
        wrong = _("This is not your name. Nothing was deleted.")
    return page(request, "settings_forget.html", {"wrong": wrong}, status=400 if wrong else 200)


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0


urlpatterns = [
    path("settings/", settings, name="settings"),
    path("settings/look", look, name="settings-look"),
    path("settings/name", name, name="settings-name"),
    path("settings/export.json", export, name="export"),
    path("settings/forget-me", forget, name="forget-me"),
]
