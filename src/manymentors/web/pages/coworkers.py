"""The people I work with: two lines noted down in fifteen seconds, and a page for the talk between the two of us."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions import note_on as noting
from manymentors.errors import InputError
from manymentors.store.queries.coworkers import coworkers, find_note, notes_on
from manymentors.store.queries.people import person_numbered
from manymentors.web.pages.person import frame_of
from manymentors.web.render import day_in, page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: Request) -> HttpResponse:
    """GET: whom I work with. POST `line` (“Dana: what I note”), or `name` and `text`: a note, on a new person where I have none
    of that name; only a name makes the person."""
    if request.method != "POST":
        return page(request, "coworkers.html", {"lines": coworkers(request.user)})
    name, text = told_in(request)
    if not name:
        context = {"text": text, "asks": "asks" in request.POST, "lines": coworkers(request.user)}
        return page(request, "coworkers.html", context | {"unnamed": True}, status=400)
    if text:
        noting.fitting(text)
    person, new = noting.whom(request.user, name)
    here = reverse("person-notes", args=[person.pk])
    if not text:
        return done(request, _("%(name)s is here now, and yours alone.") % {"name": person.name}, to=here)
    note = noting.note_on(request.user, person, text, day=timezone.localdate(), asks="asks" in request.POST)
    sentence = (
        _("Noted on %(name)s. Only you see it.")
        if not new
        else _("Noted. %(name)s is new here, and yours alone.")
    )
    undo = reverse("person-note", args=[note.pk])
    return done(request, sentence % {"name": person.name}, to=here, undo=undo, fields={"verb": "remove"})


def told_in(request: Request) -> tuple[str, str]:
    """(name, note) of a form with two fields, or with one in which a colon ends the name."""
    name, text = request.POST.get("name", "").strip(), request.POST.get("text", "").strip()
    if line := request.POST.get("line", "").strip():
        before, colon, after = line.partition(":")
        named = bool(colon) and len(before) <= 60 and "\n" not in before
        name, text = (before.strip(), after.strip()) if named else ("", line)
    return name, text


@under("people")
@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: Request, pk: int) -> HttpResponse:
    """GET: the page for our talk. POST `text`: a note more, with `asks` a question; `sealed` brings one back."""
    here = reverse("person-notes", args=[pk])
    if request.method != "POST":
        context = frame_of(request, pk, "person-notes")
        return page(
            request, "person_notes.html", context | {"notes": notes_on(request.user, context["person"])}
        )
    if sealed := request.POST.get("sealed"):
        noting.put_back(request.user, sealed)
        return done(request, _("It is back."), to=here)
    person = person_numbered(request.user, pk)
    asks = "asks" in request.POST
    note = noting.note_on(request.user, person, request.POST.get("text", ""), day=day_of(request), asks=asks)
    sentence = _("The question is noted. Only you see it.") if asks else _("Noted. Only you see it.")
    undo = reverse("person-note", args=[note.pk])
    return done(request, sentence, to=here, undo=undo, fields={"verb": "remove"})


@require_POST
def note(request: Request, pk: int) -> HttpResponse:
    """`verb`: edit (with `text`), answered, open, remove."""
    row, verb = find_note(request.user, pk), request.POST.get("verb", "")
    here, this = reverse("person-notes", args=[row.person_id]), reverse("person-note", args=[pk])
    if verb == "edit":
        before = row.text
        noting.write_anew(row, request.POST.get("text", ""))
        return done(request, _("Changed."), to=here, undo=this, fields={"verb": "edit", "text": before})
    if verb == "answered":
        noting.answered(row, timezone.localdate())
        return done(request, _("Answered."), to=here, undo=this, fields={"verb": "open"})
    if verb == "open":
        noting.answered(row, None)
        return done(request, _("The question is open again."), to=here)
    if verb == "remove":
        sealed = noting.take_away(row)
        return done(request, _("The note is gone."), to=here, undo=here, fields={"sealed": sealed})
    raise InputError("That cannot be done with a note. There are edit, answered, open, remove.")


def day_of(request: Request) -> date:
    """The day that the note is about; today where none is told. Raises InputError."""
    day = day_in(request.POST.get("day", "")) or timezone.localdate()
    if day > timezone.localdate():
        raise InputError("The day of a note cannot be one to come.")
    return day


urlpatterns = [
    path("people/work", work, name="coworkers"),
    path("people/<int:pk>/notes", notes, name="person-notes"),
    path("people/notes/<int:pk>", note, name="person-note"),
]
