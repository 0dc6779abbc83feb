"""mentors note: two lines on someone I work with, which only I see."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import PersonNote, User


@click.command("note", short_help="Note two lines on someone you work with: locked, for you alone.")
@click.argument("name", default="")
@click.argument("text", default="")
@click.option("--ask", "asks", is_flag=True, help="It is a question that you want to put to them.")
@output.as_json
@output.with_store
def command(user: User, name: str, text: str, asks: bool, json_: bool) -> None:
    """Without TEXT, show what to know before a talk with NAME; without NAME, whom you work with. TEXT “-” is read from
    standard input, which no shell remembers.

    Notes are locked: they go into no feed, digest, search index, model, log or export, but `mentors export --notes`.
    """
    from django.utils import timezone

    from manymentors.actions.note_on import fitting, note_on, whom
    from manymentors.store.queries.coworkers import coworkers, notes_on
    from manymentors.store.queries.people import find_person

    if not name:
        lines: list[dict[str, Any]] = [
            {
                "person": line.person.name,
                "mine_alone": line.mine_alone,
                "last": told(line.last) if line.last else None,
                "asks": line.asks,
            }
            for line in coworkers(user)
        ]
        if json_:
            output.print_json(lines)
            return
        for line in lines:
            open_ = f" · {output.plural(line['asks'], 'open question')}" if line["asks"] else ""
            click.echo(
                f"{line['person']}: {line['last']['text'] if line['last'] else 'nothing noted yet'}{open_}"
            )
        if not lines:
            click.echo(
                'Nobody yet. Begin with: mentors note "Dana" "pre-brief the sceptic before the meeting"'
            )
        return
    if text == "-":
        text = sys.stdin.read()
    new = False
    if text:
        fitting(text)
        person, new = whom(user, name)
        note_on(user, person, text, day=timezone.localdate(), asks=asks)
    else:
        person = find_person(user, name)
    notes = notes_on(user, person)
    if json_:
        shown = {
            part: [told(note) for note in getattr(notes, part)]
            for part in ("open", "last", "earlier", "answered")
        }
        output.print_json({"person": person.name, "mine_alone": person.owner_id is not None, **shown})
    elif text:
        click.echo(
            f"Noted on {person.name}{', who is new here and yours alone' if new else ''}. Only you see it."
        )
    else:
        click.echo(f"{person.name} · only you see this")
        for note in notes.open:
            click.echo(f"  ask: {note.text}")
        for note in notes.last:
            click.echo(f"  {note.day}  {note.text}")
        if not notes.any:
            click.echo(f'  Nothing noted yet. Begin with: mentors note "{person.name}" "…"')


def told(note: PersonNote) -> dict[str, Any]:
    return {"text": note.text, "day": note.day, "asks": note.asks, "answered": note.answered}
