"""mentors search: what has been said about something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from datetime import datetime

    from manymentors.store.models import User


@click.command("search", short_help="What your people have said about something.")
@click.argument("question")
@click.option("--person", default="", help="Only this person.")
@click.option("--kind", default="", help="Only this kind of item: post, article, episode, video, note.")
@click.option("--source", default="", help="Only this source: its address or title.")
@click.option("--field", default="", help="Only passages with a nugget of this field (technical, career, …).")
@click.option("--since", type=click.DateTime(["%Y-%m-%d", "%Y"]), help="Published on this day or later.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%Y"]), help="Published on this day or earlier.")
@click.option("--limit", type=click.IntRange(1, 200), default=10, show_default=True, help="How many answers.")
@output.as_json
@output.with_store
def command(
    user: User, question: str, person: str, kind: str, source: str, field: str,
    since: datetime | None, until: datetime | None, limit: int, json_: bool,
) -> None:  # fmt: skip
    """Search what has been said. Silence is an answer: where nobody has said anything, that is told."""
    from manymentors.actions.search import search
    from manymentors.shapes import Filters
    from manymentors.store.queries.people import find_person
    from manymentors.store.queries.sources import find_source

    filters = Filters(
        person=find_person(user, person).pk if person else None,
        source=find_source(user, source).pk if source else None,
        kind=kind,
        field=field,
        since=since.toordinal() if since else None,
        until=until.toordinal() if until else None,
    )
    answers = search(user, question, filters, limit)
    if json_:
        output.print_json(
            {"question": question, "answers": [forms.passage(row, score) for row, score in answers]}
        )
        return
    out = output.console()
    if not answers:
        out.print("Nobody has said anything on this in what is held here.")
        return
    for row, _ in answers:
        day = row.item.published.date().isoformat() if row.item.published else "no date"
        who = row.person.name if row.person else row.speaker or row.item.author or "unknown"
        out.print(
            f"[bold]{output.safe(who)}[/] · {day} · {output.clock(row.seconds)} in {output.safe(str(row.item))}",
            soft_wrap=True,
        )
        out.print(f"  {row.text}\n", soft_wrap=True, markup=False)
