"""Review: a few of the nuggets that I keep come back each day; I say what I made of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions import keep as keeping
from manymentors.actions.review import review as answer
from manymentors.actions.review import take_back
from manymentors.store.queries.nuggets import find_keepsake
from manymentors.store.queries.review import review_day
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@require_safe
def review(request: Request) -> HttpResponse:
    return page(request, "review.html", {"day": review_day(request.user, timezone.now())})


@under("review")
@require_POST
def reviewed(request: Request, pk: int) -> HttpResponse:
    """POST `verb`: applied (with `result`), not-yet, drop; and `take-back`, which undoes the first two."""
    row, verb = find_keepsake(request.user, pk), request.POST.get("verb", "")
    here = reverse("reviewed", args=[pk])
    if verb == "take-back":
        take_back(row, request.POST.get("note", ""))
        return done(request, _("Taken back."), to="review")
    if verb == "drop":
        fields = {
            "quote": row.quote,
            "words": row.words,
            "applied": row.applied.isoformat() if row.applied else "",
            "result": row.result,
            "next": reverse("review"),
        }
        keeping.let_go(row)
        again = reverse("keep", args=[row.item_id])
        return done(request, _("Dropped. It comes back no more."), to="review", undo=again, fields=fields)
    note = answer(row, verb, timezone.now(), request.POST.get("result", ""))
    words = _("Applied. It comes back much later.") if verb == "applied" else _("Not yet. It comes back.")
    return done(request, words, to="review", undo=here, fields={"verb": "take-back", "note": note})


urlpatterns = [
    path("review/", review, name="review"),
    path("review/<int:pk>", reviewed, name="reviewed"),
]
