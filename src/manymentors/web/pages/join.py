"""An invitation is opened: whoever brings it may make an account."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from manymentors.actions.invite import find_invitation
from manymentors.web.accounts import INVITATION
from manymentors.web.render import page


@login_not_required
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation moves from the address into the session, so that the next address can be shown to anybody."""
    if request.user.is_authenticated:
        messages.info(
            request, _("You have an account already. To open another one by this link, log out first.")
        )
        return redirect("today")
    invitation = find_invitation(token)
    if invitation is None:
        return page(request, "account/signup_closed.html", {}, status=404)
    request.session[INVITATION] = invitation.digest
    return redirect("account_signup")


urlpatterns = [path("join/<str:token>", join, name="join")]
