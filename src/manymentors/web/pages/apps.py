"""Other programs: keys for private podcast feeds and for apps that sync, and what those ask me."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions.app_key import hand_out, in_groups, make_key, revoke_key
from manymentors.actions.app_subscriptions import keep_following
from manymentors.actions.unfollow import unfollow
from manymentors.store.models import AppKey
from manymentors.store.queries.apps import devices_of, keys_of, unsubscribed, unsubscribed_numbered
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@under("queue")
@require_http_methods(["GET", "HEAD", "POST"])
def apps(request: Request) -> HttpResponse:
    """GET: what there is. POST: one key more; its secret is on this answer and never shown again."""
    made: AppKey | None = None
    secret = ""
    if request.method == "POST":
        made, secret = make_key(
            request.user,
            request.POST.get("opens", ""),
            request.POST.get("label", ""),
            shows=request.POST.get("opens") != "sync" or bool(request.POST.get("shows")),
            from_here=request.POST.get("opens") != "sync" and bool(request.POST.get("from_here")),
        )
    server = settings.ADDRESS.url or request.build_absolute_uri("/").rstrip("/")
    devices = devices_of(request.user)
    called = {device.name: device.caption or device.name for device in devices}
    context = {
        "made": made,
        "password": in_groups(secret) if made and made.opens == "sync" else "",
        "feed": server + reverse("private-feed", args=[secret]) if made and made.opens != "sync" else "",
        "server": server,
        "keys": keys_of(request.user),
        "devices": devices,
        "asked": [(row, called.get(row.device, row.device)) for row in unsubscribed(request.user)],
    }
    return page(request, "apps.html", context)


@under("queue")
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    label = revoke_key(request.user, pk)
    return done(request, _("The key “%(label)s” opens nothing any more.") % {"label": label}, to="apps")


@under("queue")
@require_POST
def recordings(request: Request, pk: int) -> HttpResponse:
    """`from`: here, or publisher."""
    from_here = request.POST.get("from") == "here"
    label = hand_out(request.user, pk, from_here)
    sentence = (
        _("“%(label)s” hands out the recordings that are kept here.")
        if from_here
        else _("“%(label)s” leads to the recordings of the publishers.")
    )
    undo = {"from": "publisher" if from_here else "here"}
    here = reverse("app-recordings", args=[pk])
    return done(request, sentence % {"label": label}, to="apps", undo=here, fields=undo)


@under("queue")
@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """To “unfollow it here too?”: `say` is unfollow, or keep."""
    row = unsubscribed_numbered(request.user, pk)
    keep_following(row)
    if request.POST.get("say") != "unfollow" or row.source is None:
        return done(request, _("It stays followed here, and off your devices."), to="apps")
    note = unfollow(request.user, row.source)
    return done(
        request,
        _("“%(title)s” is followed no more.") % {"title": row.source},
        to="apps",
        undo=reverse("sources-again"),
        fields={"note": note},
    )


urlpatterns = [
    path("settings/apps", apps, name="apps"),
    path("settings/apps/<int:pk>/revoke", revoke, name="app-revoke"),
    path("settings/apps/<int:pk>/recordings", recordings, name="app-recordings"),
    path("settings/apps/unsubscribed/<int:pk>", answer, name="app-unsubscribed"),
]
