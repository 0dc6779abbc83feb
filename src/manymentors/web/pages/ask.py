"""One box: a question to everybody, the answer as a table by person, and who is silent, and why."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions.ask_crowd import LONGEST, Answered, ask_crowd
from manymentors.actions.errand import ask as ask_worker
from manymentors.actions.keep_question import keep_question, let_question_go
from manymentors.actions.search import is_built
from manymentors.actions.summarise import has_model, summary_kept
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.queries.answers import kept_question, summary_errand
from manymentors.store.queries.passages import not_read
from manymentors.store.queries.polls import polls_on
from manymentors.web.render import page
from manymentors.web.request import Request
from manymentors.web.undo import done

NAMED = 12
"""Silent people of one group whose names are shown before the rest is folded up."""


@require_safe
def ask(request: Request) -> HttpResponse:
    question = " ".join(request.GET.get("q", "").split())[:LONGEST]
    nearer = "nearer" in request.GET
    context: dict[str, object] = {"question": question, "nearer": nearer, "named": NAMED}
    if not question:
        context["kept_questions"] = list(access.questions(request.user).order_by("-asked", "-id")[:50])
        return page(request, "ask.html", context, part="answer")
    answered = ask_crowd(request.user, question, nearer=nearer)
    context |= {
        "answered": answered,
        "polls": polls_on(request.user, question, timezone.localdate()),
        "kept": kept_question(request.user, fold(question)[:LONGEST]),
        "them": reverse("question-new"),
        "here": f"{reverse('ask')}?{asked(question, nearer)}",
        "other": f"?{asked(question, not nearer)}",
    }
    if answered.lines:
        context |= summary_of(request, answered)
    else:
        context |= {"built": is_built(), "unread": not_read(request.user)}
    return page(request, "ask.html", context, part="answer")


def summary_of(request: Request, answered: Answered) -> dict[str, object]:
    """What is shown below the table, where a language model is set: the summary, that it is being written, or why not."""
    if not has_model():
        return {}
    told = summary_kept(answered)
    errand = None if told else summary_errand(request.user, answered.question, answered.nearer)
    return {
        "model": True,
        "summary": told,
        "writing": errand is not None and errand.ended is None,
        "trouble": errand.problem if errand is not None and errand.ended else "",
        "asked_model": errand is not None,
    }


def asked(question: str, nearer: bool) -> str:
    return urlencode({"q": question} | ({"nearer": "1"} if nearer else {}))


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep the question `q`, with how many `spoke` of how many `people`."""
    spoke, people = (number(request.POST.get(name, "")) for name in ("spoke", "people"))
    kept = keep_question(request.user, request.POST.get("q", ""), spoke=spoke, people=people)
    return done(request, _("The question is kept."), to="ask", undo=reverse("ask-let-go", args=[kept.pk]))


@require_POST
def let_go(request: Request, pk: int) -> HttpResponse:
    kept = get_object_or_404(access.questions(request.user), pk=pk)
    fields = {"q": kept.text, "spoke": str(kept.spoke), "people": str(kept.people)}
    let_question_go(kept)
    return done(request, _("Let go."), to="ask", undo=reverse("ask-keep"), fields=fields)


@require_POST
def summary(request: Request) -> HttpResponse:
    """Ask the worker for a summary of the answer to `q`: the model may take minutes."""
    question = " ".join(request.POST.get("q", "").split())[:LONGEST]
    nearer = "nearer" in request.POST
    if question and has_model():
        ask_worker(request.user, "summarise", question=question, nearer=nearer)
    return done(
        request,
        _("Your language model is asked. This takes seconds to minutes."),
        to=f"{reverse('ask')}?{asked(question, nearer)}#summary",
    )


def number(told: str) -> int:
    return int(told) if told.isdecimal() and len(told) < 7 else 0


urlpatterns = [
    path("ask", ask, name="ask"),
    path("ask/keep", keep, name="ask-keep"),
    path("ask/<int:pk>/let-go", let_go, name="ask-let-go"),
    path("ask/summary", summary, name="ask-summary"),
]
