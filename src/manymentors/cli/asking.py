"""Where a worker is running, a command does not work itself: it asks the worker, and waits for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from manymentors.errors import Busy

if TYPE_CHECKING:
    from manymentors.store.models import User
    from manymentors.store.queries.work import Progress


def worker_is_here() -> bool:
    from django.utils import timezone

    from manymentors.store.queries.work import worker_alive

    return worker_alive(timezone.now())


def ask_and_wait(user: User, told: Callable[[Progress], None], verb: str, **payload: Any) -> int:
    """Returns 1 where the worker told of a problem, else 0. Raises Busy where the worker stops before it is done."""
    from django.utils import timezone

    from manymentors.actions.errand import ask
    from manymentors.actions.listener import READER
    from manymentors.store.queries.work import progress

    click.echo("A worker is running: it is asked to do this.", err=True)
    errand = ask(user, verb, **payload)
    while True:
        errand.refresh_from_db()
        told(progress(READER, timezone.now(), user))
        if errand.ended:
            break
        if not worker_is_here():
            raise Busy("The worker has stopped before this was done. Run it again: it will go on from there.")
        time.sleep(0.3)
    if errand.problem:
        click.echo(errand.problem, err=True)
    return 1 if errand.problem else 0
