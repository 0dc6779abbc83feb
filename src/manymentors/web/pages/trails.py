"""Who opened doors for me, and what came of it; and one tap that says how I came to something."""

from __future__ import annotations

from django.core import signing
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions.trail import put_back, say_via, take_back
from manymentors.errors import InputError
from manymentors.store.queries.items import find_item
from manymentors.store.queries.trails import openers
from manymentors.web.render import page
from manymentors.web.request import Request
from manymentors.web.undo import back, done

SALT = "a trail that was taken back"
DEAD, GOOD = 12, 60
"""So many are shown."""


@require_safe
def trails(request: Request) -> HttpResponse:
    good, dead = openers(request.user)
    context = {"good": good[:GOOD], "dead": dead[:DEAD], "more_dead": max(0, len(dead) - DEAD)}
    return page(request, "trails.html", context)


@require_POST
def via(request: Request, pk: int) -> HttpResponse:
    """I came to this item through `door` (as a form names it), or through whom or what is in `words`."""
    item = find_item(request.user, pk)
    trail = say_via(request.user, item, request.POST.get("door") or request.POST.get("words", ""))
    name = trail.person.name if trail.person else trail.words
    return done(
        request,
        _("Noted: via %(name)s.") % {"name": name},
        to=reverse("item", args=[pk]),
        undo=reverse("trail", args=[trail.pk]),
    )


@require_POST
def trail(request: Request, pk: int) -> HttpResponse:
    """The trail is none."""
    copy = take_back(request.user, pk)
    return done(
        request,
        _("The trail is taken back."),
        to="trails",
        undo=reverse("trail-put-back"),
        fields={"kept": signing.dumps(copy, salt=SALT)},
    )


@require_POST
def again(request: Request) -> HttpResponse:
    try:
        copy = signing.loads(request.POST.get("kept", ""), salt=SALT, max_age=86400)
    except signing.BadSignature as exc:
        raise InputError("This cannot be brought back any more. Say it anew where you kept it.") from exc
    put_back(request.user, copy)
    return back(request, "trails")


urlpatterns = [
    path("trails/", trails, name="trails"),
    path("trails/<int:pk>/", trail, name="trail"),
    path("trails/put-back", again, name="trail-put-back"),
    path("items/<int:pk>/via", via, name="item-via"),
]
