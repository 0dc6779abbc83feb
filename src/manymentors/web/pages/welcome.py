"""The first visit: a name and a password for the one whose data are here already."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from manymentors.actions.welcome import welcome as make_first_account
from manymentors.actions.welcome import welcome_key
from manymentors.client_address import from_this_machine
from manymentors.store.access import can_log_in
from manymentors.store.models import User
from manymentors.web.render import page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class First(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Your name here"),
        max_length=150,
        validators=User._meta.get_field("username").validators,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("The password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name, local=False).exists():
            raise ValidationError(_("Somebody here has this name already. Choose another one."))
        return name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        password = told.get("password")
        if password and told.get("again") and password != told["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        elif password:
            try:
                validate_password(password, User(username=told.get("username", "")))
            except ValidationError as wrong:
                self.add_error("password", wrong)
        return told


@login_not_required
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """GET: the form, for who sits at this machine or brings the key. POST: the account; then Today.

    The key moves from the address into the session at once, so that no history and no log keeps it.
    """
    if can_log_in().exists():
        raise Http404
    if key := request.GET.get("key", ""):
        request.session["welcome"] = constant_time_compare(key, welcome_key())
        return redirect("welcome")
    if not (from_this_machine(request) or request.session.get("welcome")):
        return page(request, "welcome_closed.html", {}, status=403)
    form = First(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "rules": password_validators_help_texts()}
        return page(request, "welcome.html", context, status=400 if form.is_bound else 200)
    user = make_first_account(form.cleaned_data["username"], form.cleaned_data["password"])
    login(request, user, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    return redirect("today")


urlpatterns = [path("welcome", welcome, name="welcome")]
