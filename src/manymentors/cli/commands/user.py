"""mentors user: who has an account for the pages of this installation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.group("user", short_help="Accounts for the pages: list, password, invite, remove.")
def command() -> None:
    """Accounts for the pages. No e-mail is ever sent: whoever can run this can also let people in."""


@command.command("list")
@output.as_json
@output.with_store
def list_(user: User, json_: bool) -> None:
    """Show who has an account."""
    from manymentors.store.queries.accounts import accounts

    rows = [
        {
            "name": row.user.username,
            "local": row.user.local,
            "staff": row.user.is_staff,
            "can_log_in": row.can_log_in,
            "last_login": row.user.last_login,
            "follows": row.follows,
            "steps": row.steps,
        }
        for row in accounts()
    ]
    if json_:
        output.print_json(rows)
        return
    for row in rows:
        notes = [word for word, on in (("you, here", row["local"]), ("staff", row["staff"])) if on]
        notes += [] if row["can_log_in"] else ["no password yet"]
        click.echo(f"{row['name']}  ({', '.join(notes)})" if notes else row["name"])


@command.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read it from standard input instead of asking.")
@click.option("--drop-second-factor", is_flag=True, help="Also remove their authenticator app and passkeys.")
@output.as_json
@output.with_store
def password(user: User, name: str, password_stdin: bool, drop_second_factor: bool, json_: bool) -> None:
    """Give NAME a new password, and log them out everywhere. “me” is the one whose data the command line keeps."""
    from manymentors.actions.account import find_user, set_password

    whose = user if name == user.LOCAL else find_user(name)
    told = (
        sys.stdin.readline().rstrip("\r\n")
        if password_stdin
        else click.prompt(
            f"New password for {whose.username}", hide_input=True, confirmation_prompt=True, err=True
        )
    )
    set_password(whose, told, drop_second_factor=drop_second_factor)
    if json_:
        output.print_json({"name": whose.username, "second_factor_dropped": drop_second_factor})
    else:
        click.echo(f"{whose.username} logs in with the new password from now on.")


@command.command("invite")
@click.option("--note", default="", help="For whom it is; only you see this.")
@output.as_json
@output.with_store
def invite(user: User, note: str, json_: bool) -> None:
    """Print a link that opens one account, for seven days. It is shown only now."""
    from django.conf import settings

    from manymentors.actions.invite import invite
    from manymentors.cli.commands.serve import HOST, PORT, where

    row, token = invite(user, note)
    link = f"{where(settings.ADDRESS.url, HOST, PORT)}join/{token}"
    if json_:
        output.print_json({"link": link, "expires": row.expires})
    else:
        click.echo(link)


@command.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@output.as_json
@output.with_store
def remove(user: User, name: str, yes: bool, json_: bool) -> None:
    """Delete the account NAME with all that is theirs alone; the local one is emptied and stays. This cannot be undone."""
    from manymentors.actions.account import find_user
    from manymentors.actions.forget_me import forget_me

    whose = user if name == user.LOCAL else find_user(name)
    if not yes:
        click.confirm(f"Delete {whose.username} and all that is theirs?", abort=True, err=True)
    called, counts = whose.username, forget_me(whose)
    if json_:
        output.print_json({"removed": called, "deleted": counts})
    else:
        click.echo(f"Removed {called}: " + ", ".join(f"{n} {what}" for what, n in counts.items() if n) + ".")
