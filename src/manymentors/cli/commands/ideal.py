"""mentors ideal: the mentor I would wish for, and who of my people covers it together."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import Trait, User
    from manymentors.store.queries.ideal import Ideal


@click.group("ideal", short_help="My ideal mentor, covered by many.")
def command() -> None:
    """My ideal mentor as traits in my own words; who proves them, and who covers most together."""


@command.command("show")
@output.as_json
@output.with_store
def show(user: User, json_: bool) -> None:
    """Who proves what, who together, and what nobody has. Looks for what is not looked for yet."""
    tell(user, json_, "")


@command.command("add")
@click.argument("text")
@click.option("--nice", is_flag=True, help="Nice to have, not a must.")
@click.option("--weight", type=click.IntRange(1, 5), default=3, show_default=True)
@output.as_json
@output.with_store
def add(user: User, text: str, nice: bool, weight: int, json_: bool) -> None:
    """Add a trait, such as "held a chief-level role"."""
    from manymentors.actions.ideal import add_trait

    trait = add_trait(user, text, must=not nice, weight=weight)
    tell(user, json_, f"Added: {trait.text}")


@command.command("remove")
@click.argument("number", type=int)
@output.as_json
@output.with_store
def remove(user: User, number: int, json_: bool) -> None:
    """Take out the trait with this NUMBER, as `mentors ideal show` counts them."""
    from manymentors.actions.ideal import take_out
    from manymentors.errors import NothingThere
    from manymentors.store import access

    mine = list(access.traits(user))
    if not 1 <= number <= len(mine):
        raise NothingThere(
            f"There is no trait {number}: you have {len(mine)}. See them with: mentors ideal show"
        )
    kept = take_out(mine[number - 1])
    nice = "" if kept["must"] else " --nice"
    tell(
        user,
        json_,
        f"Taken out: {kept['text']}. To undo: mentors ideal add --weight {kept['weight']}{nice} {shlex.quote(kept['text'])}",
    )


def tell(user: User, json_: bool, line: str) -> None:
    from manymentors.actions.prove import prove
    from manymentors.store.queries.ideal import ideal

    prove(user)
    found = ideal(user, size=1_000)
    if json_:
        output.print_json(as_data(found))
        return
    if line:
        click.echo(line + "\n")
    if not found.traits:
        click.echo('No traits yet. Begin with: mentors ideal add "held a chief-level role"')
        return
    for at, row in enumerate(found.rows, 1):
        need = "must" if row.trait.must else "nice"
        who = ", ".join(cell.person.name for cell in row.cells if cell.proved) or "nobody yet"
        thin = " (one voice only)" if row.thin else ""
        click.echo(f"{at}. {row.trait.text}  {need}, weight {row.trait.weight}: {who}{thin}")
    best = ", ".join(person.name for person in found.best[:3])
    click.echo(f"\nBest single: {found.alone} of {len(found.traits)}{f' ({best})' if best else ''}.")
    click.echo(f"Your circle together: {found.together}.")
    for choice in found.choices:
        names = " and ".join(person.name for person in choice.people)
        click.echo(f"  {names}: {choice.covers}")
    if found.choices:
        click.echo(f"Of these, {found.likely:.1f} will likely hold when you listen.")
    for voice in found.voices:
        click.echo(f"  with {voice.person.name} as a second voice: {voice.likely:.1f}")


def as_data(found: Ideal) -> dict[str, Any]:
    return {
        "traits": [
            {
                **of_trait(row.trait),
                "voices": row.voices,
                "people": [
                    {
                        "person": cell.person.name,
                        "proved": cell.proved,
                        "proofs": [
                            {
                                "quote": chip.proof.quote, "score": chip.proof.score, "counts": chip.proof.counts,
                                "says": chip.proof.says or None, "seconds": chip.fact.seconds if chip.fact else None,
                                "told_in": forms.place(chip.item),
                            }
                            for chip in cell.chips
                        ],
                        "claims": [claim.words for claim in cell.claims],
                    }
                    for cell in row.cells
                    if cell.chips or cell.claims
                ],
            }
            for row in found.rows
        ],
        "best_single": {"people": [person.name for person in found.best], "covers": found.alone},
        "together": found.together,
        "choices": [
            {"people": [person.name for person in choice.people], "covers": choice.covers}
            for choice in found.choices
        ],
        "likely": round(found.likely, 2),
        "second_voices": [
            {
                "person": voice.person.name,
                "traits": [trait.text for trait in voice.traits],
                "likely": round(voice.likely, 2),
            }
            for voice in found.voices
        ],
        "nobody": [trait.text for trait in found.gaps],
    }  # fmt: skip


def of_trait(trait: Trait) -> dict[str, Any]:
    return {"text": trait.text, "must": trait.must, "weight": trait.weight}
