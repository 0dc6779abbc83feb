"""I write a note on something that I heard, change it, remove it, and bring it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction

from manymentors.actions.keep import fitting
from manymentors.errors import InputError
from manymentors.store import access
from manymentors.store.models import Mark, Note, User
from manymentors.store.queries.marks import MarkLine

KEPT = (
    "item_id", "quote", "words", "start", "seconds", "until", "duration", "noted", "title", "show", "url", "audio_url",
)  # fmt: skip
FOR = 86400
"""Seconds for which a removal can be undone."""


def from_mark(line: MarkLine, words: str = "") -> Note:
    """A note at the place of the mark, with the way back to the audio as it is today. Inside the caller's transaction."""
    mark, item = line.mark, line.item
    return Note.objects.create(
        user=mark.user,
        item=item,
        quote=line.quote,
        words=fitting(words),
        start=line.start,
        seconds=line.begins,
        until=mark.seconds,
        duration=mark.duration,
        noted=mark.pressed,
        title=(item.title if item else "") or mark.title,
        show=str(item.source) if item else "",
        url=item.url if item else "",
        audio_url=item.audio_url if item else "",
    )


def write_words(note: Note, words: str) -> None:
    """What I have to say to it; an empty line takes it away, the quote stays."""
    note.words = fitting(words)
    note.save(update_fields=["words", "changed"])


def remove(note: Note) -> str:
    """Gone for good; returns a sealed copy with which `bring_back` undoes it."""
    row: dict[str, Any] = {name: getattr(note, name) for name in KEPT}
    row |= {"noted": note.noted.isoformat(), "marks": list(note.marks.values_list("pk", flat=True))}
    sealed = signing.dumps([note.user_id, row], salt="note", compress=True)
    note.delete()
    return sealed


def bring_back(user: User, sealed: str) -> Note:
    """The note as it was. Raises InputError for a copy that is old or another user's."""
    try:
        owner, row = signing.loads(sealed, salt="note", max_age=FOR)
    except signing.BadSignature as exc:
        raise InputError("This can no longer be undone: the note was removed too long ago.") from exc
    if owner != user.pk:
        raise InputError("This can no longer be undone: the note was removed too long ago.")
    marks, noted = row.pop("marks"), datetime.fromisoformat(row.pop("noted"))
    item = access.items(user).filter(pk=row.pop("item_id") or 0).first()
    with transaction.atomic():
        note = Note.objects.create(user=user, item=item, noted=noted, **row)
        Mark.objects.filter(user=user, pk__in=marks, note=None).update(note=note)
    return note
