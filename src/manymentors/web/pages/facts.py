"""My word on a fact: confirm, correct, remove, and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from manymentors.actions import correct as correcting
from manymentors.actions.errand import ask
from manymentors.errors import InputError, UnknownPerson
from manymentors.store.corrected import CORRECTABLE, AnyFact
from manymentors.store.folding import fold
from manymentors.store.queries.facts import as_seen, find_fact, people_in
from manymentors.web.labels import ENDORSED, FIELDS, KINDS
from manymentors.web.render import page
from manymentors.web.request import Request
from manymentors.web.undo import back, came_from, done

Choices = Mapping[str, tuple[Promise | str, Promise | str]]

CHOICES: Mapping[str, Choices] = {"kind": KINDS, "field": FIELDS, "type": ENDORSED}
WORDS = {
    "kind": gettext_lazy("Kind"),
    "what": gettext_lazy("What happened, in a line"),
    "year": gettext_lazy("Year"),
    "field": gettext_lazy("Field"),
    "skill": gettext_lazy("Skill"),
    "type": gettext_lazy("What it is"),
    "title": gettext_lazy("Title or name"),
    "person": gettext_lazy("Who it is about"),
}
HELP = {
    "year": gettext_lazy("Four digits; empty where nobody says."),
    "skill": gettext_lazy("One to three words, such as code review."),
    "person": gettext_lazy("Somebody in your People. It moves to their page, for you alone."),
}
SAYS = {"nugget": gettext_lazy("Who says it"), "endorsement": gettext_lazy("Who recommends it")}


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form; `choices` are (value, words, what it means)."""

    key: str
    words: Promise | str
    help: Promise | str
    value: str | int | None
    choices: tuple[tuple[str, Promise | str, Promise | str], ...] = ()


@require_http_methods(["GET", "POST"])
def correct(request: Request, name: str, pk: int) -> HttpResponse:
    """GET: the form to correct it. POST `verb`: confirm, correct (with the fields), remove, or undo."""
    fact = find_fact(request.user, name, pk)
    item = f"{reverse('item', args=[fact.item_id])}#{name}-{pk}"
    if request.method == "GET":
        seen = as_seen(request.user, fact)
        shown, confirmed = seen or (fact, False)
        context = {
            "fact": shown,
            "name": name,
            "fields": [field_of(shown, name, key) for key in CORRECTABLE[name]],
            "people": people_in(fact),
            "confirmed": confirmed,
            "removed": seen is None,
        }
        return page(request, "correct.html", context | {"next": came_from(request, item)})
    verb = request.POST.get("verb", "")
    if verb == "undo":
        correcting.undo(request.user, fact)
        stand_anew(request, name)
        return back(request, item)
    if verb not in ("confirm", "correct", "remove"):
        raise InputError(
            f"“{verb}” is nothing that can be done with a {name}. There are confirm, correct, remove, undo."
        )
    try:
        correcting.correct(
            request.user, fact, verb, changes_of(request, name, fact) if verb == "correct" else {}
        )
    except UnknownPerson as exc:
        near = _(" Did you mean %(near)s?") % {"near": _(" or ").join(exc.near)} if exc.near else ""
        raise InputError(
            _("Nobody called “%(name)s” is among your People.") % {"name": exc.name}
            + near
            + _(" A name is taken from there, so that nobody is made up.")
        ) from exc
    if verb != "confirm":
        stand_anew(request, name)
    sentence = {
        "confirm": _("Confirmed. It will outlive every later reading."),
        "correct": _("Corrected. Your words will outlive every later reading."),
        "remove": _("Removed. No later reading will bring it back."),
    }[verb]
    here = reverse("correct", args=[name, pk])
    return done(request, sentence, to=item, undo=here, fields={"verb": "undo"})


def stand_anew(request: Request, name: str) -> None:
    """A road has changed: where I stand beside it is worked out again."""
    if name == "milestone":
        ask(request.user, "stand")


def field_of(fact: AnyFact, name: str, key: str) -> Field:
    if key == "person":
        said = fact.person.name if fact.person else fact.name
        return Field(key, SAYS.get(name, WORDS[key]), HELP[key], said)
    choices = tuple((value, words, meaning) for value, (words, meaning) in CHOICES.get(key, {}).items())
    return Field(key, WORDS[key], HELP.get(key, ""), getattr(fact, key), choices)


def changes_of(request: Request, name: str, fact: AnyFact) -> dict[str, str | int | None]:
    """What the form says of each correctable field; the person only where it is another than the reader thought. Raises
    InputError for a year that is none.
    """
    changes: dict[str, str | int | None] = {}
    read = fold(fact.person.name if fact.person else fact.name)
    for key in CORRECTABLE[name]:
        told = " ".join(request.POST.get(key, "").split())
        if key == "year":
            if told and not (told.isdecimal() and 1900 <= int(told) <= 2100):
                raise InputError(f"“{told}” is no year. Give four digits, such as 2009, or leave it empty.")
            changes[key] = int(told) if told else None
        elif key == "person":
            if told and fold(told) != read:
                changes[key] = told
        elif told or key == "skill":
            changes[key] = told
    return changes


urlpatterns = [path("facts/<str:name>/<int:pk>/", correct, name="correct")]
