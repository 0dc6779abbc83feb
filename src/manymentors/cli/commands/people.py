"""mentors people: everyone you may learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("people", short_help="Everyone you may learn from, and what is held of them.")
@output.as_json
@output.with_store
def command(user: User, json_: bool) -> None:
    """List the people you follow, then those who appear in what you follow."""
    from manymentors.store.queries.people import people

    lines = [
        {
            "person": line.person.name,
            "followed": line.followed,
            "sources": line.sources,
            "items": line.items,
            "milestones": line.milestones,
            "nuggets": line.nuggets,
            "via": line.via,
            "why": line.why,
        }
        for line in people(user)
    ]
    if json_:
        output.print_json(lines)
        return
    if not lines:
        click.echo("Nobody yet. Begin with: mentors follow ADDRESS --person NAME")
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column("person", no_wrap=True)
    for name in ("items", "milestones", "nuggets"):
        table.add_column(name, justify="right")
    table.add_column("how you came to them", overflow="fold")
    for line in lines:
        table.add_row(
            ("★ " if line["followed"] else "  ") + output.safe(str(line["person"])),
            str(line["items"]),
            str(line["milestones"]),
            str(line["nuggets"]),
            output.safe(str(line["via"])),
        )
    output.console().print(table)
    click.echo("★ followed")
