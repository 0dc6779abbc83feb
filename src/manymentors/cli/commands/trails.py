"""mentors trails: who opened doors for me."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User
    from manymentors.store.queries.trails import Opener


@click.command("trails", short_help="Who led you to what you keep, and where that led nowhere.")
@output.as_json
@output.with_store
def command(user: User, json_: bool) -> None:
    """Ranked by what you applied and kept of what they brought, not by how much it was; then the dead ends."""
    from manymentors.store.queries.trails import openers

    good, dead = openers(user)
    if json_:
        output.print_json(
            {"opened_doors": [told(one) for one in good], "dead_ends": [told(one) for one in dead]}
        )
        return
    for one in good:
        applied = f", applied {one.applied}" if one.applied else ""
        click.echo(f"{one.name}: brought {one.count}, kept {one.kept}{applied}")
    if dead:
        click.echo("Dead ends:")
    for one in dead:
        click.echo(f"  {one.name}: brought {one.count}, kept 0")
    if not good and not dead:
        click.echo(
            "No trail yet. Say how you came to somebody: mentors follow ADDRESS --via “a boost by Bo Other”"
        )


def told(one: Opener) -> dict[str, Any]:
    return {
        "opened_by": one.name,
        "person": one.person is not None,
        "brought": one.count,
        "passed_on": one.boosts,
        "kept": one.kept,
        "applied": one.applied,
        "last": one.last,
        "led_to": [
            {
                "how": it.how,
                "person": it.person.name if it.person else None,
                "source": it.source.url if it.source else None,
                "item": (it.item.title or it.item.url) if it.item else None,
                "quote": it.quote,
                "happened": it.happened,
            }
            for it in one.brought
        ],
    }
