"""mentors correct: my word on a milestone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output
from manymentors.cli.commands.pair import pick

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command(
    "correct", short_help="Confirm, correct or remove a milestone; my word wins over every re-read."
)
@click.argument("person")
@click.argument("number", type=int)
@click.option("--kind", help="The right kind.")
@click.option("--what", help="The right line.")
@click.option("--year", type=int, help="The right year.")
@click.option("--remove", is_flag=True, help="It is no milestone of theirs.")
@click.option("--undo", is_flag=True, help="Take back what I said of it.")
@output.as_json
@output.with_store
def command(
    user: User, person: str, number: int, kind: str | None, what: str | None, year: int | None,
    remove: bool, undo: bool, json_: bool,
) -> None:  # fmt: skip
    """NUMBER is one of `mentors road PERSON`. Without an option the milestone is confirmed as it is."""
    from manymentors.actions import correct
    from manymentors.actions.compare import road_of
    from manymentors.store.queries.people import find_person

    row = find_person(user, person)
    milestone, told = pick(road_of(user, row), number, f"mentors road '{row.name}'")
    changes: dict[str, Any] = {
        name: value for name, value in (("kind", kind), ("what", what), ("year", year)) if value is not None
    }
    if undo:
        done = "taken back" if correct.undo(user, told.row) else "nothing to take back"
    else:
        verb = "remove" if remove else "correct" if changes else "confirm"
        correct.correct(user, told.row, verb, changes)
        done = {"remove": "removed", "correct": "corrected", "confirm": "confirmed"}[verb]
    if json_:
        output.print_json(
            {"person": row.name, "milestone": milestone.what, "quote": told.row.quote, "done": done}
        )
    else:
        back = "" if undo else " To undo, while it is shown: --undo with the same number."
        click.echo(f"“{milestone.what}”: {done}.{back}")
