"""mentors pair: my word on whether two steps are the same sort."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, TypeVar

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User

T = TypeVar("T")


@click.command("pair", short_help="Say that a step of mine and one of theirs are, or are not, the same sort.")
@click.argument("person")
@click.argument("mine", type=int)
@click.argument("theirs", type=int)
@click.option("--not", "not_same", is_flag=True, help="They are not the same sort.")
@click.option("--why", is_flag=True, help="Change nothing; say why these two are, or are not, paired.")
@click.option("--undo", is_flag=True, help="Take back what I said of these two.")
@output.as_json
@output.with_store
def command(
    user: User, person: str, mine: int, theirs: int, not_same: bool, why: bool, undo: bool, json_: bool
) -> None:
    """MINE is a number of `mentors me list`, THEIRS one of `mentors road PERSON`. My word wins over every re-read."""
    from manymentors.actions.compare import road_of, why_of
    from manymentors.actions.pair import pair, unpair
    from manymentors.store.queries.people import find_person
    from manymentors.store.queries.roads import my_steps

    row = find_person(user, person)
    steps, road = my_steps(user), road_of(user, row)
    step = pick(steps, mine, "mentors me list")
    milestone, told = pick(road, theirs, f"mentors road '{row.name}'")
    if why:
        done = why_of(user, row, mine - 1, theirs - 1)
    elif undo:
        done = "taken back" if unpair(user, step, told.row) else "nothing to take back"
    else:
        pair(user, step, told.row, same=not not_same)
        done = "not the same sort" if not_same else "the same sort"
    if json_:
        output.print_json({"mine": step.what, "theirs": milestone.what, "done": done})
    else:
        click.echo(f"“{step.what}” and “{html.unescape(milestone.what)}”: {done.removesuffix('.')}.")


def pick(rows: list[T], number: int, see: str) -> T:
    from manymentors.errors import NothingThere

    if not 1 <= number <= len(rows):
        raise NothingThere(f"There is no step {number}. See the numbers with: {see}")
    return rows[number - 1]
