"""The heart: their road beside mine, the moment to listen from, and my word on each of their steps."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from manymentors.actions import verdict as verdicts
from manymentors.actions.compare import Beside, beside
from manymentors.actions.pair import decisions, pair, unpair
from manymentors.actions.plan import plan
from manymentors.errors import InputError, NothingThere
from manymentors.shapes import Comparison
from manymentors.store.models import Milestone, Person, Step, User
from manymentors.store.queries.facts import find_fact
from manymentors.store.queries.people import person_numbered
from manymentors.store.queries.roads import find_step, my_plans, my_steps, said_of
from manymentors.store.queries.stands import StandLine, being_made, stand_page
from manymentors.store.queries.told import who_told
from manymentors.store.queries.work import asked_for
from manymentors.web.pages.me import KEPT
from manymentors.web.rails import picture, rails
from manymentors.web.render import number_in, page, under
from manymentors.web.request import Request
from manymentors.web.show import clock
from manymentors.web.undo import back, done

PAGE = 30
NAMES = 200
"""Names shown at most of those with whom nothing is shared."""


@require_safe
def everyone(request: Request) -> HttpResponse:
    """Where I stand beside everyone of whom a road is read."""
    number = number_in(request.GET.get("page"))
    found = stand_page(request.user, number, PAGE)
    steps = [step.pk for step in my_steps(request.user)]
    context = {
        "lines": [(line, headline(line), picture(steps, line.mine, bool(line.line))) for line in found.lines],
        "number": number,
        "more": found.more,
        "apart": found.apart[:NAMES],
        "apart_n": len(found.apart),
        "steps": steps,
        "being_made": being_made(request.user),
        "at_work": asked_for(request.user),
        "told": who_told(request.user),
    }
    return page(request, "compare_all.html", context, part="lines")


def headline(line: StandLine) -> str:
    """What we share, and where I stop: in a sentence."""
    shared = ngettext("You share %(n)d step.", "You share %(n)d steps.", line.shared) % {"n": line.shared}
    if not line.line:
        return shared + " " + _("Nothing is told beyond the last of them.")
    if line.stop is None or line.stop.seconds is None:
        return shared + " " + _("Your checklist stops here:")
    return shared + " " + _("Your checklist stops at %(at)s:") % {"at": clock(line.stop.seconds)}


@under("compare-all")
@require_safe
def compare(request: Request, pk: int) -> HttpResponse:
    """Two rails: my road on the left, theirs on the right."""
    person = person_numbered(request.user, pk)
    found = beside(request.user, person)
    if person.owner_id is not None and not found.road:  # of whom I work with there is only what they told me
        return redirect("person-told", pk=pk)
    said = said_of(request.user, [told for _, told in found.road])
    answer = found.answer
    stop = found.road[answer.stop] if answer.stop is not None else None
    context = {
        "person": person,
        "steps": found.steps,
        "options": options(found.steps),
        "road": found.road,
        "rows": rails(found, said),
        "shared": len({p.mine for p in answer.shared}),
        "headline": title(person, found),
        "stop": stop,
        "left": minutes_left(stop[1].row) if stop else None,
        "why": answer.why,
        "plans": my_plans(request.user),
        "at_work": not found.road and asked_for(request.user),
    }
    return page(request, "compare.html", context, part="rails")


def options(steps: list[Step]) -> SafeString:
    """My steps to choose from, the same beside each step of theirs: rendered once."""
    lines = ((step.pk, f"{step.year} · {step.what}" if step.year else step.what) for step in steps)
    return format_html_join("", '<option value="{}">{}</option>', ((pk, line[:70]) for pk, line in lines))


def title(person: Person, found: Beside) -> str:
    """The headline of the page, which is its main answer."""
    name, answer = {"name": person.name}, found.answer
    if not found.road:
        return _("Nothing of the road of %(name)s has been read yet") % name
    if not found.steps:
        return _("Your road is empty, so there is nothing to lay beside that of %(name)s") % name
    if not answer.shared:
        return _("You and %(name)s share no step that was told") % name
    n = len({pair.mine for pair in answer.shared})
    shared = ngettext("You share %(n)d step with %(name)s.", "You share %(n)d steps with %(name)s.", n) % {
        "n": n,
        **name,
    }
    return f"{shared} {ending(found.road, answer)}"


def ending(road: Any, answer: Comparison) -> str:
    if answer.stop is None:
        return _("Nothing is told beyond the last of them.")
    seconds = road[answer.stop][0].seconds
    if seconds is None:
        return _("Then your checklist stops.")
    return _("Your checklist stops at %(at)s.") % {"at": clock(seconds)}


def minutes_left(row: Milestone) -> int | None:
    """How long one can listen from there; None where that is not known."""
    if row.seconds is None or row.item.duration is None or row.item.duration <= row.seconds:
        return None
    return max(1, round((row.item.duration - row.seconds) / 60))


# --- my word ------------------------------------------------------------------------------------------------------


@under("compare-all")
@require_POST
def pair_by_hand(request: Request, pk: int) -> HttpResponse:
    """`verb`: pair, part, or unpair (say nothing about the two any more), of my `step` and their `milestone`."""
    user, here = request.user, reverse("compare", args=[pk])
    person_numbered(user, pk)
    milestone = their_milestone(user, request.POST.get("milestone", ""))
    step = find_step(user, number_or_raise(request.POST.get("step", ""), _("Choose a step of yours first.")))
    verb = request.POST.get("verb", "pair")
    if verb not in ("pair", "part", "unpair"):
        raise InputError(
            f"“{verb}” is nothing that can be done with two steps. There are pair, part, unpair."
        )
    before = decisions(user, step, milestone)
    said_before = ("pair" if before[-1].same else "part") if before else "unpair"
    if verb == "unpair":
        unpair(user, step, milestone)
    else:
        pair(user, step, milestone, same=verb == "pair")
    words = {
        "pair": _("“%(what)s” is paired with theirs. No later reading parts the two."),
        "part": _("“%(what)s” is not the same as theirs. No later reading pairs the two."),
        "unpair": _("Taken back. “%(what)s” is compared again as the reader finds it."),
    }
    return done(
        request,
        words[verb] % {"what": step.what},
        to=here,
        undo=reverse("compare-pair", args=[pk]),
        fields={"verb": said_before, "step": str(step.pk), "milestone": str(milestone.pk)},
    )


@under("compare-all")
@require_POST
def say(request: Request, pk: int) -> HttpResponse:
    """`says`: done, not-yet, not-for-me, or undo, to their `milestone`."""
    user, here = request.user, reverse("compare", args=[pk])
    person = person_numbered(user, pk)
    milestone = their_milestone(user, request.POST.get("milestone", ""))
    says, again = request.POST.get("says", ""), reverse("compare-say", args=[pk])
    before = next((v.says for v in verdicts.said(user, milestone)), "undo")
    fields = {"milestone": str(milestone.pk), "says": before}
    if says == "undo":
        kept = verdicts.take_back(user, milestone)
        if kept:
            return done(
                request,
                _("Taken back; “%(what)s” is no step of your road any more.") % {"what": kept["what"]},
                to=here,
                undo=reverse("me-put-back"),
                fields={"kept": signing.dumps(kept, salt=KEPT)},
            )
        return (
            done(request, _("Taken back."), to=here, undo=again, fields=fields)
            if before != "undo"
            else back(request, here)
        )
    verdict = verdicts.say(user, person, milestone, says)
    if verdict.step is not None:
        words = _("“%(what)s” is a step of your road now. Put it in your own words, or undo.")
        return done(
            request,
            words % {"what": verdict.step.what},
            to=here,
            undo=again,
            fields=fields | {"says": "undo"},
        )
    words = _("Not yet: it stays in view.") if says == "not-yet" else _("Not for you: it is set aside.")
    return done(request, words, to=here, undo=again, fields=fields)


@under("compare-all")
@require_POST
def next_step(request: Request, pk: int) -> HttpResponse:
    """“Next I will …”: a plan of mine, dated today."""
    person = person_numbered(request.user, pk)
    step = plan(
        request.user, request.POST.get("what", ""), origin=_("beside %(name)s") % {"name": person.name}
    )
    return done(
        request,
        _("Noted, with today's date: next I will %(what)s.") % {"what": step.what.rstrip(".")},
        to=reverse("compare", args=[pk]),
        undo=reverse("me-step", args=[step.pk]),
        fields={"verb": "remove"},
    )


def their_milestone(user: User, told: str) -> Milestone:
    fact = find_fact(user, "milestone", number_or_raise(told, _("Choose a step of theirs first.")))
    if not isinstance(fact, Milestone):
        raise NothingThere("There is no such step.")
    return fact


def number_or_raise(told: str, sentence: str) -> int:
    if not told.isdecimal() or len(told) > 18:
        raise InputError(sentence)
    return int(told)


urlpatterns = [
    path("compare/", everyone, name="compare-all"),
    path("compare/<int:pk>/", compare, name="compare"),
    path("compare/<int:pk>/pair", pair_by_hand, name="compare-pair"),
    path("compare/<int:pk>/say", say, name="compare-say"),
    path("compare/<int:pk>/next", next_step, name="compare-next"),
]
