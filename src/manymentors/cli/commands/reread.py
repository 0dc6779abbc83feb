"""mentors reread: read again what an older reader read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import asking, output

if TYPE_CHECKING:
    from manymentors.store.models import User
    from manymentors.store.queries.work import Progress


@click.command("reread", short_help="Read again what an older reader read, and list what that changed.")
@click.option("--all", "everything", is_flag=True, help="Read everything again, not only what is stale.")
@click.option(
    "--model",
    "with_model",
    is_flag=True,
    help="Let the language model of the settings choose; the cost is told first.",
)
@click.option("--yes", is_flag=True, help="With --model: do not ask before.")
@click.option("--changes", is_flag=True, help="Read nothing; list what all later readings have changed.")
@output.as_json
@output.with_store
def command(user: User, everything: bool, with_model: bool, yes: bool, changes: bool, json_: bool) -> int:
    """No source is asked. What you confirmed, corrected, removed or paired by hand stays as you said."""
    from manymentors import jobs
    from manymentors.cli.commands.sync import bars
    from manymentors.store.queries.revisions import last_revision, revisions

    last = 0 if changes else last_revision()
    failed = 0
    if with_model:
        failed = ask(yes)
    elif not changes:
        with bars(not json_) as shown:
            task = shown.add_task("read", total=None)

            def told(progress: Progress) -> None:
                shown.update(task, completed=progress.read[0], total=progress.read[1])

            if asking.worker_is_here():
                failed = asking.ask_and_wait(
                    user, told, "reread", **({"everything": True} if everything else {})
                )
            else:
                failed = jobs.reread(told, everything=everything).failed
    rows: list[dict[str, Any]] = [
        {
            "title": str(row.item),
            "at": row.at,
            "before": row.before,
            "after": row.after,
            "gained": row.gained,
            "lost": row.lost,
        }
        for row in revisions(user, last)
    ]
    if json_:
        output.print_json({"failed": failed, "changed": rows})
        return 1 if failed else 0
    for row in rows:
        click.echo(f"{row['title']}: {row['before']} → {row['after']}")
        for sign, facts in (("+", row["gained"]), ("-", row["lost"])):
            for fact in facts:
                click.echo(f"  {sign} {fact['fact']} {fact['says']}: “{fact['quote']}”")
    if not rows:
        click.echo("Nothing changed.")
    return 1 if failed else 0


def ask(yes: bool) -> int:
    """Tell the cost, ask, and let the model choose; returns how many items failed."""
    from manymentors import jobs
    from manymentors.actions.ask_model import cost_of, language_model
    from manymentors.actions.listener import READER
    from manymentors.store.queries.work import not_asked_about

    model = language_model()
    items = list(not_asked_about(READER))
    if not items:
        click.echo("There is nothing that the model has not been asked about.", err=True)
        return 0
    cost = cost_of(items)
    money = f", about {cost.money:.2f} in your money" if cost.money is not None else ""
    click.echo(
        f"{model.name} would be asked {output.plural(cost.questions - cost.kept, 'question')} about "
        f"{output.plural(len(items), 'item')}: about {cost.read:,} tokens to read and {cost.written:,} to write{money}.",
        err=True,
    )
    if not yes:
        click.confirm("Go on?", abort=True, err=True)
    return jobs.ask_about([item.pk for item in items]).failed
