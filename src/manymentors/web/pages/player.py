"""What the player asks and reports: what an item is and how far I am, where a quote is in this recording, and where I am now."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manymentors.actions.listen import listened
from manymentors.audio.place import Place
from manymentors.errors import InputError
from manymentors.store.models import Listening
from manymentors.store.queries.listening import audio_of, find_playable, length_of, listening_of, spot
from manymentors.web.pages.items import chapters_of
from manymentors.web.request import Request
from manymentors.web.show import clock, heading, plain

LONGEST = 2_000
"""Characters of a quote that is looked for."""
DEVICE = re.compile(r"[\w.-]{1,60}")


@require_http_methods(["GET", "HEAD", "POST"])
def listening(request: Request, pk: int) -> HttpResponse:
    """GET: what to show of the item, and where to begin (`at`, `fact` or `quote`, and how long the recording `plays`).
    POST: where I am (`seconds`, `total`, `ago` seconds before now, `device`); answers with what stands then.
    """
    item = find_playable(request.user, pk)
    if request.method == "POST":
        at = timezone.now() - timedelta(seconds=number(request.POST.get("ago")) or 0.0)
        seconds = number(request.POST.get("seconds"))
        if seconds is None:
            raise InputError(_("There is no “seconds” in this report: how far was it heard?"))
        device = request.POST.get("device", "")
        stands = listened(
            request.user,
            item,
            seconds=seconds,
            total=number(request.POST.get("total")),
            at=at,
            device=device if DEVICE.fullmatch(device) else "",
        )
        return JsonResponse({"position": position_of(stands)})
    audio_of(item)
    stands_now = listening_of(request.user, item)
    told: dict[str, Any] = {
        "item": item.pk,
        "title": heading(item),
        "show": plain(item.source),
        "page": reverse("item", args=[item.pk]),
        "src": reverse("audio", args=[item.pk]),
        "duration": length_of(item),
        "chapters": [{"title": plain(title), "start": start} for _number, title, start in chapters_of(item)],
        "position": position_of(stands_now) if stands_now else None,
    }
    if {"at", "fact", "quote"} & request.GET.keys():
        found = spot(
            request.user,
            item,
            number(request.GET.get("at")),
            number(request.GET.get("plays")),
            fact=request.GET.get("fact", ""),
            quote=request.GET.get("quote", "")[:LONGEST],
        )
        told["place"] = {
            "seconds": found.seconds,
            "how": found.how,
            "within": found.within,
            "words": words_of(found),
        }
    return JsonResponse(told)


def position_of(row: Listening) -> dict[str, Any]:
    return {
        "seconds": row.seconds,
        "total": row.total,
        "finished": row.finished,
        "device": row.device,
        "at": row.at.isoformat(),
    }


def words_of(found: Place) -> str:
    """What the player says of the place; "" where there is nothing to say."""
    if found.how == "found":
        return _("This recording is another cut; the place was found again by its words, at %(at)s.") % {
            "at": clock(found.seconds)
        }
    if found.how == "near" and found.seconds is not None:
        return _(
            "This recording is another cut than the transcript was made from, so the second is not certain: it is said between"
            " %(first)s and %(last)s. You hear it from the first of the two."
        ) % {"first": clock(found.seconds), "last": clock(found.seconds + found.within)}
    if found.how == "unknown":
        return _("This recording is another cut, and where in it this is said is not known.")
    return ""


def number(told: str | None) -> float | None:
    """Raises InputError for what is no number of seconds."""
    if told is None or not told.strip():
        return None
    try:
        value = float(told)
    except ValueError as exc:
        raise InputError(_("“%(told)s” is no number of seconds.") % {"told": told[:40]}) from exc
    if not 0 <= value <= 1e9:
        raise InputError(_("“%(told)s” is no number of seconds.") % {"told": told[:40]})
    return value


urlpatterns = [path("items/<int:pk>/listening", listening, name="listening")]
