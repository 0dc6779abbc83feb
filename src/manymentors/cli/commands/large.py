"""mentors large: puts the large listener together."""

from __future__ import annotations

import os

import click

from manymentors.cli import output


@click.command("large", short_help="Put the large listener together, which tells kinds of steps better.")
@output.as_json
def command(json_: bool) -> None:
    """Put the large listener together, which tells kinds of steps better and takes longer; 111 MB in the data folder.

    What it is made of is installed first: `./run large` does both.
    """
    from manymentors.environment import home_of, large_of, read
    from manymentors.facts.read import shipped

    environ = {**os.environ, "MANYMENTORS_READER": "large"}
    read(os.environ)
    in_use = large_of(os.environ, home_of(os.environ)) is not None
    large = shipped(large_of(environ, home_of(environ))).large
    assert large
    there = large.model.exists()
    model = large.make_ready()
    if json_:
        output.print_json(
            {"model": str(model), "bytes": model.stat().st_size, "made": not there, "in_use": in_use}
        )
        return
    click.echo(f"The large listener {'was there already' if there else 'is ready'}: {model}")
    if not in_use:
        click.echo(
            "To read with it, set MANYMENTORS_READER=large for all processes and start them again; what was read before is then "
            "read again, in the background."
        )
