"""mentors unfollow: stop looking at a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("unfollow", short_help="Follow a source no more; what was gathered stays.")
@click.argument("address")
@output.as_json
@output.with_store
def command(user: User, address: str, json_: bool) -> None:
    """Stop following the source with this ADDRESS or title. Undo it by following it again: nothing is deleted."""
    from manymentors.actions.unfollow import unfollow
    from manymentors.store.queries.sources import find_source

    source = find_source(user, address)
    unfollow(user, source)
    if json_:
        output.print_json({"unfollowed": source.url})
    else:
        click.echo(f"No longer following {source}. To undo: mentors follow '{source.url}'")
