"""mentors correct: my word on a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output
from manymentors.cli.commands.pair import pick

if TYPE_CHECKING:
    from manymentors.store.corrected import AnyFact
    from manymentors.store.models import Person, User


@click.command(
    "correct", short_help="Confirm, correct or remove what was read; my word wins over every re-read."
)
@click.argument("person")
@click.argument("number", type=int)
@click.option(
    "--nugget", "of", flag_value="nugget", help="NUMBER is one of `mentors nuggets --person PERSON`."
)
@click.option("--shelf", "of", flag_value="endorsement", help="NUMBER is one of `mentors shelf PERSON`.")
@click.option("--kind", help="The right kind of a milestone.")
@click.option("--what", help="The right line of a milestone.")
@click.option("--year", type=int, help="The right year of a milestone.")
@click.option("--field", help="The right field of a nugget.")
@click.option("--skill", help="The right skill of a nugget.")
@click.option("--type", help="The right type of what is recommended.")
@click.option("--title", help="The right title of what is recommended.")
@click.option("--remove", is_flag=True, help="It is none.")
@click.option("--undo", is_flag=True, help="Take back what I said of it.")
@output.as_json
@output.with_store
def command(
    user: User, person: str, number: int, of: str | None, remove: bool, undo: bool, json_: bool, **given: Any
) -> None:
    """NUMBER is one of `mentors road PERSON`. Without an option the milestone is confirmed as it is."""
    from manymentors.actions import correct
    from manymentors.store.queries.people import find_person

    row = find_person(user, person)
    fact = find_fact(user, row, of or "milestone", number)
    says = words(fact)
    changes = {name: value for name, value in given.items() if value is not None}
    if undo:
        done = "taken back" if correct.undo(user, fact) else "nothing to take back"
    else:
        verb = "remove" if remove else "correct" if changes else "confirm"
        correct.correct(user, fact, verb, changes)
        done = {"remove": "removed", "correct": "corrected", "confirm": "confirmed"}[verb]
    if json_:
        output.print_json({"person": row.name, "fact": says, "quote": fact.quote, "done": done})
    else:
        back = (
            " To undo, while it is shown: the same number with --undo."
            if done in ("corrected", "confirmed")
            else ""
        )
        click.echo(f"“{says}”: {done}.{back}")


def find_fact(user: User, person: Person, of: str, number: int) -> AnyFact:
    """The fact with this number in the list that shows it. Raises NothingThere."""
    from manymentors.actions.compare import road_of
    from manymentors.store.queries.keepsakes import nuggets
    from manymentors.store.queries.shelf import shelf

    if of == "nugget":
        return pick(nuggets(user, person=person), number, f"mentors nuggets --person '{person.name}'")[0]
    if of == "endorsement":
        line = pick(shelf(user, person), number, f"mentors shelf '{person.name}'")
        return next(row for row in line.said if row.person_id == person.pk)
    return pick(road_of(user, person), number, f"mentors road '{person.name}'")[1].row


def words(fact: AnyFact) -> str:
    from manymentors.store.models import Milestone, Nugget

    if isinstance(fact, Milestone):
        return fact.what
    return fact.quote if isinstance(fact, Nugget) else fact.title
