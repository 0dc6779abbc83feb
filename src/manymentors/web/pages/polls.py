"""Polls: mine, by link or on a network, with their results; and the page behind a link, where one voice votes without an account."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from manymentors.actions import poll as polling
from manymentors.actions import poll_there as elsewhere
from manymentors.actions.client import new_client
from manymentors.errors import InputError
from manymentors.store import access
from manymentors.store.models import PollPost
from manymentors.store.queries.polls import ballot_of, find_poll, result_of, results
from manymentors.store.queries.tokens import find_token
from manymentors.web.render import day_in, page, under
from manymentors.web.request import Request
from manymentors.web.undo import done

USUALLY = timedelta(days=14)


@require_http_methods(["GET", "HEAD", "POST"])
def polls(request: Request) -> HttpResponse:
    """GET: mine, and the forms. POST: a new one, by links or (`where`, the id of an account of mine) on a network; or with
    `look_at`, the address of a post, one that somebody else holds."""
    user, today = request.user, timezone.localdate()
    if request.method == "POST":
        told = request.POST
        if "look_at" in told:
            with new_client() as client:
                found = elsewhere.bring_poll(user, told["look_at"], client, timezone.now())
            return redirect("poll", pk=found.pk)
        question, options, closes = asked_in(request, today)
        if told.get("where", ""):
            token = find_token(user, int(told["where"]) if told["where"].isdecimal() else 0)
            made = elsewhere.draft_there(
                user, token, question, options, several="several" in told, closes=closes, today=today
            )
            return redirect("poll", pk=made.pk)
        voices = int(told["voices"]) if told.get("voices", "").isdecimal() else 0
        return redirect(
            "poll",
            pk=polling.ask_poll(user, question, options, voices=voices, closes=closes, today=today).pk,
        )
    tokens = [token for token in access.tokens(user) if not token.problem]
    context = {
        "results": results(user, today),
        "tokens": tokens,
        "may_choose_several": any(token.network == "mastodon" for token in tokens),
        "closes": today + USUALLY,
        "today": today,
        "question": request.GET.get("question", ""),
    }
    return page(request, "polls.html", context)


def asked_in(request: Request, today: date) -> tuple[str, list[str], date]:
    told = request.POST
    closes = day_in(told.get("closes", "")) or today
    return told.get("question", ""), told.get("options", "").splitlines(), closes


@under("polls")
@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: Request, pk: int) -> HttpResponse:
    """GET: its links and result. POST `verb`: close, open, drop; of one on a network also save, post, look."""
    row, here = find_poll(request.user, pk), reverse("poll", args=[pk])
    there: PollPost | None = getattr(row, "there", None)
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if there is not None and verb in ("save", "post", "look"):
            return on_network(request, there, verb, here)
        if verb == "close":
            polling.close(row, timezone.now())
            return done(request, _("Closed."), to=here, undo=here, fields={"verb": "open"})
        if verb == "open":
            polling.open_again(row)
            return done(request, _("Open again."), to=here)
        if verb == "drop":
            gone = polling.drop(row)
            return done(request, gone or _("The poll and its votes are gone."), to="polls")
        raise InputError(f"“{verb}” is nothing that can be done with a poll.")
    ballots, today = list(row.ballots.order_by("pk")), timezone.localdate()
    links = [
        (request.build_absolute_uri(reverse("vote", args=[ballot.token])), ballot.choice is not None)
        for ballot in ballots
    ]
    context = {"result": result_of(row, ballots, today), "links": links, "today": today}
    if there is not None:
        context |= {"there": there, "text": elsewhere.text_of(there) if there.mine else ""}
        return page(request, "poll_there.html", context)
    return page(request, "poll.html", context)


def on_network(request: Request, there: PollPost, verb: str, here: str) -> HttpResponse:
    if verb == "post":
        elsewhere.press_poll(there)
        return done(request, _("It is being posted, once."), to=here)
    if verb == "look":
        if there.state not in ("out", "gone"):
            raise InputError(_("It is not out yet."))
        with new_client() as client:
            elsewhere.look_there(there, client, timezone.now())
        return redirect(here)
    question, options, closes = asked_in(request, timezone.localdate())
    several = "several" in request.POST
    elsewhere.rewrite_there(
        there, question, options, several=several, closes=closes, today=timezone.localdate()
    )
    return redirect(here)


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
