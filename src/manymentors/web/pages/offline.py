"""What a device takes along: what it stores, what it needs of one episode, and the script that answers it without a network."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from manymentors.actions.take_along import take_along
from manymentors.store.models import AudioFile, Item
from manymentors.store.queries.audio import there
from manymentors.store.queries.listening import find_playable, streamed
from manymentors.web.render import page
from manymentors.web.request import Request
from manymentors.web.show import asset, heading, plain

PAGES = ("offline", "mow", "marks")
"""What a device keeps beside the episodes themselves, as soon as it takes one along."""
LIBRARIES = ("django_htmx/htmx-2.min.js",)
OURS = (".css", ".js", ".svg", ".png")


@require_safe
def offline(request: Request) -> HttpResponse:
    """On this device: what is stored there is told by `offline.js`, since only the device knows."""
    return page(request, "offline.html", {})


@require_safe
def me(request: Request) -> HttpResponse:
    """Whose session this is, and the token for what the device sends: a page that was kept for long has an old one."""
    return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def along(request: Request, pk: int) -> HttpResponse:
    """GET: what a device needs to take this episode along. POST: the same, and the recording is to be fetched to the server
    first, where it is not here yet: only what the server has can be stored on a device, whoever published it.
    """
    item = find_playable(request.user, pk)
    if request.method == "POST":
        take_along(item)
    return JsonResponse(told(item))


def told(item: Item) -> dict[str, object]:
    """`audio` is None as long as the recording is not here; `waits` then says in a sentence for what."""
    row = AudioFile.objects.filter(item=item).first()
    ready = row is not None and row.state == AudioFile.WHOLE and there(row) is not None
    return {
        "item": item.pk,
        "title": heading(item),
        "show": plain(item.source),
        "page": reverse("item", args=[item.pk]),
        "pages": [reverse(name) for name in PAGES],
        "listening": reverse("listening", args=[item.pk]),
        "duration": item.duration,
        "audio": reverse("audio", args=[item.pk]) if ready else None,
        "bytes": row.bytes if row and ready else None,
        "recorded": bool(streamed(item)) or ready,
        "waits": "" if ready else waits(item, row),
    }


def waits(item: Item, row: AudioFile | None) -> str:
    if row is not None and row.state == AudioFile.REFUSED:
        return _("The recording cannot be had: %(why)s") % {"why": row.problem}
    if not streamed(item):
        return _("No recording of this is known; its text is taken along.")
    if row is not None and row.state == AudioFile.WANTED:
        return _(
            "The server fetches the recording from its publisher first; then it comes to this device by itself."
        )
    return _("The recording is still at its publisher; the server has to fetch it first.")


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: its address is the root, so that it answers for all pages. It holds nothing of anybody."""
    return HttpResponse(script(), content_type="text/javascript; charset=utf-8")


@cache
def script() -> str:
    """The worker with the list of our files, whose addresses change with their content: a new file is a new worker."""
    web = settings.WEB / "static"
    ours = sorted(
        file.relative_to(web).as_posix() for file in web.rglob("*") if file.suffix in OURS and file.is_file()
    )
    files = [asset(name) for name in (*LIBRARIES, *ours)]
    body = Path(web / "js" / "sw.js").read_text(encoding="utf-8")
    version = sha256("\n".join([*files, body]).encode()).hexdigest()[:12]
    shell = {"version": version, "files": files, "pocket": asset("js/pocket.js"), "login": reverse("account_login"),
             "logout": reverse("account_logout"), "offline": reverse("offline"), "me": reverse("offline-me"),
             "sync": reverse("marks-sync")}  # fmt: skip
    return f"self.SHELL = {json.dumps(shell)};\n{body}"


urlpatterns = [
    path("offline/", offline, name="offline"),
    path("offline/me", me, name="offline-me"),
    path("offline/items/<int:pk>", along, name="offline-item"),
    path("sw.js", worker, name="worker"),
]
