"""mentors audio: keep the audio of an episode here, let it go, see what is kept."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from manymentors.cli import output, processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from manymentors.store.models import User


@click.group("audio", short_help="Keep the audio of episodes here; see what is kept.")
def command() -> None:
    """Audio is streamed unless it is kept. What is kept takes no more room than MANYMENTORS_AUDIO_LIMIT."""


@command.command("keep")
@click.argument("episode", required=False)
@click.option("--item", type=int, hidden=True, help="What the worker asks of a process of its own.")
@processes.while_parent_lives
@output.as_json
@output.with_store
def keep(user: User, episode: str | None, item: int | None, json_: bool) -> int:
    """Fetch the audio of an episode (its number, address or title). Stopped or killed, it goes on when run again."""
    from django.utils import timezone

    from manymentors.actions.client import new_client
    from manymentors.actions.keep_audio import fetch_audio, keep_audio
    from manymentors.http_client import size_in_words
    from manymentors.store.models import AudioFile
    from manymentors.store.queries.audio import find_episode

    if item is not None:
        processes.step_aside()
        row = AudioFile.objects.filter(item=item, state=AudioFile.WANTED).select_related("item").first()
    elif episode is not None:
        row = keep_audio(find_episode(user, episode))
    else:
        raise click.UsageError("Give an episode.")
    if row is None:
        return 0
    problem = ""
    if row.state == AudioFile.WANTED:
        with new_client() as client, loading(str(row.item), json_ or item is not None) as told:
            problem = fetch_audio(row, client, timezone.now(), told)
        row.refresh_from_db()
    if json_:
        output.print_json(
            {"item": row.item_id, "bytes": row.bytes, "sha256": row.sha256, "problem": row.problem}
        )
    elif problem:
        click.echo(problem, err=True)
    else:
        click.echo(f"“{row.item}” is here: {size_in_words(row.bytes or 0)}.")
    return 1 if problem else 0


@command.command("drop")
@click.argument("episode")
@output.as_json
@output.with_store
def drop(user: User, episode: str, json_: bool) -> None:
    """Let the kept audio of an episode go; it can still be streamed."""
    from manymentors.actions.keep_audio import let_go
    from manymentors.store.queries.audio import find_episode

    item = find_episode(user, episode)
    let_go(item)
    if json_:
        output.print_json({"item": item.pk})
    else:
        click.echo(f"The audio of “{item}” is no longer kept here.")


@command.command("list")
@output.as_json
@output.with_store
def list_(user: User, json_: bool) -> None:
    """What is kept, and what is on its way."""
    from django.conf import settings

    from manymentors.http_client import size_in_words
    from manymentors.store.queries.audio import kept_by, room_used

    rows = kept_by(user)
    if json_:
        output.print_json(
            [
                {
                    "item": row.item_id,
                    "title": row.item.title,
                    "source": str(row.item.source),
                    "state": row.state,
                    "bytes": row.bytes,
                    "problem": row.problem,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        size = size_in_words(row.bytes) if row.bytes else "–"
        click.echo(f"{row.item_id:>6}  {size:>7}  {row.get_state_display()}  {row.item}")
        if row.problem:
            click.echo(f"        {row.problem}")
    click.echo(f"{size_in_words(room_used())} of {size_in_words(settings.AUDIO_LIMIT)} are used.")


@contextmanager
def loading(title: str, quiet: bool) -> Iterator[Callable[[int, int | None], object]]:
    """A bar on the terminal's error side."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=quiet or not console.is_terminal,
    )
    with bar:
        task = bar.add_task(title[:40], total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
