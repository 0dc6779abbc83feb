"""The marks to look through after listening, what becomes of each, and my notes; and where devices send what was pressed on them."""

from __future__ import annotations

import json

from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from manymentors.actions import mark as marking
from manymentors.actions import write_note
from manymentors.errors import InputError
from manymentors.store.models import Mark
from manymentors.store.queries.marks import count_new, find_mark, find_note, inbox, notes, placed
from manymentors.web.render import number_in, page, under
from manymentors.web.request import Request
from manymentors.web.undo import came_from, done

VIEWS = ("new", "notes", "dropped")


@require_safe
def marks(request: Request) -> HttpResponse:
    view = request.GET.get("view", "new")
    view = view if view in VIEWS else "new"
    context: dict[str, object] = {
        "view": view,
        "views": [("new", _("To look through")), ("notes", _("Notes")), ("dropped", _("Dropped"))],
    }
    if view == "notes":
        number = number_in(request.GET.get("page"))
        lines, more = notes(request.user, page=number)
        context |= {"notes": lines, "number": number, "more": more}
    else:
        state = Mark.NEW if view == "new" else Mark.DROPPED
        context["marks"], context["beyond"] = inbox(request.user, state)
    return page(request, "marks.html", context)


@require_POST
@under("marks")
def mark(request: Request, pk: int) -> HttpResponse:
    """POST `verb`: keep, write (with `words`), drop, again (which takes any of them back)."""
    row = find_mark(request.user, pk)
    verb, now = request.POST.get("verb", ""), timezone.now()
    if verb == "keep":
        marking.keep(request.user, row, now)
        sentence = _("Kept as a note.") if row.note else _("Kept among your nuggets.")
    elif verb == "write":
        marking.write(request.user, row, request.POST.get("words", ""), now)
        sentence = _("Written down.")
    elif verb == "drop":
        marking.drop(row, now)
        sentence = _("Dropped.")
    elif verb == "again":
        marking.again(row)
        return done(request, _("It is to be looked through again."), to="marks")
    else:
        raise InputError(
            f"“{verb}” is nothing that can be done with a mark. There are keep, write, drop, again."
        )
    undo = reverse("mark", args=[pk])
    return done(request, sentence, to="marks", undo=undo, fields={"verb": "again"})


@require_POST
def sync(request: Request) -> HttpResponse:
    """JSON {"marks": […], "decisions": […]} of a device; answers with what is held now, so that it may forget it.

    The same may be sent any number of times. `open` is how many marks are to be looked through.
    """
    try:
        told = json.loads(request.body)
    except ValueError as exc:
        raise InputError("A device sends its marks as JSON.") from exc
    if not isinstance(told, dict):
        raise InputError("A device sends its marks as a JSON object with marks and decisions.")
    marks_, decisions = told.get("marks", []), told.get("decisions", [])
    if not isinstance(marks_, list) or not isinstance(decisions, list):
        raise InputError("“marks” and “decisions” of a device are lists.")
    now = timezone.now()
    taken = marking.take(request.user, marks_, now)
    settled, unsettled = marking.settle(request.user, decisions, now)
    return JsonResponse(
        {
            "taken": taken.taken,
            "refused": [{"client": client, "why": why} for client, why in taken.refused],
            "settled": settled,
            "unsettled": [{"mark": client, "why": why} for client, why in unsettled],
            "open": count_new(request.user),
        }
    )


@require_http_methods(["GET", "POST"])
@under("marks")
def note(request: Request, pk: int) -> HttpResponse:
    """GET: the note, to be changed. POST `verb`: words, remove."""
    row = find_note(request.user, pk)
    there = reverse("marks") + "?view=notes"
    if request.method == "GET":
        context = {"line": placed(request.user, [row])[0], "next": came_from(request, there)}
        return page(request, "note.html", context)
    verb = request.POST.get("verb", "")
    if verb == "words":
        before = row.words
        write_note.write_words(row, request.POST.get("words", ""))
        here = reverse("note", args=[pk])
        return done(
            request, _("Written down."), to=there, undo=here, fields={"verb": "words", "words": before}
        )
    if verb == "remove":
        sealed = write_note.remove(row)
        return done(
            request, _("The note is removed."), to=there, undo=reverse("note-again"), fields={"note": sealed}
        )
    raise InputError(f"“{verb}” is nothing that can be done with a note. There are words, remove.")


@require_POST
def note_again(request: Request) -> HttpResponse:
    """Bring back what was removed: `note` is its sealed copy."""
    row = write_note.bring_back(request.user, request.POST.get("note", ""))
    return done(request, _("The note is back."), to=reverse("note", args=[row.pk]))


urlpatterns = [
    path("marks/", marks, name="marks"),
    path("marks/sync", sync, name="marks-sync"),
    path("marks/<int:pk>/", mark, name="mark"),
    path("notes/<int:pk>/", note, name="note"),
    path("notes/again", note_again, name="note-again"),
]
