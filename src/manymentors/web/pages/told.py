"""The road of somebody I work with, as they told me: written down by hand, beside mine, and locked."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions import told_step as telling
from manymentors.actions.told_step import BesideTold, beside_told
from manymentors.errors import InputError
from manymentors.shapes import KINDS, Pair
from manymentors.store.models import Person, Step, ToldStep
from manymentors.store.queries.people import person_numbered
from manymentors.store.queries.roads import find_step
from manymentors.store.queries.told import find_told
from manymentors.web.pages.compare import options
from manymentors.web.pages.me import step_in
from manymentors.web.pages.person import frame_of
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@dataclass(frozen=True, slots=True)
class Row:
    """`place` is shared, mine, theirs, stop or on, as on Compare."""

    place: str
    mine: tuple[tuple[Step, Pair | None], ...] = ()
    theirs: ToldStep | None = None


@under("people")
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: Request, pk: int) -> HttpResponse:
    """GET: their road beside mine. POST `what`, `kind`, `year`, `words`: a step more; `sealed` brings one back."""
    here = reverse("person-told", args=[pk])
    if request.method == "POST":
        if sealed := request.POST.get("sealed"):
            telling.put_back_told(request.user, sealed)
            return done(request, _("It is back."), to=here)
        person = person_numbered(request.user, pk)
        made = telling.tell_step(request.user, person, step_in(request), request.POST.get("words", ""))
        undo = reverse("told-step", args=[made.pk])
        words = _("Written down. Only you see it.")
        return done(request, words, to=here, undo=undo, fields={"verb": "remove"})
    context = frame_of(request, pk, "person-told")
    found = beside_told(request.user, context["person"])
    context |= {
        "found": found,
        "rows": rows(found),
        "headline": headline(context["person"], found),
        "options": options(found.steps),
        "kinds": KINDS,
    }
    return page(request, "person_told.html", context)


def headline(person: Person, found: BesideTold) -> str:
    """What we share, and where my road stops: in a sentence; "" where there is nothing to compare."""
    if not found.road or not found.steps:
        return ""
    n = len({pair.mine for pair in found.answer.shared})
    if not n:
        return _("You and %(name)s share no step that they told you.") % {"name": person.name}
    told = ngettext("You share %(n)d step with %(name)s.", "You share %(n)d steps with %(name)s.", n)
    ends = (
        _("Nothing is told beyond the last of them.")
        if found.answer.stop is None
        else _("Then your paths part: ask them how that came.")
    )
    return f"{told % {'n': n, 'name': person.name}} {ends}"


def rows(found: BesideTold) -> list[Row]:
    """In the order of their road; what only I did stands before the next step that we share, or before the notch."""
    out: list[Row] = []
    left = list(found.answer.mine_only)
    stop = found.answer.stop

    def mine_until(end: int) -> None:
        while left and left[0] < end:
            out.append(Row("mine", ((found.steps[left.pop(0)], None),)))

    for at, theirs in enumerate(found.road):
        pairs = [pair for pair in found.answer.shared if pair.theirs == at]
        mine_until(len(found.steps) if at == stop else max((pair.mine for pair in pairs), default=0))
        beyond = stop is not None and at >= stop
        place = "shared" if pairs else "theirs" if not beyond else "stop" if at == stop else "on"
        out.append(Row(place, tuple((found.steps[pair.mine], pair) for pair in pairs), theirs))
    mine_until(len(found.steps))
    return out


@require_POST
def told_step(request: Request, pk: int) -> HttpResponse:
    """`verb`: edit, up, down, remove; or `says`: done (with `step`, or `mine` in my words), not-yet, not-for-me, undo."""
    user, row = request.user, find_told(request.user, pk)
    here, this = reverse("person-told", args=[row.person_id]), reverse("told-step", args=[pk])
    if says := request.POST.get("says", ""):
        return say(request, row, "" if says == "undo" else says, here, this)
    verb = request.POST.get("verb", "")
    if verb == "edit":
        before = {"what": row.what, "kind": row.kind, "year": str(row.year or ""), "words": row.words}
        telling.tell_anew(row, step_in(request), request.POST.get("words", ""))
        return done(request, _("Changed."), to=here, undo=this, fields={"verb": "edit", **before})
    if verb in ("up", "down"):
        telling.move_told(user, row, up=verb == "up")
        back = "down" if verb == "up" else "up"
        return done(request, _("Moved."), to=here, undo=this, fields={"verb": back})
    if verb == "remove":
        sealed = telling.take_out_told(row)
        return done(request, _("The step is gone."), to=here, undo=here, fields={"sealed": sealed})
    raise InputError(_("That cannot be done with a step. There are edit, up, down, remove."))


def say(request: Request, row: ToldStep, says: str, here: str, this: str) -> HttpResponse:
    chosen = request.POST.get("step", "")
    mine = find_step(request.user, int(chosen)) if chosen.isdecimal() and len(chosen) < 18 else None
    fields = {"says": row.says or "undo", "step": str(row.step_id or "")}
    telling.say_to(request.user, row, says, mine=mine, words=request.POST.get("mine", ""))
    words = {
        "done": _("Done too: it is paired with your step."),
        "not-yet": _("Not yet: it stays in view."),
        "not-for-me": _("Not for you: it is set aside."),
        "": _("Taken back."),
    }
    return done(request, words[says], to=here, undo=this, fields=fields)


urlpatterns = [
    path("people/<int:pk>/told", told, name="person-told"),
    path("people/told/<int:pk>", told_step, name="told-step"),
]
