"""Advice worth keeping: by field, skill and person; what I keep, in my own words, and what came of it."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manymentors.actions import keep as keeping
from manymentors.errors import InputError
from manymentors.shapes import FIELDS
from manymentors.store.models import Keepsake, Person
from manymentors.store.queries.came import chain, guesses, trails_to
from manymentors.store.queries.items import find_item
from manymentors.store.queries.nuggets import (
    find_keepsake,
    kept_lines,
    nugget_lines,
    passage_of,
    people_of_nuggets,
    skills,
)
from manymentors.web.render import day_in, page
from manymentors.web.request import Request
from manymentors.web.undo import came_from, done

VIEWS = ("all", "kept", "applied", "skills")
DEEPEST = 1_000
"""Pages; nobody turns further, and the database would count through all before them."""


@require_safe
def nuggets(request: Request) -> HttpResponse:
    view = request.GET.get("view", "all")
    view = view if view in VIEWS else "all"
    field = request.GET.get("field", "")
    field = field if field in FIELDS else ""
    skill = " ".join(request.GET.get("skill", "").split())[:100]
    people = people_of_nuggets(request.user)
    person = chosen(request.GET.get("person", ""), people)
    number = page_number(request)
    context: dict[str, object] = {"view": view, "views": views()}
    if view == "skills":
        told = skills(request.user)
        context["fields"] = [(name, [line for line in told if line.field == name]) for name in FIELDS]
        context["any"] = bool(told)
        return page(request, "nuggets.html", context)
    if view == "all":
        lines, more = nugget_lines(request.user, field=field, skill=skill, person=person, page=number)
    else:
        lines, more = kept_lines(
            request.user, field=field, person=person, applied=view == "applied", page=number
        )
    asked = {"view": view if view != "all" else "", "field": field, "skill": skill}
    asked = {name: value for name, value in asked.items() if value} | (
        {"person": str(person.pk)} if person else {}
    )
    context |= {
        "lines": lines,
        "field": field,
        "skill": skill,
        "person": person,
        "people": people,
        "fields": FIELDS,
        "narrowed": bool(field or skill or person),
        "before": f"?{urlencode(asked | {'page': number - 1})}" if number > 1 else "",
        "after": f"?{urlencode(asked | {'page': number + 1})}" if more and number < DEEPEST else "",
        "number": number,
    }
    return page(request, "nuggets.html", context, part="list")


def views() -> list[tuple[str, str]]:
    return [
        ("all", _("All")),
        ("kept", _("Kept")),
        ("applied", _("Applied")),
        ("skills", _("Skills")),
    ]


def chosen(told: str, people: list[Person]) -> Person | None:
    """Somebody who is not in the list is answered with the list, as if nobody had been chosen."""
    return next((person for person in people if str(person.pk) == told), None)


def page_number(request: Request) -> int:
    told = request.GET.get("page", "1")
    return min(DEEPEST, max(1, int(told))) if told.isdecimal() and len(told) < 6 else 1


@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """Keep the `quote` of this item; `words`, `applied` and `result` bring back what was let go."""
    item = find_item(request.user, pk)
    quote = request.POST.get("quote", "").replace("\r\n", "\n")
    kept = keeping.keep(
        request.user,
        item,
        quote,
        words=request.POST.get("words", ""),
        applied=day_in(request.POST.get("applied", "")),
        result=request.POST.get("result", ""),
    )
    return done(
        request,
        _("Kept."),
        to=reverse("item", args=[pk]),
        undo=reverse("kept", args=[kept.pk]),
        fields={"verb": "let-go"},
    )


@require_http_methods(["GET", "POST"])
def kept(request: Request, pk: int) -> HttpResponse:
    """GET: my words on it and what came of it. POST `verb`: save (of `words`, `applied`, `result` what is told), today (the
    same, and applied today), not-applied, let-go.
    """
    row = find_keepsake(request.user, pk)
    if request.method == "GET":
        (line,) = kept_lines(request.user, only=[row.pk])[0]
        passage = passage_of(row)
        context = {
            "kept": row,
            "nugget": line.nugget,
            "passage": passage,
            "seconds": line.nugget.seconds if line.nugget else passage.seconds if passage else None,
            "today": today(),
            "links": chain(request.user, row.item),
            "told": (told := trails_to(request.user, row.item)),
            "guesses": guesses(request.user, row.item) if not told else [],
            "next": came_from(request, reverse("nuggets") + "?view=kept"),
        }
        return page(request, "kept.html", context)
    verb = request.POST.get("verb", "")
    here = reverse("kept", args=[pk])
    before = {
        "words": row.words,
        "result": row.result,
        "applied": row.applied.isoformat() if row.applied else "",
    }
    if verb in ("save", "today", "not-applied"):
        given = {name: request.POST.get(name, before[name]) for name in before}
        on = day_in(given["applied"])
        if verb == "not-applied":
            on, given["result"] = None, ""
        elif verb == "today":
            on = on or today()
        keeping.write_up(row, given["words"], on, given["result"], today())
        sentence, undo, fields = written(before, row), here, {"verb": "save", **before}
    elif verb == "let-go":
        keeping.let_go(row)
        sentence, undo = _("Let go."), reverse("keep", args=[row.item_id])
        fields = {"quote": row.quote, **before}
    else:
        raise InputError(
            f"“{verb}” is nothing that can be done with a nugget. There are save, today, not-applied, let-go."
        )
    return done(request, sentence, to=reverse("nuggets") + "?view=kept", undo=undo, fields=fields)


def written(before: dict[str, str], row: Keepsake) -> str:
    if row.applied and not before["applied"]:
        return _("Noted as applied.")
    if before["applied"] and not row.applied:
        return _("It counts as not applied.")
    return _("Written down.")


def today() -> date:
    return timezone.localdate()


urlpatterns = [
    path("nuggets/", nuggets, name="nuggets"),
    path("kept/<int:pk>/", kept, name="kept"),
    path("items/<int:pk>/keep", keep, name="keep"),
]
