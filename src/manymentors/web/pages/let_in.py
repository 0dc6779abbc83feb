"""An app asks to be let in: who it says it is, from where it asks, and yes or no."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manymentors.actions.app_request import let_in, turn_away, waiting
from manymentors.client_address import client_of
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@under("queue")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, secret: str) -> HttpResponse:
    """POST: `say` is yes, with the `label` of the key and whether it `shows` my podcasts; anything else is no."""
    now = timezone.now()
    row = waiting(secret, now)
    if request.method != "POST":
        here = client_of(request)
        context = {"app": row, "same_place": bool(here) and row.place == here}
        return page(request, "let_in.html", context)
    if request.POST.get("say") != "yes":
        turn_away(secret, now)
        return done(request, _("The app was not let in."), to="apps")
    label = let_in(request.user, secret, request.POST.get("label", ""), bool(request.POST.get("shows")), now)
    sentence = _(
        "“%(label)s” is let in. Go back to the app: within seconds it takes its key, which then stands below."
    )
    return done(request, sentence % {"label": label}, to="apps")


urlpatterns = [path("index.php/login/v2/flow/<str:secret>", ask, name="app-let-in")]
