"""mentors unfollow: stop looking at a source."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import Follow, Source, User


@click.command(
    "unfollow",
    short_help="Follow a source no more; what was gathered is shown again when you follow it again.",
)
@click.argument("address")
@output.as_json
@output.with_store
def command(user: User, address: str, json_: bool) -> None:
    """Stop following the source with this ADDRESS or title. Nothing is deleted: what was read of it is out of sight until you
    follow it again, which undoes it.
    """
    from manymentors.actions.unfollow import unfollow
    from manymentors.store import access
    from manymentors.store.queries.sources import find_source

    source = find_source(user, address)
    follows = list(access.follows(user).filter(source=source).select_related("person"))
    unfollow(user, source)
    if json_:
        output.print_json({"unfollowed": source.url})
    else:
        undo = " && ".join(as_command(source, follow) for follow in follows)
        click.echo(f"No longer following {source}. To undo: {undo}")


def as_command(source: Source, follow: Follow) -> str:
    told = {"--person": follow.person.name if follow.person else "", "--via": follow.via, "--why": follow.why}
    options = [part for option, value in told.items() if value for part in (option, value)]
    return shlex.join(["mentors", "follow", source.url, *options])
