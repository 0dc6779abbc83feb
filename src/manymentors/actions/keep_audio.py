"""The audio of an episode, or of a show, is kept here; let go again; and makes room for what is asked for now."""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from manymentors.audio.decode import can_decode, length_of
from manymentors.audio.download import download
from manymentors.audio.storage import to_drop
from manymentors.errors import BrokenFile, DiskFull, FetchError, InputError
from manymentors.http_client import Client, size_in_words
from manymentors.store.models import AudioFile, Item, Source, Transcribing
from manymentors.store.queries.audio import audio_folder, held, newest_without_audio, room_used, there

Told = Callable[[int, int | None], object]
LONGEST_WAIT = timedelta(days=7)


def keep_audio(item: Item) -> AudioFile:
    """Ask for the audio of one episode; the worker fetches it. Raises InputError where it has none."""
    if not item.audio_url:
        raise InputError(f"“{item}” has no audio. Its source names none.")
    with transaction.atomic():
        row, new = AudioFile.objects.get_or_create(item=item, defaults={"by_hand": True})
        if not new and not (row.state == AudioFile.WHOLE and there(row)):
            row.state, row.problem, row.tries, row.try_after = AudioFile.WANTED, "", 0, None
        row.by_hand = True
        row.save()
    return row


def let_go(item: Item) -> None:
    """The file goes; its show's rule does not bring it back. One that is on its way is given up by whoever fetches it."""
    AudioFile.objects.filter(item=item).update(state=AudioFile.DROPPED, by_hand=False, problem="")
    remove(item, begun=False)


def keep_show(source: Source, keep: bool) -> None:
    """Keep the audio of what is newest in the show, from now on or no more; what is here stays here."""
    Source.objects.filter(pk=source.pk).update(keep_audio=keep)
    if not keep:
        AudioFile.objects.filter(item__source=source, state=AudioFile.WANTED, by_hand=False).delete()


def want_newest(source: Source) -> int:
    """Ask for what a kept show has that is new; returns how many."""
    items = newest_without_audio(source)
    AudioFile.objects.bulk_create([AudioFile(item=item) for item in items], ignore_conflicts=True)
    return len(items)


def fetch_audio(row: AudioFile, client: Client, now: datetime, told: Told = lambda done, of: None) -> str:
    """Fetch the file of the row, and let others go where the room is used up; returns "" or, where it cannot be had, a
    sentence that is also on the row. No transaction is open while it waits.
    """
    item = row.item
    make_room(item.audio_length or 0)
    target = audio_folder() / str(item.source_id) / f"{item.pk}-{digest(item.audio_url)}"
    try:
        got = download(
            item.audio_url,
            target,
            client,
            most=settings.AUDIO_LIMIT,
            check=length_of if can_decode() else lambda path: None,
            told=while_wanted(row, told),
        )
    except NotWanted:
        remove(item)
        return ""
    except (FetchError, BrokenFile, DiskFull) as exc:
        again = exc.retry or isinstance(exc, DiskFull)
        wait = min(timedelta(hours=2 ** min(row.tries, 10)), LONGEST_WAIT)
        AudioFile.objects.filter(pk=row.pk, state=AudioFile.WANTED).update(
            state=AudioFile.WANTED if again else AudioFile.REFUSED,
            problem=str(exc),
            tries=row.tries + 1,
            try_after=now + wait if again else None,
        )
        return str(exc)
    duration = length_of(got.path) if can_decode() else None
    row.state, row.problem, row.tries, row.try_after = AudioFile.WHOLE, "", 0, None
    row.path, row.url = str(got.path.relative_to(audio_folder())), got.url
    row.bytes, row.sha256, row.etag, row.media_type = got.bytes, got.sha256, got.etag, got.kind.media_type
    row.duration, row.kept_at = duration, now
    with transaction.atomic():
        if not AudioFile.objects.filter(pk=row.pk, state=AudioFile.WANTED).exists():
            remove(item)  # let go, or forgotten, while it came
            return ""
        row.save()
        if duration and not item.duration:
            Item.objects.filter(pk=item.pk).update(duration=duration)
    remove(item, but=got.path)
    make_room(0, but=row.pk)
    return ""


class NotWanted(Exception):
    """It was let go, or forgotten, while it came."""


def while_wanted(row: AudioFile, told: Told, every: float = 3.0) -> Told:
    """Looks every few seconds whether the row still wants it."""
    due = time.monotonic() + every

    def tell(done: int, of: int | None) -> None:
        nonlocal due
        told(done, of)
        if time.monotonic() >= due:
            due = time.monotonic() + every
            if not AudioFile.objects.filter(pk=row.pk, state=AudioFile.WANTED).exists():
                raise NotWanted

    return tell


def make_room(coming: int, but: int = 0) -> int:
    """Let files go until `coming` bytes more fit into the limit; returns how many went."""
    limit = settings.AUDIO_LIMIT
    mine = [one for one in held() if one.key != but]
    fixed = AudioFile.objects.filter(pk=but).values_list("bytes", flat=True).first() or 0
    gone = to_drop(mine, limit, min(coming, limit) + fixed)
    for row in AudioFile.objects.filter(pk__in=gone).select_related("item"):
        AudioFile.objects.filter(pk=row.pk).update(state=AudioFile.DROPPED)
        remove(row.item)
    return len(gone)


def remove(item: Item, but: Path | None = None, begun: bool = True) -> None:
    """What lies in the folder for this item: whole files, and those that were `begun`."""
    folder = audio_folder() / str(item.source_id)
    for path in folder.glob(f"{item.pk}-*"):
        if path != but and (begun or ".part" not in path.suffixes):
            path.unlink(missing_ok=True)


def sweep(steps_kept: timedelta = timedelta(days=30)) -> int:
    """Remove what belongs to no row: files of what was forgotten, and steps that nobody took up for so long."""
    root = audio_folder()
    rows = AudioFile.objects.exclude(state__in=(AudioFile.DROPPED, AudioFile.REFUSED))
    known = {f"{source}/{item}" for source, item in rows.values_list("item__source_id", "item_id")}
    gone = 0
    for path in root.glob("[0-9]*/*"):
        if f"{path.parent.name}/{path.name.partition('-')[0]}" not in known:
            path.unlink(missing_ok=True)
            gone += 1
    working = set(
        Transcribing.objects.exclude(state=Transcribing.DONE).values_list("item", flat=True).distinct()
    )
    for path in (root / "passing").glob("*"):
        if int(path.name.partition("-")[0]) not in working:
            path.unlink(missing_ok=True)
            gone += 1
    old = datetime.now().timestamp() - steps_kept.total_seconds()
    for place in (root / "steps").glob("*"):
        if place.stat().st_mtime <= old:
            shutil.rmtree(place, ignore_errors=True)
            gone += 1
    return gone


def digest(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def size_of(item: Item, row: AudioFile | None) -> str:
    """In words: of the file that is here, else what the feed claims; "" where nobody knows."""
    told = row.bytes if row and row.bytes else item.audio_length
    return size_in_words(told) if told else ""


def room_in_words() -> tuple[str, str] | None:
    """How much of how much is used; None where nothing is kept. One query."""
    used = room_used()
    return (size_in_words(used), size_in_words(settings.AUDIO_LIMIT)) if used else None
