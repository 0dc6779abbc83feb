"""mentors follow: pick whom to follow; a preview first, where wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.shapes import FoundSource
    from manymentors.store.models import User


@click.command(
    "follow", short_help="Follow a feed, a podcast, a page, an account, a list, an archive or transcripts."
)
@click.argument("address")
@click.option("--person", default="", help="Whose it is: a person of yours, new or known.")
@click.option("--via", default="", help="How you came to it, in your words: “boosted by @bo”.")
@click.option("--why", default="", help="Why you follow it.")
@click.option("--dry-run", is_flag=True, help="Only show what would be followed and fetched.")
@output.as_json
@output.with_store
def command(user: User, address: str, person: str, via: str, why: str, dry_run: bool, json_: bool) -> None:
    """Follow what is at ADDRESS: a web address, @name@server, @name.bsky.social, or a path.

    Nothing is fetched in bulk until you run `mentors sync`.
    """
    from manymentors.actions.client import new_client
    from manymentors.actions.follow import follow
    from manymentors.actions.hear import of_this_machine
    from manymentors.sources.look import look

    with new_client() as client:
        found = look(address, client, local=True)
    for source in found:
        if source.kind == "transcript_file":
            of_this_machine(source.url)
    lines = []
    for source in found:
        line = preview(source)
        if not dry_run:
            followed = follow(user, source, person=person, via=via, why=why, found_in="command line")
            line["new"] = followed.new
        lines.append(line)
    if json_:
        output.print_json({"followed": not dry_run, "sources": lines})
        return
    for line in lines:
        state = "would follow" if dry_run else "following" if line["new"] else "followed already"
        folder = f"  ({' / '.join(line['folder'])})" if line["folder"] else ""
        click.echo(f"{state}: {line['title'] or line['url']} · {line['kind']}{folder}")
        if line["items"]:
            spoken = (
                f", {output.plural(line['with_transcript'], 'with a transcript', 'with transcripts')}"
                if line["with_transcript"]
                else ""
            )
            people = f"; people: {', '.join(line['people'][:6])}" if line["people"] else ""
            click.echo(f"  {output.plural(line['items'], 'item')}{spoken}{people}")
        click.echo(f"  {line['url']}")
    if not dry_run:
        click.echo("Next: mentors sync")


def preview(source: FoundSource) -> dict[str, Any]:
    names = [tag.name for tag in source.people] + [tag.name for item in source.items for tag in item.people]
    return {
        "kind": source.kind,
        "url": source.url,
        "title": source.title,
        "folder": list(source.folder),
        "items": len(source.items),
        "with_transcript": sum(bool(item.transcripts) for item in source.items),
        "with_audio": sum(item.audio is not None for item in source.items),
        "people": list(dict.fromkeys(names)),
    }
