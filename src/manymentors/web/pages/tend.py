"""What I do with a person: say why I follow them, follow and unfollow, merge and split, forget."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions import merge as merging
from manymentors.actions import unfollow as unfollowing
from manymentors.actions.errand import ask
from manymentors.actions.follow import follow_where_they_appear
from manymentors.actions.forget import forget as forget_person
from manymentors.actions.forget import goes_with, may_forget
from manymentors.actions.tend import Tended, tend
from manymentors.errors import InputError, NothingThere
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Follow, Person
from manymentors.store.queries.people import head_of, holdings, people_page, person_numbered
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import back, done


@under("people")
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """POST any of `why`, `via`, `tier`; what is not sent stays."""
    person = person_numbered(request.user, pk)
    if request.method == "GET":
        context = {"person": person, "head": head_of(request.user, person), "tiers": Follow.TIERS}
        return page(request, "person_edit.html", context)
    given = {name: request.POST[name].strip() for name in ("why", "via", "tier") if name in request.POST}
    before = tend(request.user, person, Tended(**given))
    fields = {name: value for name, value in asdict(before).items() if name in given}
    if "undone" in request.POST:
        return back(request, reverse("person", args=[pk]))
    return done(
        request,
        _("Saved."),
        to=reverse("person", args=[pk]),
        undo=reverse("person-edit", args=[pk]),
        fields=fields | {"undone": "1"},
    )


@require_POST
def follow(request: Request, pk: int) -> HttpResponse:
    """Follow them where they appear in what I follow already."""
    person = person_numbered(request.user, pk)
    follows = follow_where_they_appear(request.user, person)
    ask(request.user, "sync", sources=sorted({follow.source_id for follow in follows}))
    return done(
        request,
        _("You follow %(name)s.") % {"name": person.name},
        to=reverse("person", args=[pk]),
        undo=reverse("person-unfollow", args=[pk]),
    )


@require_POST
def unfollow(request: Request, pk: int) -> HttpResponse:
    """With a sealed `note`, follow again what it tells."""
    here = reverse("person", args=[pk])
    if note := request.POST.get("note"):
        unfollowing.follow_again(request.user, note)
        return back(request, here)
    person = person_numbered(request.user, pk)
    note = unfollowing.unfollow_person(request.user, person)
    seen = access.people(request.user).filter(pk=pk).exists()
    return done(
        request,
        _("You no longer follow %(name)s. What was gathered is here again when you follow them again.")
        % {"name": person.name},
        to=here if seen else reverse("people"),
        undo=reverse("person-unfollow", args=[pk]),
        fields={"note": note},
    )


@under("people")
@require_http_methods(["GET", "POST"])
def merge(request: Request, pk: int) -> HttpResponse:
    """GET: choose whom (`words`, then `other`), and see what would move. POST `other` merges, `split` takes a merge back."""
    person = person_numbered(request.user, pk)
    here = reverse("person", args=[pk])
    if request.method == "POST":
        if "split" in request.POST:
            return split(request, person, number(request.POST["split"]))
        other = person_numbered(request.user, number(request.POST.get("other", "")))
        made = merging.merge(request.user, other, person)
        derive(request)
        return done(
            request,
            _("%(other)s is %(name)s from now on.") % {"other": other.name, "name": person.name},
            to=here,
            undo=reverse("person-merge", args=[pk]),
            fields={"split": str(made.pk)},
        )
    context: dict[str, Any] = {"person": person, "words": request.GET.get("words", "").strip()}
    if chosen := request.GET.get("other"):
        other = person_numbered(request.user, number(chosen))
        may = merging.may_change(request.user, person, other)
        context |= {"other": other, "may": may, "moves": held(request, other)}
    else:
        found = people_page(request.user, words=context["words"]).lines
        context["found"] = [line for line in found if line.person != person][:12]
    return page(request, "person_merge.html", context, part="choose")


def split(request: Request, person: Person, pk: int) -> HttpResponse:
    made = person.merges.filter(pk=pk).first()
    if made is None:
        raise NothingThere("There is no such merge any more. Open the person's page again.")
    other = merging.split(request.user, made)
    derive(request)
    return done(
        request,
        _("%(other)s and %(name)s are two people again.") % {"other": other.name, "name": person.name},
        to=reverse("person", args=[person.pk]),
    )


@under("people")
@require_http_methods(["GET", "POST"])
def forget(request: Request, pk: int) -> HttpResponse:
    """GET: what would go. POST with their `name` typed: it goes for good."""
    person = person_numbered(request.user, pk)
    may = may_forget(request.user, person)
    context: dict[str, Any] = {
        "person": person,
        "may": may,
        "goes": held(request, person),
        "sources": list(goes_with(person).filter(pk__in=access.sources(request.user).values("pk"))),
    }
    if request.method == "GET":
        return page(request, "person_forget.html", context)
    if not may:
        raise InputError(
            f"Others here follow {person.name} or what is theirs too. Ask whoever runs this installation."
        )
    if fold(request.POST.get("name", "")) != person.key:
        context["wrong"] = _("That is not their name. Type it as it stands above; nothing was deleted.")
        return page(request, "person_forget.html", context, status=400)
    forget_person(person)
    derive(request)
    return done(
        request, _("%(name)s and all that was gathered of them is gone.") % {"name": person.name}, to="people"
    )


def held(request: Request, person: Person) -> list[tuple[str, int]]:
    """What is held of a person, in words, without what there is none of."""
    words = {
        "items": _("items in which they appear"),
        "milestones": _("steps of their road"),
        "nuggets": _("nuggets"),
        "endorsements": _("recommendations"),
        "sources": _("sources in which they have a part"),
    }
    return [(words[name], n) for name, n in holdings(request.user, person).items() if n]


def derive(request: Request) -> None:
    """What is worked out from the rows is worked out anew by the worker."""
    ask(request.user, "index")
    ask(request.user, "stand")


def number(told: str) -> int:
    """Raises NothingThere for what is no id."""
    if not told.isdecimal() or len(told) > 18:
        raise NothingThere("There is no such person. Choose one from the list.")
    return int(told)


urlpatterns = [
    path("people/<int:pk>/edit", edit, name="person-edit"),
    path("people/<int:pk>/follow", follow, name="person-follow"),
    path("people/<int:pk>/unfollow", unfollow, name="person-unfollow"),
    path("people/<int:pk>/merge", merge, name="person-merge"),
    path("people/<int:pk>/forget", forget, name="person-forget"),
]
