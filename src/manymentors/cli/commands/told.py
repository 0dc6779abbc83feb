"""mentors told: the road of somebody I work with, as they told me, beside mine."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output
from manymentors.cli.commands.pair import pick

if TYPE_CHECKING:
    from manymentors.actions.told_step import BesideTold
    from manymentors.store.models import Person, ToldStep, User

SAYS = ("done", "not-yet", "not-for-me", "undo")


@click.group("told", short_help="The road of someone you work with, as they told you: locked, for you alone.")
def command() -> None:
    """The road of somebody you work with, step by step as they told it, beside yours.

    It is locked as notes are: it goes into no feed, digest, search index, model, log or export, but `mentors export --notes`.
    """


@command.command("show")
@click.argument("name", default="")
@output.as_json
@output.with_store
def show(user: User, name: str, json_: bool) -> None:
    """The road that NAME told you beside yours; without NAME, whose roads you wrote down."""
    from manymentors.store.queries.people import find_person
    from manymentors.store.queries.told import who_told

    if name:
        tell(user, find_person(user, name), json_, "")
        return
    known = who_told(user)
    if json_:
        output.print_json([{"person": who, "steps": steps} for _, who, steps in known])
        return
    for _, who, steps in known:
        click.echo(f"{who}: {output.plural(steps, 'step')}")
    if not known:
        click.echo('Nobody yet. Begin with: mentors told add "Dana" "answered phones on a help desk"')


@command.command("add")
@click.argument("name")
@click.argument("what")
@click.option("--year", type=int, help="The year, four digits.")
@click.option("--kind", default="", help="The kind of step; otherwise it is guessed.")
@click.option("--words", default="", help="How they said it; “-” is read from standard input.")
@click.option("--at", type=click.IntRange(min=1), help="Its place on their road; otherwise by its year.")
@output.as_json
@output.with_store
def add(
    user: User, name: str, what: str, year: int | None, kind: str, words: str, at: int | None, json_: bool
) -> None:
    """Write down a step that NAME told you of. A name that is new becomes a person who is yours alone."""
    from django.db import transaction

    from manymentors.actions.note_on import whom
    from manymentors.actions.told_step import tell_step
    from manymentors.shapes import Step

    with transaction.atomic():
        person, new = whom(user, name)
        made = tell_step(
            user, person, Step(what, kind, year), sys.stdin.read() if words == "-" else words, at
        )
    who = f"{person.name}{', who is new here and yours alone' if new else ''}"
    tell(user, person, json_, f"Written down of {who}: {made.what}. Only you see it.")


@command.command("change")
@click.argument("name")
@click.argument("number", type=int)
@click.option("--what", help="What they did.")
@click.option("--year", type=int, help="The year; 0 for none.")
@click.option("--kind", help="The kind of step; nothing between quotes lets it be guessed.")
@click.option("--words", help="How they said it; “-” is read from standard input.")
@click.option("--at", type=click.IntRange(min=1), help="Its place on their road.")
@output.as_json
@output.with_store
def change(
    user: User, name: str, number: int, what: str | None, year: int | None, kind: str | None, words: str | None,
    at: int | None, json_: bool,
) -> None:  # fmt: skip
    """Change the step with this NUMBER; what is not given stays."""
    from manymentors.actions.told_step import place_told, tell_anew
    from manymentors.shapes import Step

    person, row = found(user, name, number)
    before = {"what": row.what, "year": row.year, "kind": row.kind, "words": row.words, "at": number}
    step = Step(
        row.what if what is None else what,
        row.kind if kind is None else kind,
        row.year if year is None else year or None,
    )
    tell_anew(row, step, row.words if words is None else sys.stdin.read() if words == "-" else words)
    if at:
        place_told(user, row, at)
    given = {"what": what, "year": year, "kind": kind, "words": words, "at": at}
    undo = in_shell(
        "change",
        person,
        row.position if at else number,
        **{option: before[option] for option, value in given.items() if value is not None},
    )
    tell(user, person, json_, f"Changed: {row.what}. To undo: {undo}")


@command.command("remove")
@click.argument("name")
@click.argument("number", type=int)
@output.as_json
@output.with_store
def remove(user: User, name: str, number: int, json_: bool) -> None:
    """Take out the step with this NUMBER."""
    from manymentors.actions.told_step import take_out_told
    from manymentors.store.queries.roads import my_steps

    person, row = found(user, name, number)
    undo = in_shell(
        "add", person, row.what, year=row.year, kind=row.kind or None, words=row.words or None, at=number
    )
    if row.says:
        step = [step.pk for step in my_steps(user)].index(row.step_id) + 1 if row.step_id else None
        undo += " && " + in_shell("say", person, number, row.says, step=step)
    take_out_told(row)
    tell(user, person, json_, f"Taken out: {row.what}. To undo: {undo}")


@command.command("say")
@click.argument("name")
@click.argument("number", type=int)
@click.argument("word", type=click.Choice(SAYS))
@click.option(
    "--step", type=int, help="With done: the step of mine that is the same, a number of `mentors me list`."
)
@click.option("--mine", default="", help="With done: what I did, in my own words; a new step on my road.")
@output.as_json
@output.with_store
def say(user: User, name: str, number: int, word: str, step: int | None, mine: str, json_: bool) -> None:
    """Your word on their step: done, not-yet, not-for-me; undo takes it back."""
    from manymentors.actions.told_step import say_to
    from manymentors.store.queries.roads import my_steps

    person, row = found(user, name, number)
    same = pick(my_steps(user), step, "mentors me list") if step is not None else None
    say_to(user, row, "" if word == "undo" else word, mine=same, words=mine)
    tell(user, person, json_, f"{row.get_says_display() or 'Taken back'}: {row.what}")


def found(user: User, name: str, number: int) -> tuple[Person, ToldStep]:
    """Raises UnknownPerson or NothingThere."""
    from manymentors.store.queries.people import find_person
    from manymentors.store.queries.told import told_by

    person = find_person(user, name)
    return person, pick(told_by(user, person), number, f"mentors told show {shlex.quote(person.name)}")


def in_shell(verb: str, person: Person, *words: object, **options: object) -> str:
    """A command as one types it. An option that is None is left out of `add` and `say`; in `change` a year of None is 0."""
    if verb == "change" and "year" in options:
        options["year"] = options["year"] or 0
    given = [part for name, value in options.items() if value is not None for part in (f"--{name}", value)]
    return shlex.join(str(word) for word in ("mentors", "told", verb, person.name, *words, *given))


def tell(user: User, person: Person, json_: bool, line: str) -> None:
    """Their road beside mine, after it."""
    from manymentors.actions.told_step import beside_told

    beside = beside_told(user, person)
    if json_:
        output.print_json(as_data(person, beside))
        return
    click.echo(line or f"{person.name} · only you see this")
    if beside.road and beside.steps:
        click.echo(headline(person, beside))
    shared = {pair.theirs: pair.mine for pair in beside.answer.shared}
    for at, row in enumerate(beside.road):
        if at == beside.answer.stop and beside.steps:
            click.echo("     ─── your paths part ───")
        same = f"   ✓ {beside.steps[shared[at]].what}" if at in shared else ""
        says = f"   [{row.get_says_display()}]" if row.says else ""
        kind = f"  ({row.kind})" if row.kind else ""
        click.echo(f"{at + 1:>3}. {row.year or '    '}  {row.what}{kind}{same}{says}")
        if row.words:
            click.echo(f"           “{row.words}”")
    if not beside.road:
        click.echo(
            f'Nothing told yet. Begin with: mentors told add {shlex.quote(person.name)} "answered phones on a help desk"'
        )
    elif not beside.steps:
        click.echo(
            'Your road is empty. Begin with: mentors me add "answered phones on a help desk" --year 2009'
        )


def headline(person: Person, beside: BesideTold) -> str:
    n = len({pair.mine for pair in beside.answer.shared})
    if not n:
        return f"You and {person.name} share no step that they told you."
    ends = (
        "Nothing is told beyond the last of them."
        if beside.answer.stop is None
        else "Then your paths part: ask them how that came."
    )
    return f"You share {output.plural(n, 'step')} with {person.name}. {ends}"


def as_data(person: Person, beside: BesideTold) -> dict[str, Any]:
    numbers = {step.pk: number for number, step in enumerate(beside.steps, 1)}
    return {
        "person": person.name,
        "mine_alone": person.owner_id is not None,
        "told": [
            {
                "number": number,
                "what": row.what,
                "kind": row.kind,
                "year": row.year,
                "words": row.words,
                "says": row.says or None,
                "step": numbers.get(row.step_id or 0),
            }
            for number, row in enumerate(beside.road, 1)
        ],
        "shared": [
            {"mine": pair.mine + 1, "theirs": pair.theirs + 1, "by_hand": pair.by_hand, "why": pair.why}
            for pair in beside.answer.shared
        ],
        "stop": None if beside.answer.stop is None else beside.answer.stop + 1,
        "why": beside.answer.why,
    }
