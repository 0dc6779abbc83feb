"""What I follow and how it is, in words; what is being done; look now, pause, unfollow, take along."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions.ask_follows import allow
from manymentors.actions.bring import AT_REST
from manymentors.actions.captions import read_captions
from manymentors.actions.errand import ask
from manymentors.actions.keep_audio import room_in_words
from manymentors.actions.look import LOCAL
from manymentors.actions.pause import pause, resume
from manymentors.actions.tell_voices import lacking as no_voices
from manymentors.actions.transcribe import lacking, may_ask
from manymentors.actions.unfollow import follow_again, unfollow
from manymentors.errors import InputError
from manymentors.store.queries.audio import with_audio
from manymentors.store.queries.sources import SourceCard, source_of, sources_page, subscriptions
from manymentors.web.pages.progress import told
from manymentors.web.render import number_in, page
from manymentors.web.request import Request
from manymentors.web.undo import back, done


@require_safe
def sources(request: Request) -> HttpResponse:
    words, state = request.GET.get("words", "").strip(), request.GET.get("state", "")
    shown = sources_page(request.user, words=words, state=state, number=number_in(request.GET.get("page")))
    now = timezone.now()
    kept = {name: value for name, value in (("words", words), ("state", state)) if value}
    context = {
        "shown": shown,
        "cards": [(card, *health(card, now)) for card in shown.cards],
        "audio": with_audio(card.source.pk for card in shown.cards),
        "transcribes": not lacking() and may_ask(request.user),
        "tells_voices": not no_voices(),
        "room": room_in_words(),
        "words": words,
        "state": state,
        "states": (("trouble", _("in trouble")), ("paused", _("paused")), ("silent", _("not looked at yet"))),
        "query": f"{urlencode(kept)}&" if kept else "",
        "now": told(request),
    }
    return page(request, "sources.html", context, part="list")


def health(card: SourceCard, now: datetime) -> tuple[str, str]:
    """How a source is: one word for its look (well, waits, trouble, paused), and a sentence."""
    source = card.source
    if source.url.startswith(AT_REST):
        if source.problem:
            return "trouble", _("It could not be read: %(problem)s") % {"problem": source.problem}
        return "paused", _("You brought it. Bring a newer archive to read what came since.")
    if card.paused:
        return "paused", _("Paused: it is not looked at for you.")
    if source.paused:
        return "trouble", _("Gone for good, says the server. What was gathered stays.")
    if source.checked is None:
        return "waits", _("Not looked at yet.")
    next_ = in_words(source.next_check, now)
    if source.problem:
        facts = {"problem": source.problem, "next": next_}
        if source.answered is None:
            return "trouble", _("Has never answered: %(problem)s %(next)s") % facts
        facts["since"] = timesince(source.answered, now, depth=1)
        return "trouble", _("Has not answered for %(since)s: %(problem)s %(next)s") % facts
    if now - source.checked < timedelta(minutes=1):
        return "well", _("Looked just now. %(next)s") % {"next": next_}
    ago = timesince(source.checked, now, depth=1)
    return "well", _("Looked %(ago)s ago. %(next)s") % {"ago": ago, "next": next_}


def in_words(next_check: datetime | None, now: datetime) -> str:
    if next_check is None or next_check <= now:
        return _("It is looked at next.")
    return _("Next in %(time)s.") % {"time": timeuntil(next_check, now, depth=1)}


@require_POST
def look_at_all(request: Request) -> HttpResponse:
    ask(request.user, "sync")
    return done(request, _("Everything you follow is looked at, as far as each host allows."), to="sources")


@require_POST
def change(request: Request, pk: int) -> HttpResponse:
    """`verb`: look, pause, resume, unfollow; ask-follows and ask-no-follows for whom an account follows; captions, no-captions."""
    user, verb = request.user, request.POST.get("verb", "")
    source = source_of(user, pk)
    here = reverse("source", args=[pk])
    if verb == "look":
        ask(user, "sync", sources=[pk])
        return done(request, _("“%(title)s” is looked at.") % {"title": source}, to="sources")
    if verb == "pause":
        pause(user, source)
        sentence = _("Paused “%(title)s”. What was gathered stays.") % {"title": source}
        return done(request, sentence, to="sources", undo=here, fields={"verb": "resume"})
    if verb == "resume":
        resume(user, source)
        return done(request, _("“%(title)s” is looked at again.") % {"title": source}, to="sources")
    if verb in ("ask-follows", "ask-no-follows"):
        yes = verb == "ask-follows"
        allow(user, source, yes=yes)
        says = _("It is asked whom “%(title)s” follows.") if yes else _("It is asked no more whom “%(title)s” follows.")  # fmt: skip
        other = "ask-no-follows" if yes else "ask-follows"
        return done(request, says % {"title": source}, to="sources", undo=here, fields={"verb": other})
    if verb in ("captions", "no-captions"):
        read_captions(user, source, yes=verb == "captions")
        says = _("The captions of “%(title)s” are read as transcripts.") if verb == "captions" else _("The captions of “%(title)s” are read no more.")  # fmt: skip
        other = "no-captions" if verb == "captions" else "captions"
        return done(request, says % {"title": source}, to="sources", undo=here, fields={"verb": other})
    if verb == "unfollow":
        note = unfollow(user, source)
        sentence = _(
            "You follow “%(title)s” no more. What was gathered is here again when you follow it again."
        ) % {"title": source}
        return done(request, sentence, to="sources", undo=reverse("sources-again"), fields={"note": note})
    raise InputError(f"“{verb}” is nothing that can be done with a source. There are look, pause, resume, unfollow, ask-follows, ask-no-follows, captions, no-captions.")  # fmt: skip


@require_POST
def again(request: Request) -> HttpResponse:
    follow_again(request.user, request.POST.get("note", ""))
    return back(request, "sources")


@require_safe
def opml(request: Request) -> HttpResponse:
    """My subscriptions as a file that other readers take; files on this machine's disk are left out."""
    context = {"folders": subscriptions(request.user, LOCAL), "now": timezone.now()}
    answer = render(request, "sources.opml", context, content_type="text/x-opml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="manymentors.opml"'
    return answer


urlpatterns = [
    path("sources/", sources, name="sources"),
    path("sources/look", look_at_all, name="sources-look"),
    path("sources/again", again, name="sources-again"),
    path("sources/manymentors.opml", opml, name="sources-opml"),
    path("sources/<int:pk>/", change, name="source"),
]
