"""mentors forget: every row about a person goes for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("forget", short_help="Delete a person and all that was gathered of them.")
@click.argument("person")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output.as_json
@output.with_store
def command(user: User, person: str, yes: bool, json_: bool) -> None:
    """Delete PERSON: the sources that are theirs with every item, and their milestones, nuggets, recommendations and
    passages on other people's shows. This cannot be undone; following something in which they speak brings them back.
    """
    from manymentors.actions.forget import forget
    from manymentors.actions.index import bring_up_both
    from manymentors.store.queries.people import find_person

    row = find_person(user, person)
    if not yes:
        click.confirm(f"Delete {row.name} and all that was gathered of them?", abort=True, err=True)
    counts = forget(row)
    bring_up_both()
    if json_:
        output.print_json({"forgotten": row.name, "deleted": counts})
    else:
        click.echo(f"Forgot {row.name}: " + ", ".join(f"{n} {name}" for name, n in counts.items()) + ".")
