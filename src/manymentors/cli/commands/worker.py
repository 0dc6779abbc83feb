"""mentors worker: the loop that looks, hears, reads and indexes, and does what the pages ask for."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from manymentors.cli import output, processes

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("worker", short_help="Look, hear, read and index, for as long as it runs.")
@processes.while_parent_lives
@output.as_json
@output.with_store
def command(user: User, json_: bool) -> None:
    """Look at what is due, take in what is new, keep the search and the comparisons up to date, and do what the pages ask
    for. Stop it, or kill it, at any moment: what was begun goes on when it runs again. One a data folder; several may
    share a PostgreSQL, each with a MANYMENTORS_WORKER name of its own. Where the processor is short, it lets the pages go first.
    """
    from django.conf import settings

    from manymentors import jobs

    def ready() -> None:
        if json_:
            output.print_json({"worker": settings.WORKER, "home": str(settings.HOME)})
        else:
            click.echo(f"The worker is at work in {settings.HOME}. Stop it with Ctrl-C.", err=True)
        sys.stdout.flush()

    stop = processes.told_to_stop()
    processes.step_aside()
    jobs.watch(ready=ready, stop=stop)
    processes.leave(0)
