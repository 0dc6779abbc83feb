"""mentors read: what a careful listener would write down from transcripts; needs no store."""

from __future__ import annotations

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
@output.as_json
def command(
    files: tuple[Path, ...], guests: tuple[str, ...], hosts: tuple[str, ...], out: Path | None, json_: bool
) -> None:
    """Read transcripts (VTT, SRT, JSON, HTML, Markdown, text) and print their milestones, nuggets and endorsements.

    Nothing is stored and nothing is fetched. What is found by the small reader is a candidate: the quote is what was
    said, its meaning is yours to judge.
    """
    answers = []
    for file in files:
        answer = read_file(file, guests, hosts)
        answers.append(answer)
        if out:
            write(out, file, answer)
        elif not json_:
            show(answer)
    if out and not json_:
        click.echo(f"Wrote {output.plural(len(answers), 'file')} to {out}.")
    if json_:
        output.print_json(answers[0] if len(answers) == 1 else answers)


def read_file(file: Path, guests: tuple[str, ...], hosts: tuple[str, ...]) -> dict[str, Any]:
    from manymentors.errors import NothingThere
    from manymentors.facts.read import read
    from manymentors.transcripts.read import read as read_transcript

    try:
        data = file.read_bytes()
    except OSError as exc:
        raise NothingThere(
            f"{file} cannot be read: {exc.strerror}. Give the path of a transcript file."
        ) from exc
    document = read_transcript(data, name=file.name)
    return forms.reading(str(file), document, read(document, guests=guests, hosts=hosts))


def write(folder: Path, file: Path, answer: dict[str, Any]) -> None:
    import json

    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{file.stem}.json"
    part = target.with_suffix(".part")
    part.write_text(json.dumps(answer, ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(target)


def show(answer: dict[str, Any]) -> None:
    out = output.console()
    guests = ", ".join(answer["guests"]) or "guest unknown"
    out.print(f"[bold]{answer['title'] or answer['file']}[/] · {guests}", soft_wrap=True)
    if answer["hosts"]:
        out.print(f"hosted by {', '.join(answer['hosts'])}", style="dim")
    sections = (
        (
            "The road",
            answer["milestones"],
            lambda m: f"{m['kind']}{', ' + str(m['year']) if m['year'] else ''}: {m['what']}",
        ),
        (
            "Nuggets",
            answer["nuggets"][:10],
            lambda n: f"{n['field']}{', ' + n['skill'] if n['skill'] else ''}",
        ),
        ("The shelf", answer["endorsements"], lambda e: f"{e['type']}: {e['name']}"),
    )
    for title, facts, line in sections:
        out.print(f"\n[bold]{title}[/]")
        if not facts:
            out.print("  nothing found", style="dim")
        for fact in facts:
            out.print(f"  [cyan]{output.clock(fact['seconds']):>7}[/]  {line(fact)}", soft_wrap=True)
            out.print(f"           “{fact['quote']}”", style="dim", soft_wrap=True, markup=False)
