"""An episode without a transcript gets one that we make: its audio is heard, and what was said is kept as if it had been named."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from manymentors.actions import hear, tell_voices
from manymentors.actions.keep_audio import digest, make_room
from manymentors.audio import steps
from manymentors.audio.decode import can_decode, length_of
from manymentors.audio.download import download
from manymentors.audio.sentences import utterances
from manymentors.audio.steps import Far
from manymentors.engines.speech import NO_EXTRA, NO_MODEL, cost_in_words, engine_of
from manymentors.environment import SpeechSettings
from manymentors.errors import EngineError, InputError, MentorsError
from manymentors.http_client import Client
from manymentors.shapes import Document, Transcribe
from manymentors.store.models import Item, Source, Transcribing, User
from manymentors.store.queries.audio import (
    MACHINE,
    audio_folder,
    kept,
    newest_without_transcript,
    steps_folder,
)

log = logging.getLogger(__name__)

Told = Callable[[Far], object]
MOST_TRIES = 6


@cache
def engine() -> Transcribe:
    """What the settings name; one a process. Raises EngineError with the next step where they name nothing."""
    told: SpeechSettings | None = settings.SPEECH
    if told is None:
        raise EngineError(NO_MODEL)
    return engine_of(told.model, told.url, told.key)


def engine_name() -> str:
    """ "" where nothing here hears speech. Loads nothing."""
    return engine().name if settings.SPEECH is not None else ""


def made_by(item: Item) -> str:
    """What made its transcript, where a machine did; "" where a publisher did."""
    return item.heard_from.removeprefix(MACHINE) if item.heard_from.startswith(MACHINE) else ""


def lacking() -> str:
    """Why no transcript can be made here, with the next step; "" where it can."""
    if settings.SPEECH is None:
        return NO_MODEL
    return "" if can_decode() else NO_EXTRA


def may_ask(user: User) -> bool:
    """Where audio is sent to an address that may cost, only whoever runs this installation spends their money."""
    told: SpeechSettings | None = settings.SPEECH
    return told is None or not told.url or user.is_staff


def cost(seconds: float | None) -> str:
    """What hearing so much costs at an address that the user set, in words; "" on this machine, where it costs time alone."""
    told: SpeechSettings | None = settings.SPEECH
    if told is None or not told.url:
        return ""
    return cost_in_words(seconds or 3600.0, told.price)


def ask_for(user: User, item: Item, speakers: int = 0) -> Transcribing:
    """The worker makes it, and tells so many `speakers` apart, or as many as its show asks for. Raises EngineError where nothing can, InputError where there is no audio or it is not theirs to pay."""
    refuse_wrong(user)
    if not item.audio_url:
        raise InputError(f"“{item}” has no audio. Its source names none.")
    return prepare(item, speakers)


def prepare(item: Item, speakers: int = 0) -> Transcribing:
    """The row that says what `make` is to do: hear it all, anew where that was done."""
    speakers = speakers or item.source.speakers
    told = {"engine": engine_name(), "speakers": speakers}
    with transaction.atomic():
        row, new = Transcribing.objects.get_or_create(item=item, defaults=told)
        if not new and (row.state in (Transcribing.DONE, Transcribing.FAILED) or tell_voices.is_telling(row)):
            row.state, row.problem, row.done, row.spent = Transcribing.ASKED, "", 0, 0
            row.engine, row.speakers = engine_name(), speakers
            row.save()
        elif not new and row.speakers != speakers:
            Transcribing.objects.filter(pk=row.pk).update(speakers=speakers)
    return row


def never_mind(item: Item) -> None:
    """Not made, or no further; what was heard so far is swept away in time."""
    Transcribing.objects.filter(item=item).exclude(state=Transcribing.DONE).delete()


def refuse_wrong(user: User) -> None:
    if missing := lacking():
        raise EngineError(missing)
    if not may_ask(user):
        raise InputError(
            "Here audio is sent to an address that may cost money. Ask whoever runs this installation for the transcript."
        )


def transcribe_show(user: User, source: Source, on: bool) -> None:
    """Make transcripts of what is newest in the show, from now on or no more. Raises as `ask_for` does."""
    if on:
        refuse_wrong(user)
    Source.objects.filter(pk=source.pk).update(transcribe=on)
    if not on:
        Transcribing.objects.filter(item__source=source, state=Transcribing.ASKED).delete()


def want_newest(source: Source) -> int:
    """Ask for what a show that is transcribed has that is new; returns how many."""
    items = [] if lacking() else newest_without_transcript(source)
    name = engine_name()
    Transcribing.objects.bulk_create(
        [Transcribing(item=item, engine=name, speakers=source.speakers) for item in items],
        ignore_conflicts=True,
    )
    return len(items)


def make(item: Item, client: Client, told: Told = lambda far: None) -> str:
    """Hear the item and keep what was said; returns "" or, where that cannot be done, a sentence that is also on the row.

    Killed anywhere, the next call goes on at the stretch that was under way. No transaction is open while it works.
    """
    row, _ = Transcribing.objects.get_or_create(item=item)
    before = row.spent

    def write(far: Far) -> None:
        Transcribing.objects.filter(pk=row.pk).update(
            state=Transcribing.WORKING, done=far.done, of=far.of, spent=before + far.spent, problem=""
        )
        told(far)

    try:
        if tell_voices.is_telling(row):
            path = audio_of(item, client)
            tell_voices.keep(item, tell_voices.in_document(path, item.document, row.speakers, write))
            ended(item)
            tell_voices.forget_steps(path)
            return ""
        hearing = engine()
        Transcribing.objects.filter(pk=row.pk).update(state=Transcribing.WORKING, engine=hearing.name)
        path = audio_of(item, client)
        document = document_of(path, hearing, write, row.speakers)
        if not document.utterances:
            raise InputError(f"Nothing is said in “{item}”, as far as {hearing.name} can hear.")
    except (MentorsError, OSError) as exc:
        return failed(row, exc)
    finish(item, document, hearing.name)
    return ""


def failed(row: Transcribing, exc: Exception) -> str:
    """Tell it on the row; what may be better later is tried again, ever more slowly."""
    if not isinstance(exc, MentorsError):
        log.error("item %s was not transcribed", row.item_id, exc_info=exc)
    now = timezone.now()
    again = isinstance(exc, MentorsError) and exc.retry and row.tries < MOST_TRIES
    Transcribing.objects.filter(pk=row.pk).update(
        state=Transcribing.ASKED if again else Transcribing.FAILED,
        problem=str(exc),
        tries=row.tries + 1,
        try_after=now + timedelta(hours=2**row.tries) if again else None,
        ended=None if again else now,
    )
    return str(exc)


def document_of(
    path: Path, hearing: Transcribe, told: Told = lambda far: None, speakers: int = 0
) -> Document:
    """What is said in an audio file, sentence by sentence; with `speakers` so many voices told apart."""
    words = steps.transcribe(path, hearing, steps_folder(), told=told).words
    who = tell_voices.in_words(path, words, speakers) if speakers and words else []
    return Document(utterances(words, who))


def finish(item: Item, document: Document, made_by: str) -> None:
    """Keep what was heard; what was saved on the way is not needed any more."""
    fresh = Item.objects.select_related("source").filter(pk=item.pk).first()
    if fresh is None:
        return
    with transaction.atomic():
        hear.keep(fresh, document, f"{MACHINE}{made_by}")
        ended(fresh)
    path = kept(fresh) or passing(fresh)
    if path is not None:
        steps.forget(path, made_by, steps_folder())
        tell_voices.forget_steps(path)
    for left in (audio_folder() / "passing").glob(f"{fresh.pk}-*"):
        left.unlink(missing_ok=True)


def ended(item: Item) -> None:
    Transcribing.objects.filter(item=item).update(state=Transcribing.DONE, problem="", ended=timezone.now())


def audio_of(item: Item, client: Client) -> Path:
    """The kept file; else one that is fetched for this alone, and goes when its transcript is there. Raises FetchError."""
    if (path := kept(item) or passing(item)) is not None:
        return path
    make_room(item.audio_length or 0)
    target = audio_folder() / "passing" / f"{item.pk}-{digest(item.audio_url)}"
    return download(item.audio_url, target, client, most=settings.AUDIO_LIMIT, check=length_of).path


def passing(item: Item) -> Path | None:
    """A file that was fetched for its transcript alone, by a run that was killed since."""
    whole = (audio_folder() / "passing").glob(f"{item.pk}-{digest(item.audio_url)}.*")
    return next((path for path in whole if path.suffix not in (".part", ".json", ".new")), None)
