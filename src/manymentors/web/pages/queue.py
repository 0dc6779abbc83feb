"""My queue: what I mean to hear and why, how it fits my week, and what to hear in the minutes that I have now."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions import queue as queues
from manymentors.actions.fill_queue import Plan, fill_week, plan_for, take_plan
from manymentors.errors import InputError
from manymentors.shapes import SORTS, Mix
from manymentors.store import access
from manymentors.store.models import Budget, Item, Person, User
from manymentors.store.queries.could_hear import possible
from manymentors.store.queries.items import find_item
from manymentors.store.queries.people import person_numbered
from manymentors.store.queries.queue import LONG_ONES, Queue, queued_numbered
from manymentors.store.queries.queue import queue as queue_of
from manymentors.web.render import page, under
from manymentors.web.request import Request
from manymentors.web.show import clock, heading
from manymentors.web.undo import done

SORT_WORDS = {
    "technical": gettext_lazy("Technical"),
    "career": gettext_lazy("Careers"),
    "soft": gettext_lazy("Soft skills"),
}
COULD = 12
"""So many of what else could be heard are offered."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sort: per cent that I want, that my week has, and that I heard lately; None where nothing of any sort is known."""

    words: str
    wanted: int
    week: int | None
    lately: int | None


@require_safe
def queue(request: Request) -> HttpResponse:
    """`?minutes=42` shows what to hear in so many; `?could` what else could be heard."""
    user, now = request.user, timezone.now()
    held = queue_of(user, now)
    plan: Plan | None = None
    wrong = ""
    if told := request.GET.get("minutes", ""):
        try:
            plan = plan_for(user, number(told), now)
        except InputError as exc:
            wrong = str(exc)
    could = []
    if "could" in request.GET or (not held.lines and plan is None):
        some = possible(user, now)[:COULD]
        items = access.items(user).select_related("source").defer(*LONG_ONES)
        rows = items.in_bulk([one.candidate.key for one in some])
        could = [(rows[one.candidate.key], one) for one in some if one.candidate.key in rows]
    context = {
        "queue": held,
        "parts": parts_of(held),
        "bar": bar_of(held),
        "plan": plan,
        "asked": told,
        "wrong": wrong,
        "could": could,
        "shown_could": "could" in request.GET,
        "follows": bool(held.lines) or access.follows(user).exists(),
    }
    return page(request, "queue.html", context, part="list", status=400 if wrong else 200)


def parts_of(held: Queue) -> list[Part]:
    wanted = (held.budget.technical, held.budget.career, held.budget.soft)
    now = percent(
        (held.mix[0] + held.week_mix[0], held.mix[1] + held.week_mix[1], held.mix[2] + held.week_mix[2])
    )
    lately = percent(held.heard_mix)
    return [Part(str(SORT_WORDS[s]), wanted[at], now[at], lately[at]) for at, s in enumerate(SORTS)]


def percent(minutes: Mix) -> list[int | None]:
    whole = sum(minutes)
    return [round(100 * share / whole) if whole else None for share in minutes]


def bar_of(held: Queue) -> dict[str, float]:
    """Widths in a bar of 100: heard, queued; and where the budget ends."""
    whole = max(held.budget.minutes, held.heard + held.minutes, 1)
    heard, queued = 100 * held.heard / whole, 100 * held.minutes / whole
    return {
        "heard": round(heard, 1),
        "queued": round(queued, 1),
        "end": round(100 * held.budget.minutes / whole, 1),
    }


@under("queue")
@require_POST
def add(request: Request, pk: int) -> HttpResponse:
    """Put the item there; `because` says from where, `start` and `person` whose story goes on from which second."""
    user = request.user
    item = find_item(user, pk)
    start = second(request.POST.get("start", ""))
    told = request.POST.get("person", "")
    person = person_numbered(user, int(told)) if told.isdecimal() and len(told) < 18 else None
    row, new = queues.enqueue(
        user, item, why=reason(request, item, person, start), start=start, person=person
    )
    if not new:
        return done(request, _("This is in your queue already."), to="queue")
    return done(
        request,
        _("“%(title)s” is in your queue.") % {"title": heading(item)},
        to="queue",
        undo=reverse("queue-out", args=[row.pk]),
    )


def reason(request: HttpRequest, item: Item, person: Person | None, start: float | None) -> str:
    because = request.POST.get("because", "")
    if because == "stop" and person is not None:
        if start is not None and item.duration and item.duration > start:
            minutes = max(1, round((item.duration - start) / 60))
            return f"{person.name}’s story goes on from your stop: {minutes} min"
        return f"{person.name}’s story goes on from your stop"
    where = {"shelf": " from the shelf", "today": " from Today"}.get(because, "")
    if because == "quote" and start is not None:
        return f"you put it here to listen from {clock(start)}"
    return f"you put it here{where}"


