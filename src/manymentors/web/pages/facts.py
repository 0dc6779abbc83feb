"""My word on a fact: confirm, correct, remove, and take it back."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manymentors.actions import correct as correcting
from manymentors.errors import InputError
from manymentors.shapes import ENDORSED, FIELDS, KINDS
from manymentors.store.corrected import CORRECTABLE
from manymentors.store.queries.facts import as_seen, find_fact
from manymentors.web.render import page
from manymentors.web.request import Request
from manymentors.web.undo import back, done

CHOICES = {"kind": KINDS, "field": FIELDS, "type": ENDORSED}


@require_http_methods(["GET", "POST"])
def correct(request: Request, name: str, pk: int) -> HttpResponse:
    """GET: the form to correct it. POST `verb`: confirm, correct (with the fields), remove, or undo."""
    fact = find_fact(request.user, name, pk)
    here = reverse("correct", args=[name, pk])
    item = f"{reverse('item', args=[fact.item_id])}#{name}-{pk}"
    if request.method == "GET":
        seen = as_seen(request.user, fact)
        shown, confirmed = seen or (fact, False)
        fields = [(key, getattr(shown, key), CHOICES.get(key, ())) for key in CORRECTABLE[name]]
        context = {
            "fact": shown,
            "name": name,
            "fields": fields,
            "confirmed": confirmed,
            "removed": seen is None,
        }
        return page(request, "correct.html", context | {"next": request.GET.get("next", item)})
    verb = request.POST.get("verb", "")
    if verb == "undo":
        correcting.undo(request.user, fact)
        return back(request, item)
    if verb not in ("confirm", "correct", "remove"):
        raise InputError(
            f"“{verb}” is nothing that can be done with a {name}. There are confirm, correct, remove, undo."
        )
    correcting.correct(request.user, fact, verb, changes_of(request, name) if verb == "correct" else {})
    sentence = {
        "confirm": _("Confirmed. It will outlive every later reading."),
        "correct": _("Corrected. Your words will outlive every later reading."),
        "remove": _("Removed. No later reading will bring it back."),
    }[verb]
    return done(request, sentence, to=item, undo=here, fields={"verb": "undo"})


def changes_of(request: Request, name: str) -> dict[str, str | int | None]:
    """What the form says of each correctable field. Raises InputError for a year that is none."""
    changes: dict[str, str | int | None] = {}
    for key in CORRECTABLE[name]:
        told = " ".join(request.POST.get(key, "").split())
        if key == "year":
            if told and not (told.isdecimal() and 1900 <= int(told) <= 2100):
                raise InputError(f"“{told}” is no year. Give four digits, such as 2009, or leave it empty.")
            changes[key] = int(told) if told else None
        elif told or key == "skill":
            changes[key] = told
    return changes


urlpatterns = [path("facts/<str:name>/<int:pk>/", correct, name="correct")]
