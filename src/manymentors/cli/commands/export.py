"""mentors export: all that is mine and all that was gathered, as one JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from manymentors.cli import output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("export", short_help="Everything of yours as one JSON file.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file instead of printing."
)
@click.option("--notes", is_flag=True, help="With my notes on people too, which are locked otherwise.")
@output.as_json
@output.with_store
def command(user: User, out: Path | None, notes: bool, json_: bool) -> None:
    """Print my road and plans, my follows with their trail, my verdicts, pairs, keepsakes and corrections, and every item
    with its facts, as JSON."""
    from manymentors.store.queries.export import export

    data = export(user, notes=notes)
    if not out:
        output.print_json(data)
        return
    part = out.with_name(out.name + ".part")
    part.write_text(json.dumps(data, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    part.replace(out)
    if json_:
        output.print_json({"file": str(out), "items": len(data["items"])})
    else:
        click.echo(
            f"Wrote {out}: {output.plural(len(data['items']), 'item')}, {output.plural(len(data['my_road']), 'step')} of yours."
        )
