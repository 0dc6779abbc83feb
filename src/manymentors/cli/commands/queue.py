"""mentors queue: what to hear next, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import Item, User


@click.group(
    "queue", short_help="What to hear next and why: list it, fill the week, plan the minutes you have."
)
def command() -> None:
    """My queue, in order, each episode with why it is there."""


@command.command("list")
@output.as_json
@output.with_store
def list_(user: User, json_: bool) -> None:
    """What is in it, and how it fits my week."""
    show(user, json_)


@command.command()
@output.as_json
@output.with_store
def fill(user: User, json_: bool) -> None:
    """Fill it up to what I listen to in a week, balanced as I want it."""
    from django.utils import timezone

    from manymentors.actions.fill_queue import fill_week

    came = fill_week(user, timezone.now())
    if not json_:
        click.echo(f"{output.plural(len(came), 'episode')} came.", err=True)
    show(user, json_)


@command.command()
@click.argument("minutes", type=click.FloatRange(1, 600))
@click.option("--take", is_flag=True, help="Put the plan before everything else in the queue.")
@output.as_json
@output.with_store
def plan(user: User, minutes: float, take: bool, json_: bool) -> None:
    """What to hear in the MINUTES that I have now: rather a story from my stop, and something of another sort."""
    from django.utils import timezone

    from manymentors.actions.fill_queue import plan_for, take_plan

    made = (take_plan if take else plan_for)(user, minutes, timezone.now())
    if json_:
        output.print_json(
            {
                "plan": made.words,
                "minutes": round(made.minutes, 1),
                "episodes": [
                    episode(line.item, line.why, line.minutes, line.start) | {"whole": line.whole}
                    for line in made.lines
                ],
            }
        )
        return
    out = output.console()
    if not made.lines:
        out.print("Nothing that you follow has a recording whose length is known. Follow a podcast first.")
        return
    out.print(f"[bold]{output.safe(made.words)}[/]")
    for number, line in enumerate(made.lines, 1):
        tell(out, number, line.item, line.why, line.minutes, line.start)


@command.command()
@click.argument("number", type=click.IntRange(1))
@output.as_json
@output.with_store
def out(user: User, number: int, json_: bool) -> None:
    """Take the episode with this NUMBER in the list out of it."""
    from manymentors.actions.queue import take_out
    from manymentors.errors import NothingThere
    from manymentors.store import access

    rows = list(access.queue(user))
    if number > len(rows):
        raise NothingThere(
            f"There is no number {number}: the queue has {output.plural(len(rows), 'episode')}."
        )
    take_out(rows[number - 1])
    show(user, json_)


def show(user: User, json_: bool) -> None:
    from django.utils import timezone

    from manymentors.store.queries.queue import queue

    held = queue(user, timezone.now())
    if json_:
        output.print_json(
            {
                "budget": held.budget.minutes,
                "minutes": round(held.minutes, 1),
                "heard": round(held.heard, 1),
                "episodes": [
                    episode(line.row.item, line.row.why, line.minutes, line.from_second) | {"sort": line.sort}
                    for line in held.lines
                ],
            }
        )
        return
    out = output.console()
    if not held.lines:
        out.print("Your queue is empty. Fill it: mentors queue fill")
        return
    for number, line in enumerate(held.lines, 1):
        tell(out, number, line.row.item, line.row.why, line.minutes, line.from_second)
    out.print(f"\n{round(held.minutes)} of {held.budget.minutes} minutes a week.", style="dim")


def episode(item: Item, why: str, minutes: float | None, start: float | None) -> dict[str, Any]:
    return {
        "why": why,
        "minutes": round(minutes, 1) if minutes is not None else None,
        "seconds": start,
        "told_in": forms.place(item),
    }


def tell(out: Any, number: int, item: Item, why: str, minutes: float | None, start: float | None) -> None:
    length = f"{round(minutes)} min" if minutes is not None else "length not told"
    begin = f" from {output.clock(start)}" if start else ""
    out.print(f"{number:>3}. [bold]{output.safe(item.title)}[/]  [dim]{length}{begin}[/]", soft_wrap=True)
    out.print(f"     {why}", soft_wrap=True, markup=False)
