"""What the worker does for me just now; asked for every two seconds while there is something to tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from manymentors.actions.listener import READER
from manymentors.store.models import Errand
from manymentors.store.queries.work import Now, items_of, now_for
from manymentors.web.render import page
from manymentors.web.request import Request


@require_safe
def progress(request: Request) -> HttpResponse:
    """A page of its own for those without scripts; htmx gets the part, which asks again for as long as something runs.

    `seen`: the part was seen at work on a page that is still open; when the work has ended, it says so and offers to show it.
    """
    now = told(request)
    ended = bool(request.htmx.current_url and "seen" in request.GET and not now["running"])
    return page(request, "progress.html", {"now": now, "alone": True, "ended": ended}, part="progress")


def told(request: Request) -> dict[str, Any]:
    """What the part `progress` shows."""
    now = now_for(request.user, READER, timezone.now())
    brought = [
        errand.payload.get("source") for errand in now.errands if errand.verb == "bring" and errand.begun
    ]
    taken = items_of(request.user, brought) if brought else {}
    words = {"sources": _("looked at"), "heard": _("transcripts heard"), "read": _("read")}
    bars = [(words[name], *getattr(now.progress, name)) for name in words]
    return {
        "worker": now.worker,
        "running": now.running,
        "ended": now.progress.ended,
        "bars": [bar for bar in bars if bar[2]],
        "does": doing(now),
        "errands": [errand_in_words(errand, taken) for errand in now.errands],
    }


def doing(now: Now) -> str:
    """One sentence on where the work is."""
    (looked, sources), (heard, spoken), (read, items) = (
        now.progress.sources,
        now.progress.heard,
        now.progress.read,
    )
    if looked < sources:
        n = sources - looked
        return ngettext("%(n)d source is still to be looked at.", "%(n)d sources are still to be looked at.", n) % {"n": n}  # fmt: skip
    if heard < spoken:
        n = spoken - heard
        return ngettext("%(n)d transcript is still to be heard.", "%(n)d transcripts are still to be heard.", n) % {"n": n}  # fmt: skip
    if read < items:
        n = items - read
        return ngettext("%(n)d item is still to be read.", "%(n)d items are still to be read.", n) % {"n": n}
    return _("Everything is looked at, heard and read.")


def errand_in_words(errand: Errand, taken: Mapping[int, int]) -> str:
    """`taken` tells how many items each archive has given so far."""
    some = errand.payload.get("sources")
    if errand.verb == "bring" and (n := taken.get(errand.payload.get("source", 0))):
        told = ngettext("%(n)s item so far", "%(n)s items so far", n) % {"n": intcomma(n)}
        return f"{_('Reading the archive that you brought')}: {told}"
    if errand.verb == "sync" and some:
        words = ngettext("Looking at %(n)d source", "Looking at %(n)d sources", len(some)) % {"n": len(some)}
    else:
        words = {
            "sync": _("Looking at everything you follow"),
            "reread": _("Reading again"),
            "stand": _("Comparing your road with everyone’s"),
            "index": _("Bringing the search up to date"),
            "bring": _("Reading the archive that you brought"),
            "keep": _("Fetching audio"),
            "transcribe": _("Making a transcript"),
            "tell": _("Telling voices apart"),
            "summarise": _("Asking your language model for a summary"),
            "ideal": _("Looking for proofs of your ideal"),
            "circle": _("Drawing your circle"),
            "follow": _("Looking at what you chose to follow"),
            "subscribe": _("Following what your podcast app subscribed to"),
            "converse": _("Fetching a conversation"),
            "post": _("Sending what you wrote"),
            "poll": _("Sending your poll"),
            "digest": _("Writing your digest"),
        }.get(errand.verb, _("At work for you"))
    return words if errand.begun else _("%(what)s: waits for the worker") % {"what": words}


urlpatterns = [path("progress", progress, name="progress")]
