"""The `mentors` command. Commands are found by walking `commands/`: one file each."""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from manymentors import __version__
from manymentors.cli import commands
from manymentors.errors import DiskFull, MentorsError


class Walked(click.Group):
    """A group whose commands are the modules of `commands/`, each imported only when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = [name for _, name, _ in pkgutil.iter_modules(commands.__path__)]
        order = list(commands.ORDER)
        return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"{commands.__name__}.{name}").command
        return command


@click.group(cls=Walked, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mentors")
def mentors() -> None:
    """Learn from other people's roads: follow people, lay their roads beside yours, and hear what they did from the
    spot where yours stops.

    Every command takes --json. Where the data are kept: MANYMENTORS_HOME.
    """


def main(words: Sequence[str] | None = None) -> None:
    """Run one command: exit status 0 done, 1 a failure told in one sentence on stderr, 2 wrong usage."""
    try:
        status = mentors.main(words, prog_name="mentors", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as exc:
        exc.show()
        sys.exit(exc.exit_code)
    except (click.Abort, KeyboardInterrupt):
        stopped()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as exc:  # the outermost handler: here every error becomes words or a traceback
        if interrupted(exc):
            stopped()
        told = in_words(exc)
        if told is None:
            raise
        print(told, file=sys.stderr)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def stopped() -> NoReturn:
    print("Stopped. What was begun goes on when you run it again.", file=sys.stderr)
    sys.exit(130)


def interrupted(exc: BaseException) -> bool:
    """Ctrl-C in the midst of a query may leave its connection unusable: the error that comes then is not what happened."""
    cause = exc.__context__
    while cause is not None and not isinstance(cause, KeyboardInterrupt):
        cause = cause.__context__
    return cause is not None


def in_words(exc: BaseException) -> MentorsError | None:
    """The sentence for an error that is not a bug of ours; None where only a traceback helps."""
    cause: BaseException | None = exc
    while cause is not None:
        if isinstance(cause, MentorsError):
            return cause
        if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
            where = f" ({cause.filename})" if cause.filename else ""
            return DiskFull(
                f"No room left to write{where}. Free some space and run it again; nothing that was there is harmed."
            )
        if isinstance(cause, PermissionError):
            return MentorsError(
                f"It is not allowed to use {cause.filename or 'a file of the data folder'}. Change its rights, or set MANYMENTORS_HOME."
            )
        if type(cause).__module__.startswith(("django.db", "sqlite3", "sqlalchemy", "psycopg")):
            from manymentors.store.setup import in_words as store_words

            if told := store_words(str(cause)):
                return told
        cause = cause.__cause__ or cause.__context__
    return None
