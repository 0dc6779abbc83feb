"""mentors demo: the main job on the sample world, in a data folder of its own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from manymentors.cli import output

QUESTION = "how do I delegate without losing touch"


@click.command("demo", short_help="The main job on a small made-up world, in a data folder of its own.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the data in this folder, to play with.",
)
@click.option("--with", "with_", default="", help="Compare with this person of the sample world.")
@output.as_json
def command(keep: Path | None, with_: str, json_: bool) -> None:
    """Follow six invented people, read their interviews, lay one road beside a sample road of mine, show the atlas, and
    ask them something. Everybody in the sample world is invented. No network is used; your own data are not touched."""
    with tempfile.TemporaryDirectory(prefix="manymentors-demo-") as folder:
        home = keep.absolute() if keep else Path(folder)
        os.environ["MANYMENTORS_HOME"] = str(home)
        for name in ("DATABASE_URL", "MANYMENTORS_READER"):
            os.environ.pop(name, None)
        play(with_, json_)
    if keep and not json_:
        click.echo(f"\nKept. Go on with: MANYMENTORS_HOME={keep.absolute()} mentors people")


def play(with_: str, json_: bool) -> None:
    user = output.open_for_me()
    from manymentors import jobs
    from manymentors.actions import sample_world
    from manymentors.cli.commands import ask, compare, next

    sample_world.enter(user)
    people = sample_world.people()
    if not json_:
        click.echo(f"The sample world: {len(people)} people, all of them invented.\n")
    jobs.sync()
    person = with_ or people[0]
    for say, command_, words in (
        (f"mentors compare “{person}”", compare.command, [person]),
        ("mentors next", next.command, []),
        (f"mentors ask “{QUESTION}”", ask.command, [QUESTION]),
    ):
        if not json_:
            click.echo(click.style(f"\n$ {say}\n", fg="cyan"))
        command_.main([*words, *(["--json"] if json_ else [])], standalone_mode=False)
