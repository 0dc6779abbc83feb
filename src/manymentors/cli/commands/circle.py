"""mentors circle: who is worth knowing through my people, and who learns from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import forms, output

if TYPE_CHECKING:
    from manymentors.store.models import User
    from manymentors.store.queries.influence import Tie


@click.command("circle", short_help="Who is worth knowing through your people, and who learns from whom.")
@click.argument("person", required=False)
@output.as_json
@output.with_store
def command(user: User, person: str | None, json_: bool) -> None:
    """People and shows from whom your people learn and whom you do not follow, each with who says so and the way there.
    With PERSON: whom they learn from, and who learns from them."""
    if person:
        of_person(user, person, json_)
        return
    from manymentors.store.queries.influence import suggestions

    lines = suggestions(user)
    if json_:
        output.print_json(
            [
                {
                    "name": line.name,
                    "kind": line.row.node.kind,
                    "address": line.row.node.address,
                    "why": [
                        {
                            "who": why["who"],
                            "how": why["kind"],
                            "times": why["n"],
                            "quote": why["quote"],
                            "told_in": forms.place(why["item"]) if why["item"] else None,
                        }
                        for why in line.reasons
                    ],
                    "path": [{"name": step["name"], "how": step["kind"]} for step in line.row.path],
                }
                for line in lines
            ]
        )
        return
    out = output.console()
    if not lines:
        out.print(
            "Nobody to suggest yet. Whom your people boost, answer and recommend is read at the next sync."
        )
    for number, line in enumerate(lines, 1):
        out.print(f"{number:>3}. [bold]{output.safe(line.name)}[/]", soft_wrap=True)
        out.print("     " + way(line.row.path), style="dim", soft_wrap=True, markup=False)
        for why in line.reasons:
            if why["quote"]:
                out.print("     " + output.quoted(why["quote"]), soft_wrap=True, markup=False)


def way(path: list[dict[str, Any]]) -> str:
    """Ann → boosts → Bo → appears → Show."""
    return " → ".join(word for step in path for word in (step["name"], step["kind"]) if word)


def of_person(user: User, name: str, json_: bool) -> None:
    from manymentors.store.queries.influence import influence_of
    from manymentors.store.queries.people import find_person

    who = find_person(user, name)
    shown = influence_of(user, who)
    if json_:
        output.print_json(
            {
                "person": who.name,
                "learns_from": [as_told(tie) for tie in shown.learns_from],
                "teaches": [as_told(tie) for tie in shown.teaches],
            }
        )
        return
    out = output.console()
    for title, ties in (
        (f"Whom {who.name} learns from", shown.learns_from),
        (f"Who learns from {who.name}", shown.teaches),
    ):
        out.print(title, style="bold", markup=False)
        if not ties:
            out.print("  nobody yet, in what is held", style="dim")
        for tie in ties:
            how = ", ".join(f"{kind} {n} times" if n > 1 else kind for kind, n in tie.kinds.items())
            out.print(f"  {tie.name}: {how}", soft_wrap=True, markup=False)


def as_told(tie: Tie) -> dict[str, Any]:
    return {
        "name": tie.name,
        "kind": tie.kind,
        "address": tie.address,
        "how": tie.kinds,
        "shown": [
            {"how": one.kind, "quote": one.quote, "told_in": forms.place(one.item)} for one in tie.shown
        ],
    }
