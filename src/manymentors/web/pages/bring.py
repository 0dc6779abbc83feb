"""Bring what you have: an archive, a list, LinkedIn's export. What would be done is shown before it is done."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from manymentors.actions import bring as bringing
from manymentors.actions.note_on import add_people
from manymentors.errors import InputError, MentorsError
from manymentors.roads.bring import ZIP_LIMIT, steps_from_file
from manymentors.roads.linkedin import connections_from_linkedin
from manymentors.shapes import Connection, FoundSource
from manymentors.shapes import Step as MyStep
from manymentors.sources.brought import LINKEDIN, TAKEOUT
from manymentors.store.models import Follow
from manymentors.store.queries.coworkers import known_names
from manymentors.store.queries.roads import my_steps
from manymentors.web.pages.add import shown
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done
from manymentors.web.uploads import ToDataFolder

AT_ONCE = 500
"""Connections or steps that are offered at a time."""


@csrf_exempt  # only so that the limit is set before the check for forgery reads what was sent; `checked` makes that check
@under("people")
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: Request) -> HttpResponse:
    if request.method == "POST":
        request.upload_handlers = [ToDataFolder(bringing.LARGEST)]
    return checked(request)


@csrf_protect
def checked(request: Request) -> HttpResponse:
    """GET: what can be brought. POST a `file`: what is in it; `token` with a verb: read, drop; `connection`s: people of mine."""
    if request.method != "POST":
        return page(request, "bring.html", start())
    if "token" in request.POST:
        return decided(request)
    if "connections" in request.POST:
        return connected(request)
    try:
        return brought(request)
    except MentorsError as error:
        return page(request, "bring.html", start() | {"problem": str(error)}, status=400)


def start() -> dict[str, Any]:
    return {"largest": bringing.LARGEST}


def brought(request: Request) -> HttpResponse:
    """What is in the file that was sent. Raises an error in words for what is not taken."""
    upload = request.FILES.get("file")
    handler = request.upload_handlers[0]
    if isinstance(handler, ToDataFolder) and handler.too_large:
        raise InputError(
            _(
                "The file is larger than %(n)d MB. Ask for the archive without pictures, or bring it by: mentors follow PATH"
            )
            % {"n": bringing.LARGEST // 1024**2}
        )
    if not isinstance(upload, UploadedFile) or not upload.size or upload.file is None:
        raise InputError(_("Choose a file first: an archive as it was sent (ZIP), or a list (OPML, CSV)."))
    name = (upload.name or _("The file"))[:120]
    if upload.file.read(2) != b"PK":
        upload.file.seek(0)
        return a_list(request, name, upload.file.read(bringing.LISTS + 1))
    where = bringing.set_down(request.user, name, upload.file)
    kind = bringing.look_into(where, name)
    if kind == TAKEOUT:
        return shown(request, bringing.channels_in(where, name))
    if kind == LINKEDIN:
        if where.stat().st_size > ZIP_LIMIT:
            where.unlink()
            raise InputError(_("%(name)s is larger than 20 MB, which no road needs.") % {"name": name})
        body = where.read_bytes()
        where.unlink()
        return from_linkedin(request, name, body)
    context = {"brought": bringing.count(request.user, where, name, kind), "tiers": Follow.TIERS}
    return page(request, "bring_archive.html", context)


def a_list(request: Request, name: str, body: bytes) -> HttpResponse:
    if body.lstrip(b"{[ \t\r\n")[:1] == b'"' and name.lower().endswith(".json"):
        raise InputError(_("%(name)s looks like a résumé: bring it under “My road”.") % {"name": name})
    try:
        connections = connections_from_linkedin(body) if name.lower().endswith(".csv") else ()
    except InputError:
        connections = ()
    if connections:
        return from_linkedin(request, name, body)
    found: list[FoundSource] = bringing.look_in_list(name, body)
    return shown(request, found)


def from_linkedin(request: Request, name: str, body: bytes) -> HttpResponse:
    """My steps, and whom I am connected with: each ticked, and sent to where it belongs."""
    connections = connections_from_linkedin(body)
    steps: tuple[MyStep, ...] = ()
    trouble = ""
    try:
        steps = steps_from_file(body, name)
    except InputError as error:
        trouble = str(error)
    if not steps and not connections:
        raise InputError(
            trouble or _("There is neither a step nor a connection in %(name)s.") % {"name": name}
        )
    have = {(step.what, step.year) for step in my_steps(request.user)}
    known = known_names(request.user, [one.name for one in connections])
    context = {
        "name": name,
        "steps": [
            (json.dumps([step.what, step.kind, step.year]), step, (step.what, step.year) in have)
            for step in steps[:AT_ONCE]
        ],
        "connections": [(told(one), one) for one in connections if one.name not in known][:AT_ONCE],
        "known": len(known),
        "more": max(0, len(connections) - len(known) - AT_ONCE),
    }
    return page(request, "bring_linkedin.html", context)


def told(one: Connection) -> str:
    about = ", ".join(part for part in (one.position, one.company) if part)
    since = _("connected since %(year)d") % {"year": one.since} if one.since else ""
    return json.dumps([one.name, ". ".join(part for part in (about, since) if part)])


def connected(request: Request) -> HttpResponse:
    """The connections that were ticked become people of mine, each with a first note of what they do."""
    chosen = []
    for line in request.POST.getlist("connection")[:AT_ONCE]:
        try:
            name, text = json.loads(line)
        except ValueError as exc:
            raise InputError("One of the connections cannot be read. Bring the file again.") from exc
        if not isinstance(name, str) or not isinstance(text, str):
            raise InputError("One of the connections cannot be read. Bring the file again.")
        chosen.append((name, text[:1000]))
    new = add_people(request.user, chosen, day=timezone.localdate())
    sentence = ngettext("%(n)d person is yours alone now.", "%(n)d people are yours alone now.", len(new))
    return done(request, sentence % {"n": len(new)}, to="coworkers")


def decided(request: Request) -> HttpResponse:
    """Read the archive that was shown, or drop it."""
    token = request.POST["token"]
    if request.POST.get("verb") == "drop":
        bringing.drop(request.user, token)
        return done(request, _("The archive is removed. Nothing of it was kept."), to="bring")
    said = {name: " ".join(request.POST.get(name, "").split()) for name in ("person", "why", "via", "tier")}
    if said["tier"] not in dict(Follow.TIERS):
        said["tier"] = ""
    follow = bringing.read_it(request.user, token, **said)
    to = reverse("person", args=[follow.person_id]) if follow.person_id else reverse("sources")
    return done(request, _("The archive is being read; it is removed from here when that is done."), to=to)


urlpatterns = [path("bring", bring, name="bring")]
