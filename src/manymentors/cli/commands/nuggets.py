"""mentors nuggets: advice worth keeping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import forms, output
from manymentors.shapes import FIELDS

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("nuggets", short_help="Advice worth keeping, by skill, field or person.")
@click.option("--skill", default="", help="A skill, such as delegation or code review.")
@click.option("--field", type=click.Choice(FIELDS), help="A field.")
@click.option("--person", default="", help="Only this person.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many.")
@output.as_json
@output.with_store
def command(user: User, skill: str, field: str | None, person: str, limit: int, json_: bool) -> None:
    """List nuggets, the surest first. They are candidates of the reader: the quotes are what was said."""
    from manymentors.store.queries.keepsakes import nuggets
    from manymentors.store.queries.people import find_person

    who = find_person(user, person) if person else None
    rows = nuggets(user, skill=skill, field=field or "", person=who, limit=limit)
    if json_:
        output.print_json([forms.nugget(row, confirmed) for row, confirmed in rows])
        return
    out = output.console()
    if not rows:
        out.print("No nugget on this in what has been read. See what there is: mentors nuggets")
    for number, (row, confirmed) in enumerate(rows, 1):
        out.print(
            f"{number:>3}. {output.quoted(row.quote)}" + (" ✓" if confirmed else ""),
            soft_wrap=True,
            markup=False,
        )
        skill_ = f", {row.skill}" if row.skill else ""
        told = f"     {row.person or row.name} · {row.field}{skill_} · {output.clock(row.seconds)} in {row.item}\n"
        out.print(told, style="dim", soft_wrap=True, markup=False)
