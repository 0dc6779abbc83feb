"""mentors up: the pages and the worker together."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

from manymentors.cli import output, processes
from manymentors.cli.commands.serve import HOST, PORT, free, key, where
from manymentors.errors import MentorsError

if TYPE_CHECKING:
    from manymentors.store.models import User

PATIENCE = 180.0
"""Seconds that the pages may take to answer at first: on a busy machine long; where one of the two ends, this ends at once."""
GRACE = 8.0
"""Seconds that they may take to stop."""


@click.command("up", short_help="Start the pages and the worker together.")
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@output.as_json
@output.with_store
def command(user: User, host: str, port: int, json_: bool) -> None:
    """Bring the data up to date, start the pages and a worker beside them, and print the address to open. Ctrl-C stops
    both. Where several are to use it, or it is to start with the machine, see docs/deploy.md.
    """
    from django.conf import settings
    from django.db import connections

    address = where(settings.ADDRESS.url, host, port) + key(bool(settings.ADDRESS.url or settings.PROXIES))
    free(host, port)
    connections.close_all()
    processes.stop_on_signals()
    if not json_:
        click.echo("Starting the pages and the worker …", err=True)
    started: dict[str, subprocess.Popen[bytes]] = {}
    listens, lives = os.pipe()
    try:
        started["pages"] = start(listens, "serve", "--host", host, "--port", str(port))
        started["worker"] = start(listens, "worker")
        wait_for(started, host, port, settings.HOME)
        say(address, json_)
        while all(process.poll() is None for process in started.values()):
            time.sleep(0.5)
        raise ended(started, settings.HOME)
    except KeyboardInterrupt:
        if not json_:
            click.echo("\nStopped. What was begun goes on when you start it again.", err=True)
    finally:
        stop(started.values())
        os.close(lives)
        os.close(listens)


def start(pipe: int, *words: str) -> subprocess.Popen[bytes]:
    """The same program again, with these words; it ends when this process does, however that ends."""
    bound = ("--json", "--parent", str(os.getpid()), "--pipe", str(pipe))
    return subprocess.Popen(
        [sys.executable, "-m", "manymentors", *words, *bound],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(pipe,),
        start_new_session=True,  # Ctrl-C is for us; we tell them
    )


def wait_for(started: dict[str, subprocess.Popen[bytes]], host: str, port: int, home: Path) -> None:
    """Return once the pages answer and know of the worker. Raises MentorsError where they do not, or where one of the two has ended."""
    until = time.monotonic() + PATIENCE
    while not answers(host, port):
        if any(process.poll() is not None for process in started.values()):
            raise ended(started, home)
        if time.monotonic() > until:
            raise MentorsError(
                f"The pages did not answer within {PATIENCE:.0f} s; see mentors.log in {home}."
            )
        time.sleep(0.1)


def ended(started: dict[str, subprocess.Popen[bytes]], home: Path) -> MentorsError:
    name, process = next((n, p) for n, p in started.items() if p.poll() is not None)
    verb = "have" if name == "pages" else "has"
    return MentorsError(
        f"The {name} {verb} ended (status {process.returncode}), so all is stopped; see above, and mentors.log in {home}."
    )


def answers(host: str, port: int) -> bool:
    from manymentors.errors import FetchError
    from manymentors.http_client import Client

    name = f"[{host}]" if ":" in host else {"0.0.0.0": HOST, "::": HOST}.get(host, host)
    try:
        with Client(allow_hosts=(f"{name}:{port}",), user_agent="mentors up") as client:
            told = json.loads(client.get(f"http://{name}:{port}/health").body)
    except (FetchError, ValueError):
        return False
    return bool(told.get("worker"))


def say(address: str, json_: bool) -> None:
    if json_:
        output.print_json({"url": address})
    else:
        click.echo(f"Manymentors is at {address}\nStop it with Ctrl-C.")
    sys.stdout.flush()


def stop(running: Collection[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop, and make those that have not after a while."""
    for process in running:
        process.terminate()
    until = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
