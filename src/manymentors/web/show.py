"""How templates show things: seconds as a clock, quotes with their place, the buttons beside a fact."""

from __future__ import annotations

import hashlib
import html
import re
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from manymentors.store.corrected import AnyFact, fact_name
from manymentors.store.models import Item
from manymentors.store.queries.listening import streamed

register = template.Library()


@register.filter
def clock(seconds: float | None) -> str:
    """18:42, or 1:02:03; “–” where the time is not known."""
    if seconds is None:
        return "–"
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


@register.filter
def plain(text: object) -> str:
    """A stranger's words with the entities that a transcript carries (&#39;) as what they stand for; still escaped after."""
    return html.unescape(str(text))


@register.filter
def ago(moment: datetime | None) -> str:
    """“3 days ago”, in one unit; "" where the moment is not known."""
    if moment is None:
        return ""
    if timezone.now() - moment < timedelta(minutes=1):  # never “0 minutes ago”
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(moment, depth=1)}


@register.filter
def heading(item: Item) -> str:
    """What an item is called: its title, else how it begins, as far as that was loaded, else what it is."""
    if item.title:
        return html.unescape(item.title)
    begins = str(getattr(item, "lead", "") or getattr(item, "lead_notes", "")).split()
    if begins:
        return html.unescape(" ".join(begins[:14])) + (" …" if len(begins) > 14 else "")
    return _("an %(kind)s without words") % {"kind": item.kind}


@register.filter
def lead(item: Item) -> str:
    """How an item begins: what the source says of a recording, the text of anything written."""
    spoken = item.kind in ("episode", "video")
    return str((getattr(item, "lead_notes", "") or "") if spoken else (getattr(item, "lead", "") or ""))


@register.simple_tag
def year_of(step: Any, words: str = "") -> str:
    """The year of a milestone or of a step of mine, for beside its words; "" where they say it themselves, or nobody does."""
    if not step.year or re.search(rf"\b{step.year}\b", words or step.what):
        return ""
    return format_html('<span class="year">{}</span> ', str(step.year))


@register.simple_tag
def asset(name: str) -> str:
    """The address of a file of ours, changing with its content."""
    return f"{static(name)}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise template.TemplateSyntaxError(f"there is no static file {name}")
    with open(found, "rb") as file:  # noqa: PTH123
        return hashlib.sha256(file.read()).hexdigest()[:10]


@register.simple_tag
def open_at(fact: AnyFact) -> str:
    """The reader's page, at this fact."""
    return f"{reverse('item', args=[fact.item_id])}#{fact_name(fact)}-{fact.pk}"


@register.simple_tag
def outside(item: Item, seconds: float | None = None) -> str:
    """Where the item is in the world: the recording at that second, else its page; "" where it has neither."""
    if seconds is not None and item.audio_url.startswith(("http://", "https://")):
        return f"{item.audio_url.split('#')[0]}#t={int(seconds)}"
    return item.url if item.url.startswith(("http://", "https://")) else ""


@register.filter
def playable(item: Item) -> bool:
    """Whether the player can try: an address of its audio is known."""
    return bool(streamed(item))


@register.simple_tag
def listen_to(item: Item, seconds: float | None = None, fact: AnyFact | None = None) -> str:
    """What makes a link one that plays: the item, the second, and the fact by whose quote the place is found again. "" where
    no audio is known, or no second: then the link leads to the reader, as it does without scripts.
    """
    if seconds is None or not streamed(item):
        return ""
    return format_html(
        ' data-listen="{}" data-at="{}"{}',
        item.pk,
        f"{seconds:.2f}",
        format_html(' data-fact="{}-{}"', fact_name(fact), fact.pk) if fact else "",
    )


@register.inclusion_tag("parts/said.html")
def said(fact: AnyFact, short: bool = False) -> dict[str, Any]:
    """The quote of a fact, with where it is told, the way into the reader, and the way out. `fact.item` must be loaded."""
    return {"fact": fact, "name": fact_name(fact), "item": fact.item, "short": short}


@register.inclusion_tag("parts/verbs.html", takes_context=True)
def verbs(context: dict[str, Any], fact: AnyFact, confirmed: bool = False) -> dict[str, Any]:
    """Confirm, correct, remove: the buttons beside a fact. They come back to this page."""
    return {
        "fact": fact,
        "name": fact_name(fact),
        "confirmed": confirmed,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "candidate": not confirmed,
    }