@under("queue")
@require_POST
def out(request: Request, pk: int) -> HttpResponse:
    row = queued_numbered(request.user, pk)
    title = heading(row.item)
    note = queues.take_out(row)
    sentence = _("“%(title)s” is in your queue no more.") % {"title": title}
    return done(request, sentence, to="queue", undo=reverse("queue-back"), fields={"note": note})


@under("queue")
@require_POST
def back(request: Request) -> HttpResponse:
    row = queues.put_back(request.user, request.POST.get("note", ""))
    if row is None:
        return done(request, _("The episode is gone from here."), to="queue")
    return done(request, _("It is back in its place."), to=place_of(row.pk))


@under("queue")
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    """`by` so many places, or `to` a place."""
    row = queued_numbered(request.user, pk)
    before = queues.settle(request.user).index(row.pk)
    if "to" in request.POST:
        queues.place(row, number(request.POST["to"]))
    else:
        queues.move(row, number(request.POST.get("by", "")))
    return done(
        request,
        _("“%(title)s” is moved.") % {"title": heading(row.item)},
        to=place_of(row.pk),
        undo=reverse("queue-move", args=[row.pk]),
        fields={"to": str(before)},
    )


@under("queue")
@require_POST
def fill(request: Request) -> HttpResponse:
    rows = fill_week(request.user, timezone.now())
    if not rows:
        held = queue_of(request.user, timezone.now())
        full = held.room < 15
        return done(
            request,
            _("Your week is full.")
            if full
            else _("There is nothing more to hear that fits what is left of your week."),
            to="queue",
        )
    n = len(rows)
    return done(
        request,
        ngettext("%(n)d episode came, with why.", "%(n)d episodes came, each with why.", n) % {"n": n},
        to="queue",
        undo=reverse("queue-unfill"),
        fields={"rows": ",".join(str(row.pk) for row in rows)},
    )


@under("queue")
@require_POST
def unfill(request: Request) -> HttpResponse:
    """Undo a filling or a plan: `rows` go out, and where an `order` is told the others stand in it again."""
    queues.take_all_out(request.user, ids(request.POST.get("rows", "")))
    queues.put_in_order(request.user, ids(request.POST.get("order", "")))
    return done(request, _("Your queue is as it was."), to="queue")


@under("queue")
@require_POST
def plan(request: Request) -> HttpResponse:
    """Take the plan for so many `minutes`: it stands first in the queue."""
    user, minutes = request.user, number(request.POST.get("minutes", ""))
    before = queues.settle(user)
    made = take_plan(user, minutes, timezone.now())
    if not made.lines:
        return done(request, _("There is nothing to hear yet. Follow a podcast first."), to="queue")
    new = set(queues.settle(user)) - set(before)
    return done(
        request,
        _("%(plan)s. It stands first in your queue.") % {"plan": made.words},
        to="queue",
        undo=reverse("queue-unfill"),
        fields={"rows": ",".join(map(str, sorted(new))), "order": ",".join(map(str, before))},
    )


@under("queue")
@require_POST
def budget(request: Request) -> HttpResponse:
    """How long I listen in a week, and how it is mixed."""
    user = request.user
    before = fields_of(user)
    told = {name: number(request.POST.get(name, "")) for name in ("minutes", "technical", "career", "soft")}
    queues.set_budget(user, **told, refills=bool(request.POST.get("refills")))
    return done(request, _("Saved."), to="queue", undo=reverse("queue-budget"), fields=before)


def fields_of(user: User) -> dict[str, str]:
    row = Budget.objects.filter(user=user).first() or Budget(user=user)
    fields = {name: str(getattr(row, name)) for name in ("minutes", "technical", "career", "soft")}
    return fields | ({"refills": "1"} if row.refills else {})


def place_of(pk: int) -> str:
    return f"{reverse('queue')}#queued-{pk}"


def number(told: str) -> int:
    digits = told.strip().removeprefix("-")
    if not digits.isdecimal() or len(digits) > 6:
        raise InputError(f"“{told[:20]}” is no number. Give a whole one, such as 42.")
    return int(told)


def second(told: str) -> float | None:
    try:
        value = float(told)
    except ValueError:
        return None
    return value if 0 < value < 360_000 else None


def ids(told: str) -> list[int]:
    return [int(one) for one in told.split(",") if one.isdecimal() and len(one) < 18]


urlpatterns = [
    path("listen/", queue, name="queue"),
    path("listen/add/<int:pk>", add, name="queue-add"),
    path("listen/<int:pk>/out", out, name="queue-out"),
    path("listen/<int:pk>/move", move, name="queue-move"),
    path("listen/back", back, name="queue-back"),
    path("listen/fill", fill, name="queue-fill"),
    path("listen/unfill", unfill, name="queue-unfill"),
    path("listen/plan", plan, name="queue-plan"),
    path("listen/budget", budget, name="queue-budget"),
]
