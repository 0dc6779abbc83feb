"""Invitations: whoever runs this installation lets others in."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions.invite import invite, revoke
from manymentors.store.queries.accounts import invitations_of
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@under("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: Request) -> HttpResponse:
    """GET: those I made. POST: one more; its link is on this answer and never shown again."""
    if not request.user.is_staff:
        raise Http404
    link = ""
    if request.method == "POST":
        _row, token = invite(request.user, " ".join(request.POST.get("note", "").split()))
        where = reverse("join", args=[token])
        link = settings.ADDRESS.url + where if settings.ADDRESS.url else request.build_absolute_uri(where)
    context = {"link": link, "invitations": invitations_of(request.user), "now": timezone.now()}
    return page(request, "settings_invitations.html", context)


@require_POST
def revoke_one(request: Request, pk: int) -> HttpResponse:
    if not request.user.is_staff:
        raise Http404
    revoke(request.user, pk)
    return done(request, _("The invitation is taken back; its link lets nobody in."), to="invitations")


urlpatterns = [
    path("settings/invitations", invitations, name="invitations"),
    path("settings/invitations/<int:pk>/revoke", revoke_one, name="invitation-revoke"),
]
