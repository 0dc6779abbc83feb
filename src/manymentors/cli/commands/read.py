"""mentors read: what a careful listener would write down from transcripts; needs no store."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from manymentors.cli import forms, output


@click.command("read", short_help="What a careful listener would write down from a transcript.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--guest",
    "guests",
    multiple=True,
    help="Name of a guest, where the transcript does not say. May be repeated.",
)
@click.option("--host", "hosts", multiple=True, help="Name of a host, likewise.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write one JSON file per input here."
)
@click.option("--markdown", "markdown_", is_flag=True, help="Print the page as Markdown.")
@output.as_json
def command(
    files: tuple[Path, ...],
    guests: tuple[str, ...],
    hosts: tuple[str, ...],
    out: Path | None,
    markdown_: bool,
    json_: bool,
) -> None:
    """Read transcripts (VTT, SRT, JSON, HTML, Markdown, text) and print their milestones, nuggets and endorsements.

    Nothing of it is stored and nothing is fetched. What the reader finds is a candidate: the quote is what was said, its
    meaning is yours to judge.
    """
    answers = []
    for file in files:
        answer = read_file(file, guests, hosts)
        answers.append(answer)
        if out:
            write(out, file, answer)
        elif markdown_:
            click.echo(markdown(answer))
        elif not json_:
            show(answer)
    if out and not json_:
        click.echo(f"Wrote {output.plural(len(answers), 'file')} to {out}.")
    if json_:
        output.print_json(answers[0] if len(answers) == 1 else answers)


def read_file(file: Path, guests: tuple[str, ...], hosts: tuple[str, ...]) -> dict[str, Any]:
    from manymentors.environment import home_of, large_of
    from manymentors.environment import read as read_settings
    from manymentors.errors import NothingThere
    from manymentors.facts.read import read, shipped
    from manymentors.transcripts.read import read as read_transcript

    try:
        data = file.read_bytes()
    except OSError as exc:
        raise NothingThere(
            f"{file} cannot be read: {exc.strerror}. Give the path of a transcript file."
        ) from exc
    document = read_transcript(data, name=file.name)
    read_settings(os.environ)
    reader = shipped(large_of(os.environ, home_of(os.environ)))
    return forms.reading(str(file), document, read(document, guests=guests, hosts=hosts, reader=reader))


def write(folder: Path, file: Path, answer: dict[str, Any]) -> None:
    import json

    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{file.stem}.json"
    part = target.with_suffix(".part")
    part.write_text(json.dumps(answer, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(target)


SECTIONS = (("The road", "milestones"), ("Nuggets", "nuggets"), ("The shelf", "endorsements"))
BEST = 10
"""Nuggets on the page; all of them are in the JSON."""

CANDIDATES = "Found by a program, no human: the quotes are what was said, their meaning is for you to judge."


def line(section: str, fact: dict[str, Any]) -> str:
    if section == "milestones":
        year = f" {fact['year']}" if fact["year"] else ""
        return f"{fact['what']} ({fact['kind']}{year})"
    if section == "nuggets":
        return f"{fact['skill'] or fact['field']} ({fact['field']})" if fact["skill"] else fact["field"]
    return f"{fact['name']} ({fact['type']})"


def facts_of(answer: dict[str, Any], section: str) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = answer[section]
    return sorted(facts, key=lambda fact: -fact["score"])[:BEST] if section == "nuggets" else facts


def headline(answer: dict[str, Any]) -> str:
    guests = ", ".join(answer["guests"]) or "guest unknown"
    hosts = f", hosted by {', '.join(answer['hosts'])}" if answer["hosts"] else ""
    length = f", {output.clock(answer['duration'])}" if answer["duration"] else ""
    return f"{guests}{hosts}{length}"


def show(answer: dict[str, Any]) -> None:
    out = output.console()
    out.print(answer["title"] or answer["file"], style="bold", soft_wrap=True, markup=False)
    out.print(headline(answer), soft_wrap=True, markup=False)
    for title, section in SECTIONS:
        out.print(f"\n[bold]{title}[/]")
        facts = facts_of(answer, section)
        if not facts:
            out.print("  nothing found", style="dim")
        for fact in facts:
            out.print(f"  [cyan]{output.clock(fact['seconds']):>7}[/]  ", end="")
            out.print(line(section, fact), soft_wrap=True, markup=False)
            out.print("           " + output.quoted(fact["quote"]), style="dim", soft_wrap=True, markup=False)
    out.print(f"\n{CANDIDATES}", style="dim")


def markdown(answer: dict[str, Any]) -> str:
    lines = [f"# {answer['title'] or answer['file']}", "", headline(answer)]
    for title, section in SECTIONS:
        lines += ["", f"## {title}", ""]
        facts = facts_of(answer, section)
        for fact in facts:
            lines += [
                f"- **{line(section, fact)}** · {output.clock(fact['seconds'])}",
                f"  > {fact['quote']}",
            ]
        if not facts:
            lines.append("Nothing found.")
    return "\n".join([*lines, "", f"*{CANDIDATES}*"])
