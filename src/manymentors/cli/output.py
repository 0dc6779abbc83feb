"""How answers leave: as JSON for machines, as lines for people."""

from __future__ import annotations

import functools
import html
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

    from manymentors.store.models import User

F = TypeVar("F", bound=Callable[..., Any])


def as_json(function: F) -> F:
    """Give a command the --json option; it arrives as `json_`."""
    return click.option("--json", "json_", is_flag=True, help="Print one JSON value instead of text.")(
        function
    )


def with_store(function: Callable[..., Any]) -> Callable[..., Any]:
    """Open the store first and hand the command its user as the first argument."""

    @functools.wraps(function)
    def opened(*args: Any, **kwargs: Any) -> Any:
        return function(open_for_me(), *args, **kwargs)

    return opened


def open_for_me() -> User:
    from manymentors.store.setup import open_store, telling

    open_store(functools.partial(click.echo, err=True))
    from manymentors.actions.be_user import local_user

    with telling():
        return local_user()


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def console() -> Console:
    """Rich writes colours only to a terminal; a pipe gets plain text, not cut at the terminal's width."""
    from rich.console import Console

    out = Console(highlight=False, soft_wrap=False)
    if not out.is_terminal:
        out = Console(highlight=False, width=110)
    return out


def clock(seconds: float | None) -> str:
    """18:42, or 1:02:03; “–” where the time is not known (never 0:00 for not known)."""
    if seconds is None:
        return "–"
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def quoted(text: str) -> str:
    """A quote for people: entities that a transcript carries (&#39;) are shown as what they stand for."""
    return f"“{html.unescape(text)}”"


def safe(text: str) -> str:
    """Words of strangers within a marked-up line: square brackets are brackets, entities are shown as what they stand for."""
    from rich.markup import escape

    return escape(html.unescape(text))


def plural(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"
