"""mentors transcribe: what is said in an audio file, or in an episode that has no transcript, sentence by sentence."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from manymentors.cli import output, processes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from manymentors.audio.steps import Far
    from manymentors.shapes import Document, Word

    Told = Callable[[Far], object]


@click.command("transcribe", short_help="Make a transcript of an audio file or an episode.")
@click.argument("what", metavar="FILE|EPISODE", required=False)
@click.option("--out", help="Write the WebVTT here; - for standard output. Of a file, by default beside it.")
@click.option(
    "--speakers",
    type=click.IntRange(2, 8),
    metavar="NUMBER",
    help="Tell so many voices apart: Voice 1, Voice 2 … in the order of first speaking.",
)
@click.option("--yes", is_flag=True, help="Do not ask before audio is sent to an address that may cost.")
@click.option(
    "--fetch-model", is_flag=True, help="Download the model of the settings from the model hub, once."
)
@click.option("--item", type=int, hidden=True, help="What the worker asks of a process of its own.")
@processes.while_parent_lives
@output.as_json
def command(
    what: str | None,
    out: str | None,
    speakers: int | None,
    yes: bool,
    fetch_model: bool,
    item: int | None,
    json_: bool,
) -> int:
    """Hear an audio file and write what is said as WebVTT; of an episode that you follow (its number, address or title) the
    transcript is kept, and read for steps and advice.

    With --speakers, an episode that has a transcript which names nobody keeps its words, and its voices are told apart.

    It may be stopped, or killed, at any moment: run again, it goes on where it was.
    """
    if item is not None:
        return in_the_background(item)
    if fetch_model:
        return get_model(json_)
    if what is None:
        raise click.UsageError("Give an audio file, or an episode.")
    if Path(what).is_file():
        return of_file(Path(what), out, speakers or 0, yes, json_)
    return of_episode(what, out, speakers or 0, yes, json_)


def get_model(json_: bool) -> int:
    from manymentors import settings
    from manymentors.engines.speech import fetch_model

    folder = fetch_model(settings.SPEECH.model if settings.SPEECH else "")
    if json_:
        output.print_json({"model": settings.SPEECH.model if settings.SPEECH else "", "folder": folder})
    else:
        click.echo(f"The model is here: {folder}")
    return 0


def of_file(file: Path, out: str | None, speakers: int, yes: bool, json_: bool) -> int:
    """Needs no store: nothing is kept but, until it is done, what was heard so far."""
    from manymentors import settings
    from manymentors.audio import steps
    from manymentors.audio.decode import length_of
    from manymentors.audio.sentences import utterances
    from manymentors.engines.speech import engine_of
    from manymentors.shapes import Document

    told = settings.SPEECH
    hearing = engine_of(told.model, told.url, told.key) if told else engine_of("")
    target = None if out == "-" or (json_ and not out) else Path(out) if out else file.with_suffix(".vtt")
    if target and target.exists() and not out:
        raise click.UsageError(f"{target} is there already. Say where to write with --out.")
    seconds = length_of(file)
    confirm(seconds, yes)
    begun = time.monotonic()
    folder = settings.HOME / "audio" / "steps"
    with progress(file.name, json_) as tell:
        spoken = steps.transcribe(file, hearing, folder, told=tell)
    who: list[str] = []
    if speakers and spoken.words:
        with progress(f"voices of {file.name}", json_) as tell:
            who = by_voice(file, spoken.words, speakers, folder, tell)
    document = Document(utterances(spoken.words, who), file.stem)
    written = write(document, hearing.name, target, out == "-" and not json_)
    steps.forget(file, hearing.name, folder)
    if seconds and spoken.seconds < seconds * 0.9:
        lengths = f"{output.clock(spoken.seconds)} of {output.clock(seconds)}"
        click.echo(f"Only {lengths} could be decoded: the file ends early, or is broken within.", err=True)
    if json_:
        output.print_json(
            {
                "file": str(file),
                **form(document, hearing.name, spoken.language, spoken.seconds),
                "wrote": written,
            }
        )
    elif written:
        took = time.monotonic() - begun
        click.echo(f"Wrote {written}: {output.clock(spoken.seconds)} of audio in {in_words(took)}.")
    return 0


def by_voice(file: Path, words: Sequence[Word], count: int, folder: Path, told: Told) -> list[str]:
    """A label for each word."""
    from manymentors.audio import steps, voices
    from manymentors.audio.sentences import seams
    from manymentors.engines.voice import Voices

    engine = Voices()
    heard = voices.listen(file, engine, folder, told=told)
    spans = [(word.start, word.end) for word in words]
    numbers = voices.tell_apart(heard, spans, seams(words), count)
    steps.forget(file, engine.name, folder)
    return [f"Voice {number + 1}" for number in numbers]


def of_episode(words: str, out: str | None, speakers: int, yes: bool, json_: bool) -> int:
    user = output.open_for_me()
    from manymentors.actions import tell_voices, transcribe
    from manymentors.actions.client import new_client
    from manymentors.errors import EngineError
    from manymentors.store.queries.audio import find_episode

    episode = find_episode(user, words)
    if speakers and episode.spans:
        tell_voices.ask_for_voices(user, episode, speakers)
    elif missing := transcribe.lacking():
        raise EngineError(missing)
    else:
        transcribe.prepare(episode, speakers)
        confirm(episode.duration, yes)
    with new_client() as client, progress(str(episode), json_) as tell:
        problem = transcribe.make(episode, client, tell)
    if problem:
        click.echo(problem, err=True)
        return 1
    episode.refresh_from_db()
    take_in()
    made_by = transcribe.made_by(episode)
    written = write(
        episode.document, made_by, Path(out) if out and out != "-" else None, out == "-" and not json_
    )
    if json_:
        told = form(episode.document, made_by, "", episode.document.duration or 0.0)
        output.print_json({"item": episode.pk, "title": episode.title, **told, "wrote": written})
    elif speakers:
        click.echo(
            f"The voices of “{episode}” are told apart. Say on its page whose they are.", err=out == "-"
        )
    else:
        click.echo(f"“{episode}” has a transcript now. It is read, and can be searched.", err=out == "-")
    return 0


def take_in() -> None:
    """Cut and read what was heard; where a worker runs, it does so by itself within seconds."""
    from manymentors import jobs
    from manymentors.cli import asking

    if not asking.worker_is_here():
        jobs.reread()


def in_the_background(pk: int) -> int:
    """What the worker starts: a process of its own, since a stranger's audio and a model are more than a worker should hold."""
    processes.step_aside()
    output.open_for_me()
    from manymentors.actions import transcribe
    from manymentors.actions.client import new_client
    from manymentors.store.models import Item

    item = Item.objects.filter(pk=pk).select_related("source").first()
    if item is None:
        return 0
    with new_client() as client:
        return 1 if transcribe.make(item, client) else 0


