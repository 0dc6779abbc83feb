"""In a recording whose transcript names nobody, voices are told apart: “Voice 1”, “Voice 2”, in the order of first speaking.

Other words than “Speaker 1”, which transcripts of others say: those mean the same person in a whole show, ours are counted anew
in each recording. Who they are is said by hand, in each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from manymentors.actions import hear
from manymentors.actions.name_voice import OURS, may_name, settle
from manymentors.audio import steps, voices
from manymentors.audio.decode import can_decode
from manymentors.audio.sentences import seams
from manymentors.audio.steps import Told
from manymentors.engines.voice import Voices
from manymentors.errors import Busy, EngineError, InputError
from manymentors.shapes import Document, Word
from manymentors.store.models import Item, Source, Transcribing, User
from manymentors.store.queries.audio import newest_that_name_nobody, steps_folder

USUAL = 2
NO_EXTRA = "To tell voices apart it takes the extra “speakers”: pip install 'manymentors[speakers]'"
LABEL = "Voice {}"


@cache
def engine() -> Voices:
    """One a process; loads nothing yet."""
    return Voices()


def lacking() -> str:
    """Why no voices can be told apart here, with the next step; "" where they can."""
    return "" if can_decode() else NO_EXTRA


def labels_in(item: Item) -> set[str]:
    return {span[3] for span in item.spans if span[3]}


def told_apart(item: Item) -> bool:
    """Do its labels come from here?"""
    labels = labels_in(item)
    return bool(labels) and all(OURS.fullmatch(label) for label in labels)


def can_be_told(item: Item) -> bool:
    """Has it a recording and a transcript with times that names nobody, or only voices that were told apart here?"""
    timed = any(span[1] is not None for span in item.spans)
    return bool(item.audio_url) and timed and (not labels_in(item) or told_apart(item))


def number_of(told: str | int) -> int:
    """How many voices. Raises InputError for no number from 2 to 8."""
    number = int(told) if str(told).isdecimal() and len(str(told)) < 4 else 0
    if not 2 <= number <= voices.MOST:
        raise InputError(
            f"Say how many people speak: a number from 2 to {voices.MOST}. The voices are put into so many."
        )
    return number


def ask_for_voices(user: User, item: Item, count: int) -> Transcribing:
    """The same as `ask_to_tell`, for a user. Raises InputError too where the transcript is not theirs alone to change."""
    refuse_others(user, item.source)
    return ask_to_tell(item, count)


def refuse_others(user: User, source: Source) -> None:
    if not may_name(user, source):
        raise InputError(
            "Others here follow this show too. Ask whoever runs this installation to tell its voices apart."
        )


def ask_to_tell(item: Item, count: int) -> Transcribing:
    """The worker does it. Raises EngineError where nothing here can, InputError where nobody could."""
    if missing := lacking():
        raise EngineError(missing)
    if not can_be_told(item):
        raise InputError(
            f"In “{item}” voices cannot be told apart: that takes a recording, and a transcript that says when it is said "
            "and does not name who says it."
        )
    with transaction.atomic():
        row, new = Transcribing.objects.get_or_create(item=item)
        if not new and row.state in (Transcribing.ASKED, Transcribing.WORKING) and not is_telling(row):
            raise InputError(
                f"A transcript of “{item}” is being made. Tell its voices apart when it is there."
            )
        row.state, row.problem, row.engine, row.speakers = Transcribing.ASKED, "", engine().name, count
        row.done, row.spent, row.tries, row.try_after, row.ended = 0, 0, 0, None, None
        row.save()
    return row


def is_telling(row: Transcribing) -> bool:
    """Are only voices to be told apart, in a transcript that is there?"""
    return bool(row.speakers) and row.engine == engine().name


def join_voices(user: User, item: Item) -> None:
    """Take back that voices are told apart, and what was said of whose they are. Its show does not ask for it again."""
    refuse_others(user, item.source)
    row = Transcribing.objects.filter(item=item).first()
    if row is not None and is_telling(row):
        Transcribing.objects.filter(pk=row.pk).update(
            state=Transcribing.DONE, problem="", ended=timezone.now()
        )
    if told_apart(item):
        joined = tuple(replace(said, speaker="") for said in item.document.utterances)
        keep(item, Document(joined, item.title))


def tell_show(user: User, source: Source, count: int) -> None:
    """Tell so many voices apart in what is newest in the show, from now on; with 0 no more. Raises as `ask_for_voices`."""
    refuse_others(user, source)
    if count and (missing := lacking()):
        raise EngineError(missing)
    Source.objects.filter(pk=source.pk).update(speakers=count)
    if not count:
        asked = Transcribing.objects.filter(item__source=source, state=Transcribing.ASKED)
        asked.filter(engine=engine().name).delete()
        asked.update(speakers=0)


def want_newest(source: Source) -> int:
    """Ask for what such a show has that is new and has a transcript which names nobody; returns how many."""
    items = [] if lacking() else [item for item in newest_that_name_nobody(source) if can_be_told(item)]
    for item in items:
        ask_to_tell(item, source.speakers)
    return len(items)


# --- what the worker and the command do -----------------------------------------------------------------------------


def in_words(path: Path, words: Sequence[Word], count: int, told: Told = lambda far: None) -> list[str]:
    """Under which label each word is said. Waits. Raises BrokenFile, EngineError."""
    heard = voices.listen(path, engine(), steps_folder(), told=told)
    spans = [(word.start, word.end) for word in words]
    return [LABEL.format(number + 1) for number in voices.tell_apart(heard, spans, seams(words), count)]


def in_document(path: Path, document: Document, count: int, told: Told = lambda far: None) -> Document:
    """The same of a transcript whose words have no times of their own: each of its utterances is of one voice."""
    heard = voices.listen(path, engine(), steps_folder(), told=told)
    timed = [(at, said) for at, said in enumerate(document.utterances) if said.start is not None]
    starts = [said.start or 0.0 for _, said in timed]
    ends = [
        said.end if said.end is not None and said.end > start else max(start, after)
        for (_, said), start, after in zip(timed, starts, [*starts[1:], starts[-1] + 1], strict=True)
    ]
    spans = list(zip(starts, ends, strict=True))
    numbers = voices.tell_apart(heard, spans, [True] * len(spans), count)
    labels = {at: LABEL.format(number + 1) for (at, _), number in zip(timed, numbers, strict=True)}
    out, label = [], LABEL.format(1)
    for at, said in enumerate(document.utterances):
        label = labels.get(at, label)
        out.append(replace(said, speaker=label))
    return Document(tuple(out), document.title)


def keep(item: Item, document: Document) -> None:
    """Save who speaks, unless there is another transcript by now; voices that were named before are counted anew. Raises Busy."""
    with transaction.atomic():
        fresh = Item.objects.select_related("source").filter(pk=item.pk).first()
        if fresh is None:
            return
        if fresh.text_hash != item.text_hash:
            raise Busy(f"“{item}” got another transcript meanwhile.")
        fresh.voices = {label: told for label, told in fresh.voices.items() if not OURS.fullmatch(label)}
        hear.keep(fresh, document, fresh.heard_from)
        settle(fresh)


def forget_steps(path: Path) -> None:
    steps.forget(path, engine().name, steps_folder())
