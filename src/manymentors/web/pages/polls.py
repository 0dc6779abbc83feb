"""Polls: mine with their links and results; and the page behind a link, where one voice votes without an account."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manymentors.actions import poll as polling
from manymentors.errors import InputError
from manymentors.store.queries.polls import ballot_of, find_poll, result_of, results
from manymentors.web.render import day_in, page, under
from manymentors.web.request import Request
from manymentors.web.undo import done

USUALLY = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
def polls(request: Request) -> HttpResponse:
    """GET: mine, and the form. POST: a new one."""
    today = timezone.localdate()
    if request.method == "POST":
        told = request.POST
        made = polling.ask_poll(
            request.user,
            told.get("question", ""),
            told.get("options", "").splitlines(),
            voices=int(told["voices"]) if told.get("voices", "").isdecimal() else 0,
            closes=day_in(told.get("closes", "")) or today,
            today=today,
        )
        return redirect("poll", pk=made.pk)
    context = {"results": results(request.user, today), "closes": today + USUALLY, "today": today}
    return page(request, "polls.html", context)


@under("polls")
@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: Request, pk: int) -> HttpResponse:
    """GET: its links and result. POST `verb`: close, open, drop."""
    row, here = find_poll(request.user, pk), reverse("poll", args=[pk])
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb == "close":
            polling.close(row, timezone.now())
            return done(request, _("Closed."), to=here, undo=here, fields={"verb": "open"})
        if verb == "open":
            polling.open_again(row)
            return done(request, _("Open again."), to=here)
        if verb == "drop":
            polling.drop(row)
            return done(request, _("The poll and its votes are gone."), to="polls")
        raise InputError(f"“{verb}” is nothing that can be done with a poll.")
    ballots = list(row.ballots.order_by("pk"))
    links = [
        (request.build_absolute_uri(reverse("vote", args=[ballot.token])), ballot.choice is not None)
        for ballot in ballots
    ]
    return page(
        request, "poll.html", {"result": result_of(row, ballots, timezone.localdate()), "links": links}
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link. It tells nothing of whom it is from but the question."""
    ballot = ballot_of(token)
    today = timezone.localdate()
    if request.method == "POST":
        told = request.POST.get("choice", "")
        polling.vote(ballot, int(told) if told.isdecimal() and len(told) < 4 else -1, timezone.now(), today)
        return redirect("vote", token=token)
    context = {"ballot": ballot, "poll": ballot.poll, "open": polling.is_open(ballot.poll, today)}
    response = page(request, "vote.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


urlpatterns = [
    path("polls/", polls, name="polls"),
    path("polls/<int:pk>/", poll, name="poll"),
    path("poll/<str:token>", vote, name="vote"),
]
