"""What I say to a step of theirs that I have not taken: done too, not yet, not for me."""

from __future__ import annotations

import html

from django.db import transaction

from manymentors.actions.compare import beside
from manymentors.actions.my_road import Kept, add_step, take_out
from manymentors.actions.pair import pair
from manymentors.errors import InputError
from manymentors.shapes import Step as MyStep
from manymentors.store.corrected import at_anchor
from manymentors.store.models import Milestone, Person, User, Verdict

SAYS = tuple(says for says, _ in Verdict.SAYS)
ENOUGH = 200
"""Characters of their words that a step of mine begins with."""


def say(user: User, person: Person, milestone: Milestone, says: str) -> Verdict:
    """The last word counts. “done” adds a step to my road, in the words of their line, and pairs the two by hand."""
    if says not in SAYS:
        raise InputError(f"“{says}” is nothing to say to a step. There are {', '.join(SAYS)}.")
    position = place_beside(user, person, milestone) if says == "done" else None
    with transaction.atomic():
        take_back(user, milestone)
        step = None
        if says == "done":
            step = add_step(
                user, MyStep(in_my_words(milestone)), origin=f"done too, as {person.name}", position=position
            )
            pair(user, step, milestone)
        return Verdict.objects.create(
            user=user, item=milestone.item, quote=milestone.quote, says=says, step=step
        )


def take_back(user: User, milestone: Milestone) -> Kept | None:
    """Unsay it, whatever reading it was said to. Of a “done” the step goes too; returns what puts that back."""
    kept = None
    with transaction.atomic():
        for verdict in said(user, milestone):
            if verdict.step is not None:
                kept = take_out(user, verdict.step)
            verdict.delete()
    return kept


def said(user: User, milestone: Milestone) -> list[Verdict]:
    """What I have said to it, on whatever reading."""
    here = Verdict.objects.filter(user=user, item=milestone.item).select_related("step").order_by("id")
    return [verdict for verdict in here if at_anchor(milestone, verdict.quote)]


def in_my_words(milestone: Milestone) -> str:
    words = " ".join(html.unescape(milestone.what or milestone.quote).split())
    return words if len(words) <= ENOUGH else words[:ENOUGH].rsplit(" ", 1)[0] + " …"


def place_beside(user: User, person: Person, milestone: Milestone) -> int | None:
    """The position in my road that keeps the two roads in order: behind the last step that we share before it, else before
    the first one after it; None, the end, where we share nothing."""
    found = beside(user, person)
    at = next(
        (n for n, (_, told) in enumerate(found.road) if milestone.pk in [row.pk for row in told.rows]), None
    )
    if at is None:
        return None
    before = [found.steps[pair.mine].position for pair in found.answer.shared if pair.theirs < at]
    after = [found.steps[pair.mine].position for pair in found.answer.shared if pair.theirs > at]
    if before:
        return max(before) + 1
    return min(after) if after else None
