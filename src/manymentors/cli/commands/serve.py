"""mentors serve: the pages, by gunicorn."""

from __future__ import annotations

import gc
import socket
import sys
import threading
from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output, processes
from manymentors.errors import Busy, SettingsError

if TYPE_CHECKING:
    from manymentors.store.models import User

PORT = 8765
HOST = "127.0.0.1"
HERE = ("127.0.0.1", "localhost", "::1")
GC = (20_000, 10, 10)
"""How many new objects make the garbage collector look at the young, and how often it then looks at older ones."""


@click.command("serve", short_help="Serve the pages.")
@click.option("--host", default=HOST, show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Threads in each.")
@processes.while_parent_lives
@output.as_json
@output.with_store
def command(user: User, host: str, port: int, workers: int, threads: int, json_: bool) -> None:
    """Serve the pages in the foreground, to this machine alone unless you say otherwise. What takes long is done by
    `mentors worker`, which runs beside it; `mentors up` starts both.
    """
    from django.conf import settings

    address = where(settings.ADDRESS.url, host, port) + key(bool(settings.ADDRESS.url or settings.PROXIES))
    free(host, port)
    if json_:
        output.print_json({"url": address})
    else:
        click.echo(f"The pages are at {address} (stop them with Ctrl-C).", err=True)
    sys.stdout.flush()
    run(host, port, workers, threads, proxies=settings.PROXIES)


def where(url: str, host: str, port: int) -> str:
    """The address to open. Raises SettingsError where the pages would be reached from elsewhere under no known name."""
    if host not in HERE and not url:
        raise SettingsError(
            f"Pages on {host} can be reached from other machines. Set MANYMENTORS_URL to the address under which they are, such as https://mentors.example.org, then run this again."
        )
    return f"{url or 'http://' + (f'[{host}]' if ':' in host else host) + f':{port}'}/"


def key(public: bool) -> str:
    """What must stand behind the address until the first account is made, where others could be faster."""
    from manymentors.actions.welcome import welcome_key
    from manymentors.store.access import can_log_in

    return f"welcome?key={welcome_key()}" if public and not can_log_in().exists() else ""


def free(host: str, port: int) -> None:
    """Raises Busy where something else listens there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except PermissionError as exc:
            raise Busy(
                f"Port {port} may not be used by you: those below 1024 are for root. Choose another with --port {PORT}."
            ) from exc
        except OSError as exc:
            raise Busy(
                f"Port {port} of {host} cannot be had: {exc.strerror}. Stop what listens there, or choose another with --port {port % 65535 + 1}."
            ) from exc


def run(host: str, port: int, workers: int, threads: int, *, proxies: int) -> None:
    """Serve until stopped. The program is loaded once and then forked: no thread and no connection may be open before."""
    from django.conf import settings
    from django.db import connections
    from django.utils.module_loading import import_string
    from gunicorn.app.base import BaseApplication

    class Pages(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            told = {
                "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
                "worker_class": "gthread",
                "workers": workers,
                "threads": threads,
                "preload_app": True,
                "post_worker_init": warm_up,
                "graceful_timeout": 5,
                "timeout": 60,
                "keepalive": 15,
                "loglevel": "warning",
                "control_socket_disable": True,
                "forwarded_allow_ips": "*" if proxies else "127.0.0.1",
            }
            for name, value in told.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            application = import_string(settings.WSGI_APPLICATION)
            connections.close_all()
            return application

    Pages().run()


def warm_up(worker: object) -> None:
    """In each process, beside its first requests."""
    threading.Thread(target=load, name="warm-up", daemon=True).start()


def load() -> None:
    """Load what the first search and comparison would else wait for. It stays: the garbage collector need not walk through it
    again, which would hold up a page in thirty for 80 ms.
    """
    from django.db import connection
    from django.urls import get_resolver

    from manymentors.actions.open_index import embedder, reading, reading_advice, reading_advice_in_context

    _ = get_resolver().url_patterns
    embedder()
    _ = reading().watermark, reading_advice().watermark, reading_advice_in_context().watermark
    connection.close()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC)
