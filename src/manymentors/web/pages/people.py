"""Everyone I may learn from, found by name, by why I follow them and via whom."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions import sample_world
from manymentors.actions.errand import ask
from manymentors.store import access
from manymentors.store.models import Follow
from manymentors.store.queries.people import people_page
from manymentors.store.queries.work import asked_for
from manymentors.web.render import number_in, page
from manymentors.web.request import Request
from manymentors.web.undo import done


@require_safe
def people(request: Request) -> HttpResponse:
    words, tier = request.GET.get("words", "").strip(), request.GET.get("tier", "")
    shown = people_page(request.user, words=words, tier=tier, number=number_in(request.GET.get("page")))
    kept = {name: told for name, told in (("words", words), ("tier", tier)) if told}
    query = f"{urlencode(kept)}&" if kept else ""
    context = {"shown": shown, "words": words, "tier": tier, "tiers": Follow.TIERS, "query": query}
    context["at_work"] = asked_for(request.user)
    return page(request, "people.html", context, part="list")


@require_POST
def sample(request: Request) -> HttpResponse:
    """Enter the sample world: its people are followed, and read by the worker."""
    followed = sample_world.enter(request.user)
    ask(request.user, "sync", sources=sorted({told.follow.source_id for told in followed}))
    words = _("You follow the people of the sample world. All of them are invented. Reading has begun.")
    if access.steps(request.user).filter(origin=sample_world.ORIGIN).exists():
        words += " " + _("A sample road was put into “My road”; it goes when you leave the sample world.")
    return done(request, words, to="people")


@require_POST
def leave_sample(request: Request) -> HttpResponse:
    """Leave it: nobody of it is followed any more, and its road is taken out of mine."""
    sample_world.leave(request.user)
    words = _("You have left the sample world. What you entered yourself is still there.")
    return done(request, words, to="today", undo=reverse("sample-world"))


urlpatterns = [
    path("people/", people, name="people"),
    path("people/sample", sample, name="sample-world"),
    path("people/sample/leave", leave_sample, name="sample-world-leave"),
]
