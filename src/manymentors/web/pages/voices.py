"""Who speaks here: names for the labels of a transcript that are none."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from manymentors.actions.name_voice import OURS, labels_of, name_voice
from manymentors.store.models import Item
from manymentors.store.queries.items import find_item
from manymentors.web.request import Request
from manymentors.web.undo import done


@dataclass(frozen=True, slots=True)
class Voice:
    """`name` and `role` are what was said of the label, "" for nothing; `show` where that was said of the whole show. `ours`:
    it was told apart here, and means nobody in other recordings.
    """

    label: str
    name: str
    role: str
    show: bool
    ours: bool


def voices_of(item: Item) -> list[Voice]:
    told = {**item.source.voices, **item.voices}
    out = []
    for label in labels_of(item):
        name, role = told.get(label, ("", ""))
        show = label not in item.voices and label in item.source.voices
        out.append(Voice(label, name, role, show, bool(OURS.fullmatch(label))))
    return out


@require_POST
def voices(request: Request, pk: int) -> HttpResponse:
    item, told = find_item(request.user, pk), request.POST
    label, whole = told.get("label", ""), told.get("where") == "show"
    before = name_voice(
        request.user, item, label, told.get("name", ""), told.get("role", "guest"), whole_show=whole
    )
    name, role = before or ("", "guest")
    fields = {"label": label, "name": name, "role": role, "where": told.get("where", "")}
    words = (
        _("Named. What was said under it is read anew.")
        if told.get("name", "").strip()
        else _("The name is taken away.")
    )
    return done(
        request, words, to=reverse("item", args=[pk]), undo=reverse("voices", args=[pk]), fields=fields
    )


urlpatterns = [path("items/<int:pk>/voices", voices, name="voices")]
