"""mentors compare: their road beside mine, and the second to listen from."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING

import click

from manymentors.cli import forms, output
from manymentors.cli.commands.me import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from manymentors.shapes import Comparison, Milestone, Step


@click.command(
    "compare", short_help="Their road beside mine: what we share, where mine stops, where to listen from."
)
@click.argument("person", required=False)
@click.option(
    "--road",
    type=click.Path(path_type=Path),
    help="Instead of PERSON: a file as `mentors read --json` prints it.",
)
@click.option(
    "--mine",
    type=click.Path(path_type=Path),
    help="With --road: my road, a JSON list of texts or of {what, kind, year}.",
)
@output.as_json
def command(person: str | None, road: Path | None, mine: Path | None, json_: bool) -> None:
    """Lay the road of PERSON beside my road.

    With --road and --mine two files are compared and no store is needed.
    """
    if bool(road) != bool(mine) or bool(person) == bool(road):
        raise click.UsageError("Give a PERSON, or both --road FILE and --mine FILE.")
    if road and mine:
        compare_files(road, mine, json_)
    elif person:
        compare_person(person, json_)


def compare_files(road: Path, mine: Path, json_: bool) -> None:
    from manymentors.engines.embedding import load as load_embedder
    from manymentors.roads.compare import compare
    from manymentors.roads.given import road_from_json
    from manymentors.roads.mine import steps_from_json

    person, theirs = road_from_json(load(road))
    steps = steps_from_json(load(mine))
    answer = compare(steps, theirs, load_embedder())
    if json_:
        output.print_json(forms.comparison(answer, list(theirs), person))
    else:
        show(person, steps, theirs, answer, [""] * len(theirs))


def compare_person(name: str, json_: bool) -> None:
    user = output.open_for_me()
    from manymentors.actions.compare import compare_with
    from manymentors.store.queries.people import find_person

    row = find_person(user, name)
    steps, road, answer = compare_with(user, row)
    theirs = [m for m, _ in road]
    if json_:
        lists = {
            "mine": [{"what": s.what, "kind": s.kind, "year": s.year} for s in steps],
            "theirs": [forms.told(m, told) for m, told in road],
        }
        output.print_json(forms.comparison(answer, theirs, row.name) | lists)
        return
    show(row.name, steps, theirs, answer, [str(told.row.item) for _, told in road])
    if not steps:
        click.echo(
            'Your road is empty. Begin with: mentors me add "answered phones on a help desk" --year 2009'
        )


def show(
    person: str, mine: Sequence[Step], theirs: Sequence[Milestone], answer: Comparison, places: Sequence[str]
) -> None:
    """Two rails: theirs in story order on the right, mine beside the steps that we share, and the notch where mine stops."""
    from rich.table import Table

    out = output.console()
    stop = answer.stop
    out.print(headline(person, theirs, answer), style="bold", markup=False, soft_wrap=True)
    out.print(html.unescape(answer.why), style="dim", markup=False)
    table = Table(box=None, pad_edge=False, padding=(0, 1), width=out.width)
    table.add_column("ME", ratio=4)
    table.add_column("", width=2)
    table.add_column(person.upper(), ratio=6)
    table.add_column("at", justify="right", width=8)
    shared = {pair.theirs: pair.mine for pair in answer.shared}
    shown: set[int] = set()
    for at, milestone in enumerate(theirs):
        if at == stop:
            table.add_row("─" * 30, "──", "[bold red]your paths part[/] " + "─" * 20, "")
        left = ""
        if at in shared:
            for before in range(shared[at]):
                if before not in shown and before in answer.mine_only:
                    table.add_row(f"· {label(mine[before])}", "", "[dim](not told)[/]", "")
                    shown.add(before)
            left = f"[green]✓[/] {label(mine[shared[at]])}"
            shown.add(shared[at])
        year = f" [dim]{milestone.year}[/]" if milestone.year else ""
        table.add_row(
            left,
            "──" if at in shared else "",
            f"{output.safe(milestone.what)}{year} [dim]({milestone.kind})[/]",
            output.clock(milestone.seconds),
        )
    for rest in range(len(mine)):
        if rest not in shown:
            table.add_row(f"· {label(mine[rest])}", "", "[dim](not told)[/]", "")
    out.print(table)
    if stop is not None:
        first = theirs[stop]
        where = f" in {places[stop]}" if places[stop] else ""
        out.print(f"\n[bold]Listen from {output.clock(first.seconds)}[/]{where}:", soft_wrap=True)
        out.print(output.quoted(first.quote.text), soft_wrap=True, markup=False)


def label(step: Step) -> str:
    return output.safe(step.what) + (f" {step.year}" if step.year else "")


def headline(person: str, theirs: Sequence[Milestone], answer: Comparison) -> str:
    if not theirs:
        return f"Nothing of the road of {person} has been read yet."
    if not answer.shared:
        return f"You and {person} share no step that was told."
    steps = output.plural(len(answer.shared), "step")
    if answer.stop is None:
        return f"You share {steps} with {person}, and nothing is told beyond the last of them."
    moment = theirs[answer.stop].seconds
    return (
        f"You share {steps} with {person}. Your checklist stops at {output.clock(moment)}."
        if moment is not None
        else f"You share {steps} with {person}. Your checklist stops here:"
    )
