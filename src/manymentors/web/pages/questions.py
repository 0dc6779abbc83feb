"""Ask them: a draft in my words, one press to post it, and the ledger of what waits, was answered, or was let go."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from manymentors.actions import ask_them
from manymentors.errors import InputError
from manymentors.sources.post import LIMITS
from manymentors.store import access
from manymentors.store.models import Asked, Person, Token
from manymentors.store.queries.asked import answer_item, find_asked, habit_of, handles_of, ledger
from manymentors.store.queries.people import person_numbered
from manymentors.web.render import day_in, page, under
from manymentors.web.request import Request
from manymentors.web.undo import done


@require_safe
def questions(request: Request) -> HttpResponse:
    return page(request, "questions.html", {"ledger": ledger(request.user)})


@under("questions")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """GET `person` (id) and `text`: the form; without a person, whom to ask. POST: a draft."""
    user = request.user
    told = request.POST if request.method == "POST" else request.GET
    pk = told.get("person", "")
    if not pk.isdecimal():
        people = [
            follow.person for follow in access.follows(user).exclude(person=None).select_related("person")
        ]
        chosen = sorted({person.pk: person for person in people if person}.values(), key=lambda one: one.key)
        return page(request, "question_whom.html", {"people": chosen, "text": told.get("text", "")})
    person = person_numbered(user, int(pk))
    if request.method == "POST":
        made = ask_them.draft(user, person, told.get("words", ""), **way(request, person))
        return redirect("question", pk=made.pk)
    return page(request, "question_edit.html", form(request, person, None, told.get("text", "")))


@under("questions")
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Request, pk: int) -> HttpResponse:
    """POST `verb`: save, post, asked, nudge, answer, not-the-answer, let-go, undo."""
    asked, now = find_asked(request.user, pk), timezone.now()
    here = reverse("question", args=[pk])
    if request.method != "POST":
        return page(request, "question.html", shown(asked))
    verb, told = request.POST.get("verb", ""), request.POST
    note, sentence = "", ""
    if verb == "save":
        ask_them.rewrite(asked, told.get("words", ""), **way(request, asked.person))
        return redirect(here)
    if verb == "post":
        ask_them.press(asked)
        return done(request, _("It is being posted, once."), to=here)
    if verb == "nudge":
        ask_them.press_nudge(asked, told.get("words", ""), now)
        return done(request, _("Asked once more. Now it is up to them."), to=here)
    if verb == "undo":
        ask_them.as_before(asked, told.get("note", ""))
        return done(request, _("As it was before."), to=here)
    if verb == "asked":
        note, sentence = ask_them.mark_asked(asked, now, told.get("url", "").strip()), _("Noted as asked.")
    elif verb == "answer":
        words = told.get("words", "") or asked.answer
        note, sentence = ask_them.answered(asked, words, now), _("Written down as their answer.")
    elif verb == "not-the-answer":
        note, sentence = ask_them.not_the_answer(asked), _("It goes on waiting.")
    elif verb == "let-go":
        note, sentence = ask_them.let_go(asked), _("Let go.")
    else:
        raise InputError(f"“{verb}” is nothing that can be done with a question.")
    return done(request, sentence, to=here, undo=here, fields={"verb": "undo", "note": note})


@under("questions")
@require_safe
def edit(request: Request, pk: int) -> HttpResponse:
    asked = find_asked(request.user, pk)
    if asked.state != "draft":
        return redirect("question", pk=pk)
    return page(request, "question_edit.html", form(request, asked.person, asked, asked.words))


def form(request: Request, person: Person, asked: Asked | None, text: str) -> dict[str, Any]:
    """The ways that reach the person: connected accounts on networks where they are, and those by hand."""
    handles = handles_of(request.user, person)
    tokens = {token.network: token for token in access.tokens(request.user) if not token.problem}
    ways = [
        (name, words, handles.get(name, ""), tokens.get(name))
        for name, words in Asked.CHANNELS
        if name not in LIMITS or name in handles
    ]
    return {
        "person": person,
        "asked": asked,
        "words": text,
        "ways": ways,
        "chosen": asked.channel if asked else ways[0][0],
        "day": asked.on if asked else None,
        "limits": LIMITS,
        "habit": habit_of(request.user, person),
    }


def way(request: Request, person: Person) -> dict[str, Any]:
    channel = request.POST.get("channel", "")
    tokens: dict[str, Token] = {token.network: token for token in access.tokens(request.user)}
    on = day_in(request.POST.get("on", ""))
    handle = handles_of(request.user, person).get(channel, "")
    return {"channel": channel, "token": tokens.get(channel), "handle": handle, "on": on}


def shown(asked: Asked) -> dict[str, Any]:
    """The text as it goes out, where to write it by hand, and whether it is time to ask once more."""
    text = ask_them.text_of(asked)
    limit = LIMITS.get(asked.channel)
    waits = asked.asked is not None and timezone.now() - asked.asked >= ask_them.PATIENCE
    return {
        "asked": asked,
        "text": text,
        "left": limit - len(text) if limit else None,
        "by_hand": by_hand(asked, text),
        "may_nudge": asked.state == "waiting" and asked.nudged is None and not asked.nudging and waits,
        "may_nudge_from": asked.asked + ask_them.PATIENCE if asked.asked and not waits else None,
        "once_more": _("Just in case this got lost. No hurry, and no answer is fine too."),
        "habit": habit_of(asked.user, asked.person),
        "kept_from": answer_item(asked),
        "days": (timezone.now() - asked.asked).days if asked.asked else None,
    }


def by_hand(asked: Asked, text: str) -> str:
    """An address that opens the words where they can be sent by hand, "" where there is none."""
    if asked.channel == "bluesky":
        return f"https://bsky.app/intent/compose?{urlencode({'text': text})}"
    if asked.channel == "mastodon":
        server = asked.token.server if asked.token else f"https://{asked.handle.rpartition('@')[2]}"
        return f"{server}/share?{urlencode({'text': text})}"
    if asked.channel == "mail":
        subject = _("A question")
        return f"mailto:?subject={quote(subject)}&body={quote(text)}"
    return ""


urlpatterns = [
    path("questions/", questions, name="questions"),
    path("questions/new", new, name="question-new"),
    path("questions/<int:pk>/", question, name="question"),
    path("questions/<int:pk>/edit", edit, name="question-edit"),
]
