"""Shadow week: one person's week in order, and the questions that I leave it with."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manymentors.actions import ask_them
from manymentors.errors import InputError
from manymentors.store.queries.asked import asked_of
from manymentors.store.queries.week import week_of
from manymentors.web.pages.person import frame_of
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.undo import done

QUESTIONS = 5


@under("people")
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: Request, pk: int) -> HttpResponse:
    """GET `of` (a day): that week. POST `question`, up to five times: drafts of questions to ask them."""
    context = frame_of(request, pk, "person-week")
    person = context["person"]
    if request.method == "POST":
        told = [words for words in request.POST.getlist("question")[:QUESTIONS] if words.strip()]
        if not told:
            raise InputError(_("There is no question. Write at least one."))
        for words in told:
            ask_them.draft(request.user, person, words, channel="in-person", token=None, handle="", on=None)
        words = _("Kept as drafts; say there by which way each goes out.")
        here = reverse("person-week", args=[pk])
        return done(request, words, to=f"{here}?of={of}" if (of := request.GET.get("of", "")) else here)
    shown = week_of(request.user, person, day_in(request.GET.get("of", "")), timezone.now())
    return page(
        request,
        "person_week.html",
        context
        | {"week": shown, "numbers": range(1, QUESTIONS + 1), "asked": asked_of(request.user, person)},
    )


def day_in(told: str) -> date | None:
    """None for what is no day."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


urlpatterns = [path("people/<int:pk>/week", week, name="person-week")]
