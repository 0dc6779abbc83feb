"""mentors next: the atlas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import User


@click.command("next", short_help="Of everyone who stood where I stand: what they did next.")
@output.as_json
@output.with_store
def command(user: User, json_: bool) -> None:
    """The atlas: everyone whose road shares my last step or steps, and where they went from there."""
    from manymentors.actions.compare import atlas_of
    from manymentors.store.queries.stands import SURVIVORS

    atlas, roads = atlas_of(user)
    branches: list[dict[str, Any]] = []
    for branch in atlas.branches:
        steps = []
        for step in branch.steps:
            milestone, told = roads[step.person][step.theirs]
            after, _ = roads[step.person][step.shared]
            steps.append(
                {"person": step.person, "after": after.what, "years": step.years}
                | forms.told(milestone, told)
            )
        branches.append(
            {
                "kind": branch.kind,
                "n": len(steps),
                "years": branch.years,
                "dated": branch.dated,
                "steps": steps,
            }
        )
    if json_:
        output.print_json(
            {"looked_at": atlas.looked_at, "people": atlas.people, "branches": branches, "note": SURVIVORS}
        )
        return
    out = output.console()
    if not atlas.people:
        out.print(
            f"Of {output.plural(atlas.looked_at, 'road')} read so far, none shares a step with yours. Add steps (mentors me add) or follow more people."
        )
        return
    out.print(
        f"[bold]{output.plural(atlas.people, 'person', 'people')} stood where you stand[/], of {output.plural(atlas.looked_at, 'road')} read."
    )
    for shown in branches:
        years = ""
        if shown["years"] is not None:
            years = f", after {shown['years']:g} {'year' if shown['years'] == 1 else 'years'}"
            years += f" (median of {shown['dated']})" if shown["dated"] > 1 else ""
        out.print(f"\n[bold]{shown['kind']}[/]  n={shown['n']}{years}")
        for step in shown["steps"]:
            out.print(
                f"  [bold]{output.safe(step['person'])}[/]: {output.safe(step['what'])}  [dim]after “{output.safe(step['after'])}”[/]",
                soft_wrap=True,
            )
            out.print("    " + output.quoted(step["quote"]), soft_wrap=True, markup=False)
            out.print(
                f"    {output.clock(step['seconds'])} in {step['told_in']['title']}",
                style="dim",
                soft_wrap=True,
                markup=False,
            )
    out.print(f"\n{SURVIVORS}", style="dim")
