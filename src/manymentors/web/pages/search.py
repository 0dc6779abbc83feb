"""What has been said about something: passages to open, people and kept words that fit, and silence told as silence."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions.ask_crowd import is_spoken_of
from manymentors.actions.errand import ask
from manymentors.actions.search import answers, is_built
from manymentors.shapes import FIELDS, Filters
from manymentors.store import access
from manymentors.store.models import Person
from manymentors.store.queries.marks import notes_about
from manymentors.store.queries.passages import not_read, people_named, words_kept
from manymentors.web.labels import ITEMS
from manymentors.web.render import page
from manymentors.web.request import Request
from manymentors.web.undo import done

GROUPS = 12
SHOWN = 2
"""Passages of one item that are shown at once; the others are folded up, so that no item floods the page."""


@require_safe
def search(request: Request) -> HttpResponse:
    question = request.GET.get("q", "").strip()[:500]
    people = list(access.people(request.user).order_by("name"))
    chosen, problem = narrowing(request, people)
    person = next((row for row in people if row.pk == chosen.person), None)
    told = {
        name: value
        for name in ("person", "field", "kind", "since", "until")
        if (value := request.GET.get(name))
    }
    context: dict[str, object] = {
        "question": question,
        "people": people,
        "person": person,
        "fields": FIELDS,
        "kinds": tuple(ITEMS),
        "chosen": chosen,
        "since": request.GET.get("since", ""),
        "until": request.GET.get("until", ""),
        "narrowed": bool(told),
        "problem": problem,
        "wider": f"?{urlencode({'q': question})}",
        "shown": SHOWN,
    }
    if question and not problem:
        number = page_number(request)
        groups, more = answers(request.user, question, chosen, page=number, size=GROUPS)
        context |= {
            "groups": groups,
            "named": people_named(request.user, question) if number == 1 else [],
            "kept": words_kept(request.user, question) if number == 1 else [],
            "notes": notes_about(request.user, question) if number == 1 else [],
            "number": number,
            "before": f"?{urlencode({'q': question, **told, 'page': number - 1})}" if number > 1 else "",
            "after": f"?{urlencode({'q': question, **told, 'page': number + 1})}" if more else "",
        }
        context["off"] = bool(groups) and number == 1 and not is_spoken_of(request.user, question, chosen)
        if not groups:
            context |= {"built": is_built(), "unread": not_read(request.user)}
    return page(request, "search.html", context, part="answers")


def narrowing(request: Request, people: list[Person]) -> tuple[Filters, str]:
    """The filters, and a sentence where a day cannot be read; what is no person, field or kind of ours narrows nothing."""
    given = request.GET
    since, until = given.get("since", "").strip(), given.get("until", "").strip()
    days = [day(since), day(until)]
    problem = ""
    for told, read in zip((since, until), days, strict=True):
        if told and read is None:
            problem = _("“%(day)s” is no day. Give year, month and day, such as 2026-04-30, or a year.") % {
                "day": told
            }
    if len(until) == 4 and days[1] is not None:
        days[1] = days[1].replace(month=12, day=31)
    person = next((row.pk for row in people if str(row.pk) == given.get("person")), None)
    kind, field = given.get("kind", ""), given.get("field", "")
    filters = Filters(
        person=person,
        kind=kind if kind in ITEMS else "",
        field=field if field in FIELDS else "",
        since=days[0].toordinal() if days[0] else None,
        until=days[1].toordinal() if days[1] else None,
    )
    return filters, problem


def day(told: str) -> date | None:
    try:
        return date.fromisoformat(f"{told}-01-01" if len(told) == 4 else told)
    except ValueError:
        return None


def page_number(request: Request) -> int:
    told = request.GET.get("page", "1")
    return max(1, int(told)) if told.isdecimal() and len(told) < 4 else 1


@require_POST
def build(request: Request) -> HttpResponse:
    """Ask the worker for the index, where there is none yet."""
    ask(request.user, "index")
    return done(request, _("The search is being prepared. Ask again in a minute."), to="search")


urlpatterns = [path("search", search, name="search"), path("search/prepare", build, name="search-prepare")]
