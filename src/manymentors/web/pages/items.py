"""The reader: an item or a transcript with its speakers, and what was read from it beside the place where it was said."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from manymentors.sources.conversation import can_be_asked
from manymentors.store.anchors import where
from manymentors.store.corrected import fact_name
from manymentors.store.folding import fold
from manymentors.store.models import Item, Person
from manymentors.store.queries.conversation import routes_of
from manymentors.store.queries.items import OpenItem, ReadFact, open_item
from manymentors.store.queries.listening import listening_of, streamed
from manymentors.store.queries.marks import NoteLine, notes_in
from manymentors.web.media import proxied
from manymentors.web.pages.hearing import told as told_of_audio
from manymentors.web.pages.voices import voices_of
from manymentors.web.reading import Mark, heard_sentences, marked, marked_html, paragraphs, written
from manymentors.web.render import page
from manymentors.web.request import Request

SHOW = ("all", "milestones", "nuggets", "recommendations", "none")
NOUN = {"milestone": "milestones", "nugget": "nuggets", "endorsement": "recommendations"}


@dataclass(frozen=True, slots=True)
class Card:
    """A fact beside its place; `placed` is False where the text no longer holds its quote, which is then shown on the card."""

    name: str
    noun: str
    read: ReadFact
    placed: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as it is shown; `speaker` where one begins to speak, `chapters` where they begin, `notes` of mine."""

    html: SafeString
    turns: bool
    speaker: str
    person: Person | None
    seconds: float | None
    cards: tuple[Card, ...]
    chapters: tuple[tuple[int, str], ...]
    notes: tuple[NoteLine, ...]


@require_safe
def item(request: Request, pk: int) -> HttpResponse:
    opened = open_item(request.user, pk)
    show = request.GET.get("show", "all")
    show = show if show in SHOW else "all"
    counts = {
        noun: sum(NOUN[fact_name(read.fact)] == noun for read in opened.facts) for noun in NOUN.values()
    }
    row = opened.item
    cards, marks = placed(opened, show)
    notes = notes_in(request.user, row)
    marks += [Mark(n.place.start, n.place.end, f"note-{n.note.pk}", "note") for n in notes if n.place]
    html = (
        None if row.spans or not row.html else marked_html(proxied(row.html, request.user), row.text, marks)
    )
    chapters = chapters_of(row)
    if row.spans:
        marks += heard_sentences(row.document)
    shown = [] if html is not None else blocks(opened, cards, marks, chapters, notes)
    reached = {number for block in shown for number, _title in block.chapters}
    context = {
        "item": row,
        "people": opened.people,
        "show": show,
        "shows": [
            ("all", _("all"), len(opened.facts)),
            ("milestones", _("milestones"), counts["milestones"]),
            ("nuggets", _("nuggets"), counts["nuggets"]),
            ("recommendations", _("recommendations"), counts["recommendations"]),
            ("none", _("only the text"), None),
        ],
        "html": mark_safe(html) if html is not None else None,  # sanitised when it was written
        "blocks": shown,
        "cards": cards,
        "notes": [line for line in notes if html is not None or not line.place or not shown],
        "chapters": [(number, title, start, number in reached) for number, title, start in chapters],
        "spoken": bool(row.spans),
        "hearing": told_of_audio(request.user, row),
        "heard_at": urlsplit(row.heard_from).hostname or "",
        "heard_link": row.heard_from if row.heard_from.startswith(("http://", "https://")) else "",
        "plays": bool(streamed(row)),
        "at": second_in(request.GET.get("at")),
        "listening": listening_of(request.user, row),
        "routes": routes_of(request.user, row),
        "voices": voices_of(row),
        "converses": can_be_asked(row.source.kind, row.boost_of or row.key, row.url),
        "silent": row.kind in ("episode", "video") and not row.spans,
    }
    return page(request, "item.html", context)


def second_in(told: str | None) -> int | None:
    """The second that an address names (`?at=`), None for what is none."""
    return int(told) if told and told.isdecimal() and len(told) < 7 else None


def placed(opened: OpenItem, show: str) -> tuple[list[Card], list[Mark]]:
    """The facts to show, in the order of the text, and the marks of those whose quotes stand in it, with the passages."""
    cards, marks = [], []
    for read in opened.facts:
        noun = fact_name(read.fact)
        if show not in ("all", NOUN[noun]):
            continue
        span = where(opened.item.text, read.fact.quote, read.fact.start)
        name = f"{noun}-{read.fact.pk}"
        cards.append(Card(name, noun, read, span is not None))
        if span:
            marks.append(Mark(*span, name, noun))
    marks += [Mark(start, end, f"passage-{pk}", "passage") for pk, start, end in opened.passages]
    return cards, marks


def chapters_of(row: Item) -> list[tuple[int, str, float]]:
    """Number, title and second of each chapter that is to be listed."""
    told = [chapter for chapter in row.chapters if not chapter.get("hidden") and chapter.get("title")]
    return [(number, chapter["title"], float(chapter["start"])) for number, chapter in enumerate(told, 1)]


def blocks(
    opened: OpenItem,
    cards: list[Card],
    marks: list[Mark],
    chapters: list[tuple[int, str, float]],
    notes: list[NoteLine],
) -> list[Block]:
    document = opened.item.document
    parts = paragraphs(document)
    starts = {mark.name: mark.start for mark in marks}
    waiting = sorted(cards, key=lambda card: starts.get(card.name, card.read.fact.start))[::-1]
    written_down = [line for line in notes if line.place][::-1]
    titles = sorted(chapters, key=lambda chapter: chapter[2])[::-1]
    out = []
    texts = marked(document.text, [(part.start, part.end) for part in parts], marks)
    for at, (part, pieces) in enumerate(zip(parts, texts, strict=True)):
        following = parts[at + 1] if at + 1 < len(parts) else None
        here = []
        while waiting and (
            following is None or starts.get(waiting[-1].name, waiting[-1].read.fact.start) < following.start
        ):
            here.append(waiting.pop())
        noted = []
        while written_down and (
            following is None or starts[f"note-{written_down[-1].note.pk}"] < following.start
        ):
            noted.append(written_down.pop())
        begun = []
        while titles and part.seconds is not None and (titles[-1][2] <= part.seconds or (following is None)):
            number, title, _seconds = titles.pop()
            begun.append((number, title))
        out.append(
            Block(
                mark_safe(written(pieces)),  # every word of it is escaped there
                part.turns or bool(begun),
                part.speaker,
                opened.names.get(fold(part.speaker)) if part.speaker else None,
                part.seconds,
                tuple(here),
                tuple(begun),
                tuple(noted),
            )
        )
    return out


urlpatterns = [path("items/<int:pk>/", item, name="item")]
