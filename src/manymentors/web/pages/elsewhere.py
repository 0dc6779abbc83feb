"""My accounts elsewhere: keys with which more is read there, and with which I post when I say so."""

from __future__ import annotations

import logging

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions.client import new_client
from manymentors.actions.connect import BLUESKY, connect_bluesky, connect_mastodon, disconnect
from manymentors.errors import MentorsError
from manymentors.store import access
from manymentors.store.queries.tokens import find_token
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done

audit = logging.getLogger("manymentors.audit")


@under("settings")
@sensitive_post_parameters("key")
@require_http_methods(["GET", "HEAD", "POST"])
def elsewhere(request: Request) -> HttpResponse:
    """GET: what is connected, and how to connect. POST: the key is tried at once, and kept sealed where it fits."""
    network, name = request.POST.get("network", ""), request.POST.get("name", "").strip()
    server = request.POST.get("server", "").strip()
    wrong = ""
    if request.method == "POST":
        key = request.POST.get("key", "")
        try:
            with new_client() as client:
                if network == "bluesky":
                    token = connect_bluesky(request.user, name, key, client, server or BLUESKY)
                else:
                    token = connect_mastodon(request.user, name, key, client)
        except MentorsError as exc:
            wrong = str(exc)
        else:
            audit.info("account connected user=%s network=%s", request.user.pk, token.network)
            return done(request, _("%(handle)s is connected.") % {"handle": token.handle}, to="elsewhere")
    context = {
        "tokens": access.tokens(request.user),
        "wrong": wrong,
        "network": network,
        "name": name,
        "server": server,
    }
    return page(request, "elsewhere.html", context, status=400 if wrong else 200)


@require_POST
def let_go(request: Request, pk: int) -> HttpResponse:
    token = find_token(request.user, pk)
    disconnect(request.user, token)
    audit.info("account disconnected user=%s network=%s", request.user.pk, token.network)
    words = _(
        "%(handle)s is disconnected; its key is deleted here. Revoke it there as well if anybody else may have it."
    )
    return done(request, words % {"handle": token.handle}, to="elsewhere")


urlpatterns = [
    path("settings/elsewhere", elsewhere, name="elsewhere"),
    path("settings/elsewhere/<int:pk>", let_go, name="token"),
]
