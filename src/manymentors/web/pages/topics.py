"""A topic over time: who said what when, where they turned, where two differ, and where I stand myself."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions.say_opinion import say_opinion, take_back
from manymentors.actions.topic import LONGEST, topic
from manymentors.store import access
from manymentors.store.queries.topics import my_topics, opinions_on, skills_spoken_to
from manymentors.web.render import day_in, page
from manymentors.web.request import Request
from manymentors.web.undo import done


@require_safe
def topics(request: Request) -> HttpResponse:
    text = " ".join(request.GET.get("topic", "").split())[:LONGEST]
    if not text:
        context = {"mine": my_topics(request.user), "skills": skills_spoken_to(request.user)}
        return page(request, "topics.html", context)
    context = {
        "text": text,
        "topic": topic(request.user, text),
        "opinions": opinions_on(request.user, text),
        "today": timezone.localdate(),
    }
    return page(request, "topics.html", context)


@require_POST
def say(request: Request) -> HttpResponse:
    """Where I stand on `topic`: `line`, said on the day `said` (today where none is told)."""
    text = request.POST.get("topic", "")
    today = timezone.localdate()
    opinion = say_opinion(
        request.user, text, request.POST.get("line", ""), day_in(request.POST.get("said", "")) or today, today
    )
    return done(
        request,
        _("Written down, with the day."),
        to=address(opinion.topic),
        undo=reverse("opinion-take-back", args=[opinion.pk]),
    )


@require_POST
def unsay(request: Request, pk: int) -> HttpResponse:
    opinion = get_object_or_404(access.opinions(request.user), pk=pk)
    fields = {"topic": opinion.topic, "line": opinion.line, "said": opinion.said.isoformat()}
    take_back(opinion)
    return done(
        request, _("Taken back."), to=address(opinion.topic), undo=reverse("opinion-say"), fields=fields
    )


def address(text: str) -> str:
    return f"{reverse('topics')}?{urlencode({'topic': text})}"


urlpatterns = [
    path("topics/", topics, name="topics"),
    path("topics/say", say, name="opinion-say"),
    path("topics/<int:pk>/take-back", unsay, name="opinion-take-back"),
]
