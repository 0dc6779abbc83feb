"""mentors demo: the main job on the sample world, in a data folder of its own."""

from __future__ import annotations

import json
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
    search. Everybody in the sample world is invented. No network is used; your own data are not touched."""
    with tempfile.TemporaryDirectory(prefix="manymentors-demo-") as folder:
        home = keep.absolute() if keep else Path(folder)
        os.environ["MANYMENTORS_HOME"] = str(home)
        os.environ.pop("DATABASE_URL", None)
        play(with_, json_)
    if keep and not json_:
        click.echo(f"\nKept. Go on with: MANYMENTORS_HOME={keep.absolute()} mentors people")


def play(with_: str, json_: bool) -> None:
    user = output.open_for_me()
    from django.conf import settings

    from manymentors import jobs
    from manymentors.actions.client import SAMPLE_WORLD, new_client
    from manymentors.actions.follow import follow
    from manymentors.actions.my_road import import_steps
    from manymentors.cli.commands import compare, next, search
    from manymentors.roads.mine import steps_from_json
    from manymentors.sources.look import look

    followed = json.loads((settings.SAMPLE / "people.json").read_text(encoding="utf-8"))
    with new_client() as client:
        for entry in followed:
            for source in entry["sources"]:
                for found in look(SAMPLE_WORLD + source, client):
                    follow(
                        user,
                        found,
                        person=entry["person"],
                        via=entry["via"],
                        why=entry["why"],
                        found_in="sample world",
                    )
    import_steps(
        user, steps_from_json(json.loads((settings.SAMPLE / "me.json").read_text("utf-8"))), origin="sample"
    )
    if not json_:
        click.echo(f"The sample world: {len(followed)} people, all of them invented.\n")
    jobs.sync()
    person = with_ or followed[0]["person"]
    for say, command_, words in (
        (f"mentors compare “{person}”", compare.command, [person]),
        ("mentors next", next.command, []),
        (f"mentors search “{QUESTION}”", search.command, [QUESTION, "--limit", "3"]),
    ):
        if not json_:
            click.echo(click.style(f"\n$ {say}\n", fg="cyan"))
        command_.main([*words, *(["--json"] if json_ else [])], standalone_mode=False)
