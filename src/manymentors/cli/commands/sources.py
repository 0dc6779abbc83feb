"""mentors sources: what is followed, and how it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("sources", short_help="What you follow, how it came to you, and how it is.")
@output.as_json
@output.with_store
def command(user: User, json_: bool) -> None:
    """List the followed sources with their trail and, where one is in trouble, what the trouble is."""
    from manymentors.store.queries.sources import sources

    lines: list[dict[str, Any]] = [
        {
            "kind": line.follow.source.kind,
            "url": line.follow.source.url,
            "title": line.follow.source.title,
            "person": line.follow.person.name if line.follow.person else None,
            "via": line.follow.via,
            "why": line.follow.why,
            "found_in": line.follow.found_in,
            "folder": line.follow.folder,
            "items": line.items,
            "heard": line.heard,
            "checked": line.follow.source.checked,
            "next_check": line.follow.source.next_check,
            "paused": line.follow.source.paused,
            "problem": line.follow.source.problem,
        }
        for line in sources(user)
    ]
    if json_:
        output.print_json(lines)
        return
    for line in lines:
        whose = f" · {line['person']}" if line["person"] else ""
        click.echo(
            f"{line['title'] or line['url']}{whose} · {line['kind']} · {output.plural(line['items'], 'item')}"
        )
        click.echo(f"  {line['url']}")
        for label in ("via", "why", "problem"):
            if line[label]:
                click.echo(f"  {label}: {line[label]}")
        if not line["checked"]:
            click.echo("  not looked at yet: mentors sync")
    if not lines:
        click.echo("You follow nothing yet. Begin with: mentors follow ADDRESS --person NAME")
