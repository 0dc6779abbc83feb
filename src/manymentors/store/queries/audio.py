"""What audio is kept, what is to be fetched, and how far the transcripts are that we make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum

from manymentors.audio.storage import Held
from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import AudioFile, Item, Mark, Queued, Source, Transcribing, User

MACHINE = "machine:"
"""How `Item.heard_from` begins where a machine made the transcript; what made it follows."""
NEWEST = 5
"""Of a show that is kept or transcribed, so many of the newest episodes; what comes later is among them when it comes."""
USUAL = 1 / 12
"""Seconds of work for a second of audio, as long as none was measured: a small model on one core of some years ago."""
LONG_ONES = ("text", "html", "notes", "spans", "links", "tags")


def audio_folder() -> Path:
    """Where the kept audio lies; below it nothing but files of ours."""
    return Path(settings.HOME) / "audio"


def steps_folder() -> Path:
    """Where what was heard of a file is saved until all of it is."""
    return audio_folder() / "steps"


def kept(item: Item) -> Path | None:
    """The file with the audio of the item, whole and checked; None where none is kept. One query.

    Its row, with type and hash, is `item.audio_file`.
    """
    row = AudioFile.objects.filter(item=item, state=AudioFile.WHOLE).first()
    return there(row) if row else None


def kept_of(items: Iterable[int]) -> dict[int, AudioFile]:
    """Of these items the rows of those whose file is here. One query, and a look at the disk for each file."""
    rows = AudioFile.objects.filter(item__in=list(items), state=AudioFile.WHOLE)
    return {row.item_id: row for row in rows if there(row)}


def there(row: AudioFile) -> Path | None:
    """The file of the row, where it still lies there and has its size."""
    path = audio_folder() / row.path
    try:
        return path if row.path and path.stat().st_size == row.bytes else None
    except OSError:
        return None


def to_fetch(now: datetime) -> QuerySet[AudioFile]:
    """Wanted and due: what was asked for by hand first, then the newest."""
    due = Q(try_after=None) | Q(try_after__lte=now)
    wanted = AudioFile.objects.filter(due, state=AudioFile.WANTED).select_related("item__source")
    return wanted.order_by("-by_hand", F("item__published").desc(nulls_last=True), "pk")


def to_transcribe(now: datetime) -> QuerySet[Transcribing]:
    """What a killed worker had begun, then what was asked for first."""
    due = Q(try_after=None) | Q(try_after__lte=now)
    open_ = Transcribing.objects.filter(due, state__in=(Transcribing.ASKED, Transcribing.WORKING))
    return open_.select_related("item__source").order_by("-state", "asked", "pk")


def fetched(item: int) -> str | None:
    """None while its audio is on its way; then why it is not here, or ""."""
    row = AudioFile.objects.filter(item=item).first()
    return None if row and row.state == AudioFile.WANTED and not row.problem else row.problem if row else ""


def transcribed(item: int) -> str | None:
    """None while its transcript is being made; then why there is none, or ""."""
    row = Transcribing.objects.filter(item=item).first()
    open_ = row is not None and row.state in (Transcribing.ASKED, Transcribing.WORKING) and not row.problem
    return None if open_ else row.problem if row else ""


def held() -> list[Held]:
    """All that is kept, with what speaks for keeping it. One query."""
    mine = {"item": OuterRef("item")}
    rows = AudioFile.objects.filter(state=AudioFile.WHOLE).annotate(
        heard=Max("item__listenings__at"),
        dear=Q(Exists(Queued.objects.filter(**mine))) | Q(Exists(Mark.objects.filter(**mine))),
    )
    return [
        Held(row.pk, row.bytes or 0, row.kept_at or row.item.first_seen, row.heard, row.by_hand, row.dear)
        for row in rows.select_related("item").defer(*(f"item__{name}" for name in LONG_ONES))
    ]


def room_used() -> int:
    return AudioFile.objects.filter(state=AudioFile.WHOLE).aggregate(all=Sum("bytes"))["all"] or 0


def kept_by(user: User) -> list[AudioFile]:
    """What is kept, wanted or could not be had of what the user follows, the newest episodes first. One query."""
    rows = AudioFile.objects.exclude(state=AudioFile.DROPPED).filter(item__in=access.items(user).values("pk"))
    rows = rows.select_related("item__source").defer(*(f"item__{name}" for name in LONG_ONES))
    return list(rows.order_by(F("item__published").desc(nulls_last=True), "pk"))


def newest_without_audio(source: Source) -> list[Item]:
    """Of its newest episodes those whose audio nobody has asked for. One query."""
    newest = _newest(source).annotate(has=Exists(AudioFile.objects.filter(item=OuterRef("pk"))))
    return [item for item in newest[:NEWEST] if not item.has]


def newest_without_transcript(source: Source) -> list[Item]:
    """Of its newest episodes those that have no transcript, and of which none is named that could still be heard."""
    asked = Exists(Transcribing.objects.filter(item=OuterRef("pk")))
    newest = _newest(source).annotate(asked=asked).defer(*(name for name in LONG_ONES if name != "spans"))
    return [
        item
        for item in newest[:NEWEST]
        if not item.asked and not item.spans and (not item.transcripts or item.hear_tries)
    ]


def newest_that_name_nobody(source: Source) -> list[Item]:
    """Of its newest episodes those with a transcript that tells no speakers, whose voices nobody has asked to tell apart."""
    asked = Exists(Transcribing.objects.filter(item=OuterRef("pk")).exclude(speakers=0, state="done"))
    newest = _newest(source).annotate(asked=asked).defer(*(name for name in LONG_ONES if name != "spans"))
    return [
        item
        for item in newest.select_related("source")[:NEWEST]
        if item.spans and not item.asked and not any(span[3] for span in item.spans)
    ]


def _newest(source: Source) -> QuerySet[Item]:
    rows = source.items.exclude(audio_url="").defer(*LONG_ONES)
    return rows.order_by(F("published").desc(nulls_last=True), "-pk")


def shows_to_tend() -> QuerySet[Source]:
    """Shows that someone follows, of which the audio is kept, transcripts are made, or voices are told apart."""
    tended = Q(keep_audio=True) | Q(transcribe=True) | Q(speakers__gt=0)
    return Source.objects.filter(tended, follows__isnull=False).distinct()


def pace(engine: str, usual: float = USUAL) -> float:
    """Seconds of work for a second of audio, as this engine took them before. One query."""
    done = Transcribing.objects.filter(engine=engine, spent__gt=0, done__gt=0)
    sums = done.aggregate(work=Sum("spent"), audio=Sum("done"))
    return sums["work"] / sums["audio"] if sums["audio"] else usual


def find_episode(user: User, words: str) -> Item:
    """The episode with this id, address or title, in what the user follows. Raises NothingThere."""
    mine = access.items(user).exclude(audio_url="").select_related("source")
    by_id = Q(pk=int(words)) if words.isdecimal() and len(words) < 18 else Q(pk=None)
    found = mine.filter(by_id | Q(url=words) | Q(audio_url=words) | Q(title__iexact=words)).first()
    if found is None:
        likely = mine.filter(title__icontains=words).order_by(F("published").desc(nulls_last=True))[:2]
        if len(likely) != 1:
            what = "More than one episode is" if likely else "No file and no episode that you follow is"
            raise NothingThere(
                f"{what} called “{words}”. Give the path of a file, or the number, address or whole title of an episode."
            )
        found = likely[0]
    return found


def with_audio(sources: Iterable[int]) -> set[int]:
    """Those of the sources that have audio. One query."""
    rows = Item.objects.filter(source__in=list(sources)).exclude(audio_url="")
    return set(rows.order_by().values_list("source", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Hearing:
    """What there is to do with the audio of an item: the rows, where there are any; `seconds` of work that it may take."""

    item: Item
    file: AudioFile | None
    making: Transcribing | None
    seconds: float | None

    @property
    def running(self) -> bool:
        coming = self.file is not None and self.file.state == AudioFile.WANTED and not self.file.problem
        making = self.making is not None and self.making.state in (Transcribing.ASKED, Transcribing.WORKING)
        return coming or (making and not self.making.problem)  # type: ignore[union-attr]  # it is there


def hearing(item: Item, engine: str = "") -> Hearing:
    """Three queries. The guess is of what is left, where it is under way; None where the length is not known."""
    file = AudioFile.objects.filter(item=item).first()
    making = Transcribing.objects.filter(item=item).first()
    length = (making and making.of) or (file and file.duration) or item.duration
    left = length - making.done if length and making and making.state == Transcribing.WORKING else length
    return Hearing(item, file, making, left * pace(engine) if left else None)
