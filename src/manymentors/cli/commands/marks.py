"""mentors marks: what I marked while listening, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User
    from manymentors.store.queries.marks import MarkLine

STATES = ("new", "kept", "written", "dropped")


@click.command("marks", short_help="What you marked while listening, with what was said just before.")
@click.option(
    "--state", type=click.Choice(STATES), default="new", show_default=True, help="What became of them."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="How many.")
@output.as_json
@output.with_store
def command(user: User, state: str, limit: int, json_: bool) -> None:
    """List marks in the order in which they were pressed, those still to be looked through where no state is named. In the
    pages each is kept, written up or dropped with one key."""
    from manymentors.store.queries.marks import inbox

    lines, beyond = inbox(user, state, limit)
    if json_:
        output.print_json([told(line) for line in lines])
        return
    out = output.console()
    if not lines:
        out.print("No marks here. Press m while something plays in the pages, or the button Mark.")
    for number, line in enumerate(lines, 1):
        place = f"{output.clock(line.begins)}–{output.clock(line.mark.seconds)}"
        title = line.item or line.mark.title or "an episode that is not held any more"
        out.print(f"{number:>3}. {place} in {title}", soft_wrap=True, markup=False)
        said = output.quoted(line.quote) if line.quote else f"({line.silence or 'no words'})"
        out.print(f"     {said}", style="dim", soft_wrap=True, markup=False)
        if line.mark.note and line.mark.note.words:
            out.print(f"     {line.mark.note.words}", soft_wrap=True, markup=False)
    if beyond:
        out.print(f"{output.plural(beyond, 'more mark')}; see them with a higher --limit.")


def told(line: MarkLine) -> dict[str, Any]:
    mark, item = line.mark, line.item
    return {
        "id": str(mark.client),
        "state": mark.state,
        "title": str(item) if item else mark.title,
        "seconds": mark.seconds,
        "reach": mark.reach,
        "duration": mark.duration,
        "pressed": mark.pressed.isoformat(),
        "quote": line.quote,
        "silence": line.silence,
        "note": mark.note.words if mark.note else None,
        "audio": item.audio_url if item else "",
    }
