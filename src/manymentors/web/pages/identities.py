"""Accounts of people: what may be theirs and why, my word on it, and the way to follow it there."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions.confirm_account import confirm_account, take_back
from manymentors.actions.errand import ask
from manymentors.errors import InputError
from manymentors.store.models import Follow
from manymentors.store.queries.accounts_of import account_numbered, accounts_of, open_proposals
from manymentors.store.queries.influence import follow_troubles
from manymentors.store.queries.people import head_of, person_numbered
from manymentors.web.render import page, paged, under
from manymentors.web.request import Request
from manymentors.web.undo import back, done

PAGE = 20


@under("people")
@require_safe
def proposals(request: Request) -> HttpResponse:
    """All that waits for my word, a page at a time."""
    found = open_proposals(request.user)
    shown, number, pages = paged(found, request.GET.get("page"), PAGE)
    context = {
        "proposals": shown,
        "number": number,
        "pages": pages,
        "total": len(found),
        "troubles": follow_troubles(request.user),
    }
    return page(request, "identities.html", context)


@under("people")
@require_safe
def accounts(request: Request, pk: int) -> HttpResponse:
    person = person_numbered(request.user, pk)
    context = {
        "person": person,
        "head": head_of(request.user, person),
        "tab": "person-accounts",
        "tiers": Follow.TIERS,
        "proposals": accounts_of(request.user, person),
        "troubles": follow_troubles(request.user),
    }
    return page(request, "person_accounts.html", context)


@require_POST
def say(request: Request, pk: int, account: int) -> HttpResponse:
    """POST `says`: “theirs”, “not” or “nothing” (which takes my word back)."""
    person, found = person_numbered(request.user, pk), account_numbered(request.user, account)
    says, here = request.POST.get("says", ""), reverse("person-accounts", args=[pk])
    if says not in ("theirs", "not", "nothing"):
        raise InputError("Say whether the account is theirs, or not.")
    if says == "nothing":
        take_back(request.user, found, person)
        ask(request.user, "circle")
        return back(request, here)
    before = confirm_account(request.user, found, person, same=says == "theirs")
    ask(request.user, "circle")
    words = (_("%(account)s is %(name)s’s.") if says == "theirs" else _("%(account)s is not %(name)s’s.")) % {
        "account": found,
        "name": person.name,
    }
    return done(
        request,
        words,
        to=here,
        undo=reverse("account-say", args=[pk, account]),
        fields={"says": {None: "nothing", True: "theirs", False: "not"}[before]},
    )


@require_POST
def follow(request: Request, pk: int, account: int) -> HttpResponse:
    """Follow the person there too: the worker looks at the address."""
    person, found = person_numbered(request.user, pk), account_numbered(request.user, account)
    if not found.url:
        raise InputError(f"No address of {found} is known. Paste one under “Follow someone”.")
    ask(
        request.user,
        "follow",
        address=found.source.url if found.source else found.url,
        person=person.name,
        found_in="accounts",
    )
    return done(
        request,
        _("%(account)s is looked up and followed for %(name)s.") % {"account": found, "name": person.name},
        to=reverse("person-accounts", args=[pk]),
    )


urlpatterns = [
    path("people/accounts", proposals, name="people-accounts"),
    path("people/<int:pk>/accounts", accounts, name="person-accounts"),
    path("people/<int:pk>/accounts/<int:account>", say, name="account-say"),
    path("people/<int:pk>/accounts/<int:account>/follow", follow, name="account-follow"),
]
