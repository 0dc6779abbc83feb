"""Beside an episode: keep its audio here, make a transcript; for a show, do so with all that is new in it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from manymentors.actions import tell_voices, transcribe
from manymentors.actions.errand import ask
from manymentors.actions.keep_audio import keep_audio, keep_show, let_go, size_of
from manymentors.actions.name_voice import may_name
from manymentors.audio.voices import MOST
from manymentors.errors import InputError
from manymentors.store.models import AudioFile, Item, Transcribing, User
from manymentors.store.queries.audio import NEWEST, Hearing, hearing
from manymentors.store.queries.items import find_item
from manymentors.store.queries.sources import source_of
from manymentors.store.queries.work import worker_alive
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.show import clock
from manymentors.web.undo import done


def told(user: User, item: Item) -> dict[str, Any] | None:
    """What the part `hearing` shows; None for what has no audio. At most four queries."""
    if not item.audio_url:
        return None
    lacking = transcribe.lacking()
    found = hearing(item, "" if lacking else transcribe.engine_name())
    made_by = transcribe.made_by(item)
    return {
        "item": item,
        "file": audio_state(found),
        "file_says": audio_in_words(found),
        "size": size_of(item, found.file),
        "making": making_state(found, bool(item.spans)),
        "making_says": making_in_words(found, made_by),
        "bar": (found.making.done, found.making.of) if found.making and found.making.of else None,
        "effort": effort(found),
        "lacking": lacking,
        "may": transcribe.may_ask(user),
        "anew": bool(made_by) and not lacking and made_by != transcribe.engine_name(),
        "made_by": made_by,
        "apart": apart_state(found) if may_name(user, item.source) else "",
        "apart_says": apart_in_words(found),
        "voices": (found.making and found.making.speakers) or item.source.speakers or tell_voices.USUAL,
        "most_voices": MOST,
        "running": found.running,
        "stands": found.running and not worker_alive(timezone.now()),
    }


def audio_state(found: Hearing) -> str:
    """streamed, coming, waits (for another try), refused or here."""
    row = found.file
    if row is None or row.state == AudioFile.DROPPED:
        return "streamed"
    if row.state == AudioFile.WANTED:
        return "waits" if row.problem else "coming"
    return "here" if row.state == AudioFile.WHOLE else "refused"


def audio_in_words(found: Hearing) -> str:
    row = found.file
    size = size_of(found.item, row)
    state = audio_state(found)
    if state == "here":
        return _("The audio is kept here (%(size)s).") % {"size": size}
    if state == "coming":
        return _("The audio is being fetched.")
    if state == "streamed" or row is None:
        return ""
    again = _("It is tried again %(when)s.") % {"when": in_a_while(row.try_after)} if row.try_after else ""
    return f"{row.problem} {again}".strip()


def in_a_while(moment: Any) -> str:
    hours = max(1, round((moment - timezone.now()).total_seconds() / 3600))
    return ngettext("in an hour", "in %(n)d hours", hours) % {"n": hours}


def making_state(found: Hearing, spoken: bool) -> str:
    """ "", can, asked, working, waits, failed or made; can only where there is no transcript."""
    row = found.making
    if row is None or tell_voices.is_telling(row):
        return "" if spoken else "can"
    if row.state == Transcribing.ASKED:
        return "waits" if row.problem else "asked"
    if row.state == Transcribing.DONE:
        return "made" if spoken else "can"
    return "working" if row.state == Transcribing.WORKING else "failed"


def making_in_words(found: Hearing, made_by: str) -> str:
    row = found.making
    if row is None or tell_voices.is_telling(row):
        return _("A machine made this transcript: names and numbers in it may be wrong.") if made_by else ""
    if row.state == Transcribing.WORKING:
        facts = {"done": clock(row.done), "of": clock(row.of), "left": duration(found.seconds)}
        if row.of and row.done and found.seconds is not None:
            return _("Heard %(done)s of %(of)s; %(left)s left.") % facts
        return _("The transcript is being made.")
    if row.state == Transcribing.DONE:
        return _("A machine made this transcript: names and numbers in it may be wrong.") if made_by else ""
    if row.problem:
        again = (
            _("It is tried again %(when)s.") % {"when": in_a_while(row.try_after)} if row.try_after else ""
        )
        return f"{row.problem} {again}".strip()
    return _("The transcript is asked for; it is made in its turn.")


def apart_state(found: Hearing) -> str:
    """ "" where voices cannot be told apart; can, told; asked, working, waits or failed while that is to be done."""
    row = found.making
    if not tell_voices.can_be_told(found.item) or tell_voices.lacking():
        return ""
    if row is not None and tell_voices.is_telling(row):
        if row.state == Transcribing.ASKED:
            return "waits" if row.problem else "asked"
        if row.state != Transcribing.DONE:
            return "working" if row.state == Transcribing.WORKING else "failed"
    return "told" if tell_voices.told_apart(found.item) else "can"


def apart_in_words(found: Hearing) -> str:
    state, row = apart_state(found), found.making
    if state == "told":
        return _("Voices were told apart by machine. Who they are, you say.")
    if state == "asked":
        return _("The voices are told apart in their turn.")
    if row is not None and state in ("waits", "failed"):
        return row.problem
    if row is not None and state == "working":
        return _("Voices heard up to %(done)s of %(of)s.") % {"done": clock(row.done), "of": clock(row.of)}
    return ""


def effort(found: Hearing) -> str:
    """What a transcript costs, said before: time on this machine, or money elsewhere."""
    if elsewhere := transcribe.cost(found.item.duration):
        return elsewhere[0].upper() + elsewhere[1:] + "."
    if found.seconds is None:
        return ""
    return _("%(time)s of work for this machine.") % {"time": duration(found.seconds).capitalize()}


def duration(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < 90:
        return _("about a minute")
    if seconds < 5400:
        return _("about %(n)d minutes") % {"n": round(seconds / 60)}
    return _("about %(n)d hours") % {"n": round(seconds / 3600)}


@require_http_methods(["GET", "HEAD", "POST"])
@under("sources")
def of_item(request: Request, pk: int) -> HttpResponse:
    """`verb`: keep, drop, transcribe, stop; tell (with the `count` of voices), join."""
    item = find_item(request.user, pk)
    if request.method != "POST":
        return page(
            request, "hearing.html", {"hearing": told(request.user, item), "item": item}, part="hearing"
        )
    here, back = reverse("item-hearing", args=[pk]), reverse("item", args=[pk])
    verb = request.POST.get("verb", "")
    if verb == "keep":
        keep_audio(item)
        ask(request.user, "keep", item=pk)
        return done(
            request,
            _("The audio is fetched, and then kept here."),
            to=back,
            undo=here,
            fields={"verb": "drop"},
        )
    if verb == "drop":
        let_go(item)
        return done(
            request, _("The audio is no longer kept here."), to=back, undo=here, fields={"verb": "keep"}
        )
    if verb == "transcribe":
        transcribe.ask_for(request.user, item)
        ask(request.user, "transcribe", item=pk)
        return done(request, _("A transcript is made."), to=back, undo=here, fields={"verb": "stop"})
    if verb == "stop":
        transcribe.never_mind(item)
        return done(request, _("No transcript is made."), to=back, undo=here, fields={"verb": "transcribe"})
    if verb == "tell":
        count = tell_voices.number_of(request.POST.get("count", ""))
        tell_voices.ask_for_voices(request.user, item, count)
        ask(request.user, "tell", item=pk)
        return done(request, _("The voices are told apart."), to=back, undo=here, fields={"verb": "join"})
    if verb == "join":
        tell_voices.join_voices(request.user, item)
        return done(
            request,
            _("The voices are one again."),
            to=back,
            undo=here,
            fields={"verb": "tell", "count": str(item.source.speakers or tell_voices.USUAL)},
        )
    raise InputError(_("There is no such thing to do with the audio of an episode."))


@require_POST
def of_source(request: Request, pk: int) -> HttpResponse:
    """`verb`: keep, keep-no-more, transcribe, transcribe-no-more, voices (with their `count`), voices-no-more."""
    source = source_of(request.user, pk)
    verb = request.POST.get("verb", "")
    on = not verb.endswith("-no-more")
    facts = {"title": source, "n": NEWEST, "voices": source.speakers}
    if verb.startswith("keep"):
        keep_show(source, on)
        sentence = (
            _("The audio of the %(n)d newest episodes of “%(title)s” is kept here, and of all that come.")
            if on
            else _("No more audio of “%(title)s” is kept; what is here stays.")
        )
    elif verb.startswith("transcribe"):
        transcribe.transcribe_show(request.user, source, on)
        sentence = (
            _("Transcripts are made of the %(n)d newest episodes of “%(title)s” and of all that come.")
            if on
            else _("No more transcripts of “%(title)s” are made; what is made stays.")
        )
    elif verb.startswith("voices"):
        voices = tell_voices.number_of(request.POST.get("count", "")) if on else 0
        tell_voices.tell_show(request.user, source, voices)
        facts["voices"] = voices
        sentence = (
            _(
                "%(voices)d voices are told apart in the %(n)d newest episodes of “%(title)s” and all that come."
            )
            if on
            else _("No more voices are told apart in “%(title)s”; where it was done, it stays.")
        )
    else:
        raise InputError(_("There is no such thing to do with the audio of a show."))
    opposite = verb.removesuffix("-no-more") if not on else f"{verb}-no-more"
    undo = reverse("source-hearing", args=[pk])
    fields = {"verb": opposite, "count": str(source.speakers or tell_voices.USUAL)}
    return done(request, sentence % facts, to="sources", undo=undo, fields=fields)


urlpatterns = [
    path("items/<int:pk>/hearing", of_item, name="item-hearing"),
    path("sources/<int:pk>/hearing", of_source, name="source-hearing"),
]
