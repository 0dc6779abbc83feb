"""mentors sync: look at what is followed, hear, read and index what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from manymentors.cli import asking, output, processes

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress as Bars

    from manymentors.store.models import User
    from manymentors.store.queries.work import Progress

    Told = Callable[[Progress], None]


@click.command("sync", short_help="Fetch what is new, transcripts too; read it and index it.")
@click.option("--watch", is_flag=True, help="Keep going until stopped, as mentors worker does.")
@click.option("--now", "everything", is_flag=True, help="Look at everything you follow, due or not.")
@output.as_json
@output.with_store
def command(user: User, watch: bool, everything: bool, json_: bool) -> int:
    """Look at every source that is due, take in what is new, and bring the search index up. Where a worker is running, it
    is asked to, and this waits for it.

    It may be stopped, or killed, at any moment: run again, it goes on where it was.
    """
    from manymentors.store.queries.sources import sources

    if not sources(user):
        if json_:
            output.print_json({"sources": 0, "items": 0, "heard": 0, "read": 0, "failed": 0, "problems": []})
        else:
            click.echo("You follow nothing yet. Begin with: mentors follow ADDRESS --person NAME")
        return 0
    last: list[Progress] = []
    with bars(not json_) as shown:
        tasks = [shown.add_task(name, total=None) for name in ("looked at", "heard", "read")]

        def told(progress: Progress) -> None:
            last[:] = [progress]
            for task, (done, total) in zip(
                tasks, (progress.sources, progress.heard, progress.read), strict=True
            ):
                shown.update(task, completed=done, total=total)

        if watch:
            keep_going(told)
        failed = once(user, everything, told)
    return tell(user, last[0], failed, json_)


def keep_going(told: Told) -> NoReturn:
    from manymentors import jobs

    jobs.watch(told, stop=processes.told_to_stop())
    click.echo("Stopped. What was begun goes on when you run it again.", err=True)
    processes.leave(130)


def once(user: User, everything: bool, told: Told) -> int:
    """Do it here, or have the worker do it that is running; returns how many items failed."""
    if asking.worker_is_here():
        return asking.ask_and_wait(user, told, "sync", **({} if everything else {"due": True}))
    from manymentors import jobs

    return jobs.sync(told, everything=everything).failed


def tell(user: User, progress: Progress, failed: int, json_: bool) -> int:
    from manymentors.store.queries.sources import sources

    problems = [
        {
            "url": line.follow.source.url,
            "title": line.follow.source.title,
            "problem": line.follow.source.problem,
        }
        for line in sources(user)
        if line.follow.source.problem
    ]
    if json_:
        output.print_json(
            {
                "sources": progress.sources[1],
                "items": progress.read[1],
                "heard": progress.heard[0],
                "read": progress.read[0],
                "failed": failed,
                "problems": problems,
            }
        )
    else:
        click.echo(
            f"{output.plural(progress.sources[1], 'source')}, {output.plural(progress.read[1], 'item')}, "
            f"{output.plural(progress.heard[0], 'transcript')} heard."
        )
        for problem in problems:
            click.echo(f"  {problem['title'] or problem['url']}: {problem['problem']}", err=True)
        if failed:
            click.echo(
                f"{output.plural(failed, 'item')} could not be taken in through a fault of the program; see mentors.log in the data folder.",
                err=True,
            )
    return 1 if failed else 0


def bars(shown: bool) -> Bars:
    """Three bars on the terminal's error side, so that the answer stays clean; none where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description:>10}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not shown or not console.is_terminal,
    )
