"""mentors road: a person's milestones in story order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command(
    "road", short_help="A person's road: their milestones, each with its quote and where it is told."
)
@click.argument("person")
@output.as_json
@output.with_store
def command(user: User, person: str, json_: bool) -> None:
    """Print the road of PERSON in story order, whatever order it was told in."""
    from manymentors.actions.compare import road_of
    from manymentors.store.queries.people import find_person

    row = find_person(user, person)
    road = road_of(user, row)
    if json_:
        output.print_json({"person": row.name, "milestones": [forms.told(m, told) for m, told in road]})
        return
    out = output.console()
    out.print(f"[bold]The road of {output.safe(row.name)}[/]")
    if not road:
        out.print(
            "Nothing of their road has been read yet. Follow something in which they tell it, then: mentors sync"
        )
        return
    for number, (m, told) in enumerate(road, 1):
        year = str(m.year) if m.year else "    "
        mark = " ✓" if told.confirmed else ""
        out.print(
            f"{number:>3}. {year}  [bold]{output.safe(m.what)}[/]  [dim]({m.kind}){mark}[/]", soft_wrap=True
        )
        out.print("           " + output.quoted(m.quote.text), soft_wrap=True, markup=False)
        out.print(
            f"           {output.clock(m.seconds)} in {told.row.item}",
            style="dim",
            soft_wrap=True,
            markup=False,
        )
    out.print(
        "\nRead by a program, no human: candidates, until you confirm them with mentors correct.", style="dim"
    )
