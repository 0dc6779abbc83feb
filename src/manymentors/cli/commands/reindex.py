"""mentors reindex: build the search index anew from the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("reindex", short_help="Build the search index anew.")
@output.as_json
@output.with_store
def command(user: User, json_: bool) -> None:
    """The index is derived from the rows: deleting and building it again loses nothing."""
    from manymentors.actions.index import bring_up_both

    done = bring_up_both(anew=True)
    if json_:
        output.print_json({"items": done})
    else:
        click.echo(f"Indexed {output.plural(done, 'item')}.")
