"""Paste any link: what following it would fetch is shown first, then followed."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from manymentors.actions import sample_world
from manymentors.actions.errand import ask
from manymentors.actions.follow import Followed
from manymentors.actions.follow import follow as follow_source
from manymentors.actions.preview import LARGEST, look_in_list, look_there, preview_of, seal, unseal
from manymentors.actions.trail import door_in
from manymentors.errors import InputError, MentorsError
from manymentors.shapes import FoundSource
from manymentors.store.models import Follow
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done

WORDS = ("address", "whose", "person", "why", "via", "tier", "door")


@under("people")
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """GET `address`: the preview. POST a `list` (a file): the same for it. POST else: follow."""
    if request.method == "POST" and "list" not in request.FILES:
        return follow(request)
    address = request.GET.get("address", "").strip()
    try:
        if upload := request.FILES.get("list"):
            return shown(request, found_in(upload))
        return shown(request, look_there(address) if address else [])
    except MentorsError as error:
        return shown(request, [], problem=str(error))


def found_in(upload: UploadedFile[Any]) -> list[FoundSource]:
    name = upload.name or "The file"
    if (upload.size or 0) > LARGEST:
        raise InputError(f"{name} is larger than 4 MB. Export the list alone.")
    return look_in_list(name, upload.read())


def shown(
    request: Request, found: list[FoundSource], *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page with what was found, and with all that was typed."""
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: given.get(name, "") for name in WORDS}
    if not typed["door"] and not typed["via"]:
        typed |= open_item(request)
    context: dict[str, Any] = {
        "typed": typed,
        "chosen": set(request.POST.getlist("source")),
        "previews": [preview_of(source) for source in found],
        "sealed": seal(found) if found else "",
        "problem": problem,
        "tiers": Follow.TIERS,
        "outside": not found and not sample_world.inside(request.user),
    }
    return page(request, "add.html", context, part="found", status=status)


def open_item(request: Request) -> dict[str, str]:
    """Via whom, as the item tells from whose page they come: who passed it on, else who speaks in it."""
    found = re.fullmatch(r"/items/(\d{1,18})/", urlsplit(request.headers.get("Referer", "")).path)
    door = door_in(request.user, f"item-{found[1]}") if found else None
    return {"door": f"item-{found[1]}", "via": door.person.name} if found and door and door.person else {}


def follow(request: Request) -> HttpResponse:
    """Follow what is at the address, or of several sources those that are ticked; the worker reads them at once."""
    found: list[FoundSource] = []
    try:
        address = request.POST.get("address", "").strip()
        found = unseal(request.POST.get("found", "")) or look_there(address)
        followed = follow_all(request, found)
    except MentorsError as error:
        return shown(request, found, problem=str(error), status=400)
    ask(request.user, "sync", sources=sorted({told.follow.source_id for told in followed}))
    person = followed[0].follow.person
    if person:
        return done(
            request,
            _("You follow %(name)s. Reading has begun.") % {"name": person.name},
            to=reverse("person", args=[person.pk]),
        )
    sentence = ngettext(
        "You follow one more source. Reading has begun.",
        "You follow %(n)s more sources. Reading has begun.",
        len(followed),
    )
    return done(request, sentence % {"n": len(followed)}, to="sources")


def follow_all(request: Request, found: list[FoundSource]) -> list[Followed]:
    told = {name: " ".join(request.POST.get(name, "").split()) for name in ("person", "via", "why", "tier")}
    if told["tier"] not in dict(Follow.TIERS):
        told["tier"] = ""
    whose = request.POST.get("whose", "new")
    if whose.startswith("named:"):
        told["person"] = whose.removeprefix("named:")
    elif whose == "itself":
        told["person"] = ""
    elif not told["person"]:
        raise InputError("Whose is it? Type a name, or choose to follow the source for itself.")
    if len(found) > 1:
        ticked = set(request.POST.getlist("source"))
        found = [source for source in found if source.url in ticked]
        if not found:
            raise InputError("None of the sources is ticked. Tick those that you want to follow.")
    door = door_in(request.user, request.POST.get("door", ""))
    return [follow_source(request.user, source, found_in="pages", door=door, **told) for source in found]


urlpatterns = [path("people/add", add, name="people-add")]