def confirm(seconds: float | None, yes: bool) -> None:
    """Where audio is sent to an address, say what that costs, and ask."""
    from manymentors import settings
    from manymentors.engines.speech import cost_in_words

    told = settings.SPEECH
    if told is None or not told.url:
        return
    sentence = cost_in_words(seconds, told.price) if seconds else "all of it is sent to it"
    click.echo(f"{told.model} at {told.url}: {sentence}.", err=True)
    if not yes:
        click.confirm("Go on?", abort=True, err=True)


def write(document: Document, made_by: str, target: Path | None, aloud: bool) -> str | None:
    """Whole or not at all; returns where."""
    from manymentors.audio import vtt

    text = vtt.write(document, made_by)
    if aloud:
        click.echo(text, nl=False)
    if target is None:
        return None
    part = target.with_name(f"{target.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(target)
    return str(target)


def form(document: Document, engine: str, language: str, seconds: float) -> dict[str, Any]:
    return {
        "engine": engine,
        "language": language or None,
        "seconds": round(seconds, 3),
        "sentences": [
            {"text": said.text, "start": said.start, "end": said.end, "speaker": said.speaker or None}
            for said in document.utterances
        ],
    }


@contextlib.contextmanager
def progress(title: str, quiet: bool) -> Iterator[Told]:
    """A bar on the terminal's error side, with an estimate once something was heard; elsewhere nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(stderr=True)
    shown = not quiet and console.is_terminal
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[words]}", markup=False),
        console=console,
        disable=not shown,
    )
    with bar:
        task = bar.add_task(title[:40], total=None, words="")

        def tell(far: Far) -> None:
            words = f"{output.clock(far.done)} of {output.clock(far.of)}"
            if far.left is not None:
                words += f", about {in_words(far.left)} left"
            bar.update(task, completed=far.done, total=far.of, words=words)

        yield tell


def in_words(seconds: float) -> str:
    if seconds < 90:
        return output.plural(max(1, round(seconds)), "second")
    if seconds < 5400:
        return output.plural(round(seconds / 60), "minute")
    return f"{seconds / 3600:.1f} hours"
