"""mentors shelf: books, shows, people and places that are recommended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("shelf", short_help="Books, shows and people that a person, or everyone, recommends.")
@click.argument("person", required=False)
@output.as_json
@output.with_store
def command(user: User, person: str | None, json_: bool) -> None:
    """The shelf of PERSON, each thing with where it was said and how many of your people speak for it; without PERSON,
    everyone's, the most recommended first."""
    from manymentors.store.queries.people import find_person
    from manymentors.store.queries.shelf import shelf

    who = find_person(user, person) if person else None
    lines = shelf(user, who)
    if json_:
        output.print_json(
            [
                {
                    "type": line.type,
                    "name": line.title,
                    "people": line.people,
                    "confirmed": line.confirmed,
                    "said": [
                        {
                            "person": row.person.name if row.person else row.name,
                            "quote": row.quote,
                            "seconds": row.seconds,
                            "score": round(row.score, 4),
                            "told_in": forms.place(row.item),
                        }
                        for row in line.said
                    ],
                }
                for line in lines
            ]
        )
        return
    out = output.console()
    if not lines:
        out.print("Nothing recommended yet in what has been read.")
    for number, line in enumerate(lines, 1):
        sure = " ✓" if line.confirmed else ""
        count = f"  [green]by {line.people} of yours[/]" if line.people > 1 else ""
        out.print(
            f"{number:>3}. [bold]{output.safe(line.title)}[/]{sure}  [dim]{line.type}[/]{count}",
            soft_wrap=True,
        )
        said = next((row for row in line.said if who is None or row.person_id == who.pk), line.said[0])
        out.print("     " + output.quoted(said.quote), soft_wrap=True, markup=False)
        out.print(
            f"     {said.person or said.name} · {output.clock(said.seconds)} in {said.item}",
            style="dim",
            soft_wrap=True,
            markup=False,
        )
