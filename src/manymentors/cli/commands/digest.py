"""mentors digest: who said what in a week that touches my gaps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import Digest, DigestLine, User


@click.command("digest", short_help="Who said what last week that touches my gaps.")
@click.option(
    "--week", type=click.DateTime(["%Y-%m-%d"]), help="The digest of this day; by default the latest."
)
@click.option("--markdown", is_flag=True, help="Print it as Markdown.")
@output.as_json
@output.with_store
def command(user: User, week: datetime | None, markdown: bool, json_: bool) -> None:
    """Print the digest of a week; the one that is due is made first. A silent week is said to be silent."""
    from django.utils import timezone

    from manymentors.actions.digest import digest_due
    from manymentors.actions.tell_digest import markdown as as_markdown
    from manymentors.actions.tell_digest import text
    from manymentors.errors import NothingThere
    from manymentors.store.queries.digest import find_digest, latest

    if week is None:
        digest_due(user, timezone.now())
        found = next(iter(latest(user)), None)
    else:
        found = find_digest(user, week.date())
    if found is None:
        raise NothingThere("There is no digest yet, and none is wanted. Choose a weekday on its page.")
    if json_:
        output.print_json(form(found))
    else:
        click.echo(as_markdown(found) if markdown else text(found), nl=False)


def form(digest: Digest) -> dict[str, Any]:
    from manymentors.actions.tell_digest import balance, summary

    return {
        "day": digest.day,
        "since": digest.since,
        "until": digest.until,
        "said": digest.said,
        "people": digest.people,
        "gaps": digest.gaps,
        "waiting": digest.waiting,
        "summary": summary(digest),
        "balance": {
            "heard": digest.took,
            "mix": digest.mix,
            "target": digest.target,
            "words": balance(digest),
        },
        "touches": [line_form(line) for line in digest.lines.all()],
    }


def line_form(line: DigestLine) -> dict[str, Any]:
    return {
        "about": line.about,
        "gap": line.gap,
        "why": line.why,
        "person": line.name,
        "quote": line.quote,
        "seconds": line.seconds,
        "told_in": forms.place(line.item) if line.item else None,
    }
