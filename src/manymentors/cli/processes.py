"""Processes that run for long: they stop when they are told to, and do not outlive the one that started them."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

_PR_SET_PDEATHSIG = 1
_ASIDE = 10
"""How far (in steps of nice(2)) one that steps aside stands behind the others: a tenth of their share where all want the processor."""


def stop_on_signals() -> None:
    """SIGTERM stops this process as Ctrl-C does: by KeyboardInterrupt."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def told_to_stop() -> Callable[[], bool]:
    """Whether SIGTERM or Ctrl-C has come. Nothing is raised: a query that is torn may leave its connection unusable, or turn
    the interruption into an error of the database. Told a second time, the process ends at once.
    """
    heard: list[int] = []

    def hear(number: int, frame: object) -> None:
        if heard:
            os._exit(130)
        heard.append(number)

    signal.signal(signal.SIGTERM, hear)
    signal.signal(signal.SIGINT, hear)
    return lambda: bool(heard)


def step_aside() -> None:
    """Let the pages have the processor first wherever both want it; alone on the machine, this process is as fast as ever.

    Linux weighs sessions against each other before it weighs processes: one that leads its own says it for the session too.
    """
    if os.getpriority(os.PRIO_PROCESS, 0) < _ASIDE:
        os.setpriority(os.PRIO_PROCESS, 0, _ASIDE)
    group = Path("/proc/self/autogroup")
    if os.getsid(0) == os.getpid() and group.exists():
        with contextlib.suppress(OSError):  # not every system lets it be said, or says it often
            group.write_text(str(_ASIDE))


def leave(status: int) -> NoReturn:
    """End the process now. Threads that are in the middle of a request are not waited for: what they do can be repeated."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def while_parent_lives(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the hidden option by which `mentors up` has it end with it, even where that one is killed."""

    @click.option("--parent", type=int, hidden=True, default=0)
    @click.option("--pipe", type=int, hidden=True, default=-1)
    @functools.wraps(command)
    def living(*args: Any, parent: int, pipe: int, **kwargs: Any) -> Any:
        if parent:
            follow_to_death(parent, pipe)
        return command(*args, **kwargs)

    return living


def follow_to_death(parent: int, pipe: int) -> None:
    """Stop when the parent is gone: Linux tells by a signal; elsewhere a pipe of which it holds the other end runs dry."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we asked to be told
            sys.exit(0)
    else:

        def wait() -> None:
            os.read(pipe, 1)
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=wait, name="parent", daemon=True).start()
