"""My mentor this year: the body of what many people know, as far as I kept it; to be printed, and as Markdown."""

from __future__ import annotations

import html

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from manymentors.store.queries.mentor import Mentor, mentor_of
from manymentors.web.render import page, under
from manymentors.web.request import Request

WORDS = {
    "technical": gettext_lazy("technical"),
    "career": gettext_lazy("career"),
    "soft": gettext_lazy("soft skills"),
}


@require_safe
def mentor(request: Request) -> HttpResponse:
    found = mentor_of(request.user, year_in(request), timezone.localdate())
    parts = [(WORDS[name], n, percent(n, sum(found.sorts.values()))) for name, n in found.sorts.items()]
    return page(request, "mentor.html", {"mentor": found, "parts": parts, "strip": strip(found)})


@under("mentor")
@require_safe
def as_markdown(request: Request) -> HttpResponse:
    found = mentor_of(request.user, year_in(request), timezone.localdate())
    return HttpResponse(
        markdown(found),
        content_type="text/markdown; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slugify(_("my mentor"))}-{found.year}.md"'},
    )


def year_in(request: Request) -> int | None:
    told = request.GET.get("year", "")
    return int(told) if told.isdecimal() and len(told) == 4 else None


def strip(found: Mentor) -> list[tuple[float, float, int]]:
    """Left edge, width and shade of each voice, on a strip 1000 wide."""
    out, x = [], 0.0
    for number, voice in enumerate(found.voices):
        out.append((round(x, 1), round(10 * voice.width, 1), number % 4))
        x += 10 * voice.width
    return out


def percent(n: int, of: int) -> int:
    return round(100 * n / of) if of else 0


def markdown(found: Mentor) -> str:
    """The whole portrait, each quote with who said it and where."""
    out = [f"# {_('My mentor')} {found.year}", ""]
    out += [
        _("%(n)d voices, %(kept)d nuggets kept.") % {"n": len(found.voices), "kept": len(found.lines)},
        "",
    ]
    if found.changed:
        out += [f"## {_('What I changed')}", ""]
        out += [
            f"- {kept.applied}: {flat(kept.result or kept.words or kept.quote)}" for kept in found.changed
        ]
        out.append("")
    out += [f"## {_('What I kept')}", ""]
    for line in found.lines:
        who = (line.nugget.person.name if line.nugget.person else line.nugget.name) if line.nugget else ""
        where = line.item.title or str(line.item.source)
        day = f", {line.item.published:%Y-%m-%d}" if line.item.published else ""
        out += [f"> {flat(line.quote)}", f"> — {', '.join(filter(None, (flat(who), flat(where))))}{day}", ""]
        if line.kept and line.kept.words:
            out += [flat(line.kept.words), ""]
    return "\n".join(out)


def flat(text: str) -> str:
    """One line, with what Markdown would take for markup kept as it was said."""
    words = " ".join(html.unescape(text).split())
    return "".join(f"\\{ch}" if ch in "\\`*_[]<>#" else ch for ch in words)


urlpatterns = [
    path("mentor/", mentor, name="mentor"),
    path("mentor/markdown", as_markdown, name="mentor-markdown"),
]
