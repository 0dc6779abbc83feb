"""mentors me: my own road."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import Step, User


@click.group("me", short_help="My road: add, list, remove, import.")
def command() -> None:
    """My own road, step by step, in my own words. It is private."""


@command.command("add")
@click.argument("what")
@click.option("--year", type=int, help="The year, four digits.")
@click.option(
    "--kind", default="", help="The kind of step, where you want to say it; otherwise it is guessed."
)
@output.as_json
@output.with_store
def add(user: User, what: str, year: int | None, kind: str, json_: bool) -> None:
    """Add a step, such as "answered phones on a help desk"."""
    from manymentors.actions.my_road import add_step
    from manymentors.shapes import Step as MyStep

    row = add_step(user, MyStep(what, kind, year))
    show(user, json_, f"Added: {row.what}")


@command.command("list")
@output.as_json
@output.with_store
def list_(user: User, json_: bool) -> None:
    """Show my road."""
    show(user, json_, "")


@command.command("remove")
@click.argument("number", type=int)
@output.as_json
@output.with_store
def remove(user: User, number: int, json_: bool) -> None:
    """Remove the step with this NUMBER."""
    from manymentors.actions.my_road import remove_step

    row = remove_step(user, number)
    show(user, json_, f"Removed: {row.what}. To undo: {as_command(row)}")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@output.as_json
@output.with_store
def import_(user: User, file: Path, json_: bool) -> None:
    """Import a JSON Resume 1.0 (resume.json), a JSON list of steps, or LinkedIn's export (the ZIP, or a CSV out of it).

    Steps that are there already are left alone.
    """
    from manymentors.actions.my_road import import_steps
    from manymentors.errors import NothingThere
    from manymentors.roads.bring import steps_from_file

    try:
        steps = steps_from_file(file.read_bytes(), file.name)
    except OSError as exc:
        raise NothingThere(f"{file} cannot be read: {exc.strerror}. Give the path of a file.") from exc
    added = import_steps(user, steps, origin=file.name)
    known = len(steps) - len(added)
    show(
        user,
        json_,
        f"Added {output.plural(len(added), 'step')} from {file.name}"
        + (f"; {known} were there already." if known else "."),
    )


def load(file: Path) -> object:
    """The JSON in a file. Raises NothingThere or BrokenFile."""
    from manymentors.errors import BrokenFile, NothingThere

    try:
        return json.loads(file.read_bytes())
    except OSError as exc:
        raise NothingThere(f"{file} cannot be read: {exc.strerror}. Give the path of a JSON file.") from exc
    except ValueError as exc:
        raise BrokenFile(f"{file} is not JSON ({exc}). Export it again, then import it.") from exc


def as_command(row: Step) -> str:
    import shlex

    return (
        f"mentors me add {shlex.quote(row.what)}"
        + (f" --year {row.year}" if row.year else "")
        + (f" --kind {row.kind}" if row.kind else "")
    )


def show(user: User, json_: bool, first: str) -> None:
    from manymentors.store.queries.roads import my_steps

    rows = my_steps(user)
    if json_:
        output.print_json([forms.step(number, row) for number, row in enumerate(rows, 1)])
        return
    if first:
        click.echo(first)
    for number, row in enumerate(rows, 1):
        year = str(row.year) if row.year else "    "
        kind = f"  ({row.kind})" if row.kind else ""
        click.echo(f"{number:>3}. {year}  {row.what}{kind}")
    if not rows:
        click.echo(
            'Your road is empty. Begin with: mentors me add "answered phones on a help desk" --year 2009'
        )
