"""My road: entered, ordered, planned and brought along by me alone."""

from __future__ import annotations

import json
from datetime import date

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions import my_road
from manymentors.actions.plan import not_done, plan, plan_done
from manymentors.errors import InputError, NothingThere
from manymentors.roads.bring import ZIP_LIMIT, steps_from_file
from manymentors.shapes import KINDS
from manymentors.shapes import Step as MyStep
from manymentors.store import access
from manymentors.store.models import Step, User
from manymentors.store.queries.roads import my_plans, my_steps
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import back, done

KEPT = "a step that was taken out"
"""The salt under which an undo is signed: it puts back what we wrote, and nothing else."""
AT_ONCE = 500
"""Steps that one import may bring."""


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Request) -> HttpResponse:
    """GET: my road. POST: a step more."""
    user = request.user
    if request.method == "POST":
        step = my_road.add_step(user, step_in(request))
        return done(
            request,
            _("“%(what)s” is a step of your road.") % {"what": step.what},
            to="me",
            undo=reverse("me-step", args=[step.pk]),
            fields={"verb": "remove"},
        )
    context = {"steps": my_steps(user), "plans": my_plans(user), "kinds": KINDS}
    return page(request, "me.html", context, part="road")


@under("me")
@require_POST
def one(request: Request, pk: int) -> HttpResponse:
    """A step or a plan of mine. `verb`: edit, up, down, remove; of a plan: done (with its year); again to undo that."""
    user, verb, here = request.user, request.POST.get("verb", ""), reverse("me-step", args=[pk])
    step = mine(user, pk)
    if verb == "edit":
        was = {"verb": "edit", "what": step.what, "kind": step.kind, "year": str(step.year or "")}
        my_road.edit_step(user, step, step_in(request))
        return done(request, _("Changed."), to="me", undo=here, fields=was)
    if verb == "remove":
        kept = my_road.take_out(user, step)
        words = _("“%(what)s” is taken out.") % {"what": step.what}
        fields = {"kept": signing.dumps(kept, salt=KEPT)}
        return done(request, words, to="me", undo=reverse("me-put-back"), fields=fields)
    if verb in ("up", "down") and step.planned is None:
        other = {"up": "down", "down": "up"}[verb]
        if not my_road.move_step(user, step, up=verb == "up"):
            return back(request, "me")
        return done(request, _("Moved."), to="me", undo=here, fields={"verb": other})
    if verb == "done" and step.planned is not None:
        planned = step.planned
        plan_done(user, step, year_in(request))
        words = _("Done: “%(what)s” is a step of your road now.") % {"what": step.what}
        return done(
            request, words, to="me", undo=here, fields={"verb": "again", "planned": planned.isoformat()}
        )
    if verb == "again" and step.planned is None:
        not_done(user, step, day_in(request))
        return back(request, "me")
    raise InputError(
        f"“{verb}” cannot be done with this step. Open your road again, and choose one of its buttons."
    )


def mine(user: User, pk: int) -> Step:
    """A step of my road or a plan. Raises NothingThere."""
    step = access.steps(user).filter(pk=pk).first() or access.plans(user).filter(pk=pk).first()
    if step is None:
        raise NothingThere("Your road has no such step any more. Open it again.")
    return step


@under("me")
@require_POST
def plans(request: Request) -> HttpResponse:
    """“Next I will …”, dated today."""
    step = plan(request.user, request.POST.get("what", ""))
    return done(
        request,
        _("Noted, with today's date."),
        to="me",
        undo=reverse("me-step", args=[step.pk]),
        fields={"verb": "remove"},
    )


@under("me")
@require_POST
def put_back(request: Request) -> HttpResponse:
    """Undo the taking out of a step."""
    try:
        kept = signing.loads(request.POST.get("kept", ""), salt=KEPT)
    except signing.BadSignature as exc:
        raise InputError("This cannot be put back any more. Enter the step anew.") from exc
    my_road.put_back(request.user, kept)
    return back(request, "me")


# --- bring a road along -------------------------------------------------------------------------------------------


@under("me")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request) -> HttpResponse:
    """GET: what can be brought. POST a `file`: what is in it, to choose from; the `step`s chosen: they are added; `undo`."""
    user = request.user
    if request.method != "POST":
        return page(request, "me_bring.html", {})
    if "undo" in request.POST:
        ids = [int(told) for told in request.POST["undo"].split(",") if told.isdecimal() and len(told) < 18]
        my_road.take_out_all(user, ids)
        return back(request, "me")
    if "chosen" in request.POST:
        steps = [step_from(told) for told in request.POST.getlist("step")[:AT_ONCE]]
        added = my_road.import_steps(user, steps, origin=request.POST["chosen"][:200])
        words = ngettext("%(n)d step was added.", "%(n)d steps were added.", len(added)) % {"n": len(added)}
        undo = reverse("me-bring") if added else ""
        return done(
            request, words, to="me", undo=undo, fields={"undo": ",".join(str(step.pk) for step in added)}
        )
    found, name = brought(request)
    have = {(step.what, step.year) for step in my_steps(user)}
    choices = [
        (json.dumps([step.what, step.kind, step.year]), step, (step.what, step.year) in have)
        for step in found[:AT_ONCE]
    ]
    new = sum(1 for _told, _step, known in choices if not known)
    return page(request, "me_bring.html", {"choices": choices, "new": new, "name": name})


def brought(request: Request) -> tuple[tuple[MyStep, ...], str]:
    """The steps in the file that was sent, and its name. Raises InputError."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise InputError(_("Choose a file first: a résumé as JSON, or the ZIP that LinkedIn exports."))
    name = file.name or _("The file")
    if file.size > ZIP_LIMIT:
        raise InputError(_("%(name)s is larger than 20 MB, which no road needs.") % {"name": name})
    return steps_from_file(file.read(), name), name


def step_from(told: str) -> MyStep:
    try:
        what, kind, year = json.loads(told)
    except ValueError as exc:
        raise InputError("One of the steps cannot be read. Bring the file again.") from exc
    if not isinstance(what, str) or not isinstance(kind, str) or not isinstance(year, int | None):
        raise InputError("One of the steps cannot be read. Bring the file again.")
    return MyStep(what, kind, year)


# --- what forms say -----------------------------------------------------------------------------------------------


def step_in(request: Request) -> MyStep:
    return MyStep(request.POST.get("what", ""), request.POST.get("kind", ""), year_in(request))


def year_in(request: Request) -> int | None:
    told = request.POST.get("year", "").strip()
    if told and not (told.isdecimal() and len(told) == 4):
        raise InputError(
            _("“%(told)s” is no year. Give four digits, such as 2009, or leave it empty.") % {"told": told}
        )
    return int(told) if told else None


def day_in(request: Request) -> date:
    try:
        return date.fromisoformat(request.POST.get("planned", ""))
    except ValueError as exc:
        raise InputError("This cannot be undone any more. Say it anew under “Next I will”.") from exc


urlpatterns = [
    path("me/", me, name="me"),
    path("me/<int:pk>/", one, name="me-step"),
    path("me/next", plans, name="me-next"),
    path("me/put-back", put_back, name="me-put-back"),
    path("me/bring", bring, name="me-bring"),
]
