"""I mark what I hear by one press; later I keep it, write it up, or drop it, and may take each of these back."""

from __future__ import annotations

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.dateparse import parse_datetime

from manymentors.actions import keep as keeping
from manymentors.actions.listen import possible
from manymentors.actions.write_note import from_mark, write_words
from manymentors.errors import InputError
from manymentors.store import access
from manymentors.store.models import Keepsake, Mark, User
from manymentors.store.queries.marks import line_of, lines
from manymentors.store.queries.nuggets import kept_at

MOST = 200
"""So many marks are taken at once; a device that has more sends them one batch after the other."""
REACH = 30.0
LONGEST_REACH = 600.0
TITLE = 500
AHEAD = timedelta(minutes=5)
"""So far a device's clock may run ahead of ours; what is later was pressed now."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch: the ids that are held now, new or not, and those that cannot be marks, with a sentence each."""

    taken: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def take(user: User, told: Sequence[object], now: datetime) -> Taken:
    """Take what a device says was pressed on it, each press once, however often it is sent. One transaction.

    A mark on an item that the user cannot see (any more) is taken all the same, with the title that the device tells: nobody
    presses twice. Raises InputError where there are too many.
    """
    if len(told) > MOST:
        raise InputError(f"That are {len(told)} marks; {MOST} are taken at once. Send them in parts.")
    marks, refused = [], []
    for one in told:
        try:
            marks.append(read(user, one, now))
        except InputError as wrong:
            refused.append((str(one.get("client", ""))[:60] if isinstance(one, dict) else "", str(wrong)))
    seen = access.items(user).filter(pk__in={mark.item_id for mark in marks if mark.item_id})
    there = set(seen.values_list("pk", flat=True))
    for mark in marks:
        mark.item_id = mark.item_id if mark.item_id in there else None
    for line in lines(user, marks):
        line.mark.quote, line.mark.start = line.quote, line.start
    with transaction.atomic():
        Mark.objects.bulk_create(marks, ignore_conflicts=True)
        held = access.marks(user).filter(client__in=[mark.client for mark in marks])
        taken = tuple(sorted(str(client) for client in held.values_list("client", flat=True)))
    return Taken(taken, tuple(refused))


def read(user: User, told: object, now: datetime) -> Mark:
    """A mark, not saved, of what a device says. Raises InputError for what cannot be one."""
    if not isinstance(told, dict):
        raise InputError("A mark is an object with client, item, seconds and pressed.")
    try:
        client = uuid.UUID(str(told.get("client", "")))
    except ValueError as exc:
        raise InputError("The mark has no id: a UUID in “client”.") from exc
    pressed = moment(told.get("pressed"))
    duration = number(told, "duration", None)
    reach = number(told, "reach", REACH)
    item, title = told.get("item"), told.get("title", "")
    return Mark(
        user=user,
        client=client,
        item_id=item if isinstance(item, int) and 0 < item < 2**63 else None,
        seconds=possible(number(told, "seconds", -1.0) or 0.0),
        reach=min(max(reach or 0.0, 1.0), LONGEST_REACH),
        pressed=min(pressed, now + AHEAD),
        duration=possible(duration) if duration else None,
        title=title[:TITLE].replace("\0", "") if isinstance(title, str) else "",
    )


def number(told: dict[str, Any], name: str, otherwise: float | None) -> float | None:
    value = told.get(name)
    if value is None:
        return otherwise
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"“{name}” of a mark is a number.")
    return float(value)


def moment(told: object) -> datetime:
    """Raises InputError for what is no moment with its time zone."""
    try:
        found = parse_datetime(told) if isinstance(told, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise InputError("“pressed” of a mark is the moment of the press, such as 2026-05-01T17:32:00Z.")
    return found


# --- afterwards ------------------------------------------------------------------------------------------------


def keep(user: User, mark: Mark, now: datetime) -> None:
    """Keep the nugget that was said there, as a keepsake; where none was found there, a note with the quote. Twice is once."""
    with transaction.atomic():
        lock(mark)
        if mark.state in (Mark.KEPT, Mark.WRITTEN):
            return
        line = line_of(user, mark)
        if line.nugget and line.item:
            if not kept_at(user, line.item, line.nugget.quote):
                mark.keepsake = keeping.keep(user, line.item, line.nugget.quote)
        else:
            mark.note = from_mark(line)
        decide(mark, Mark.KEPT, now)


def write(user: User, mark: Mark, words: str, now: datetime) -> None:
    """A note in my words, at the place of the mark; a second time the words are changed. Raises InputError without words."""
    if not keeping.fitting(words):
        raise InputError(
            "There is nothing written yet. Write a word or two, or press Keep to keep what was said."
        )
    with transaction.atomic():
        lock(mark)
        if mark.note:
            write_words(mark.note, words)
        else:
            mark.note = from_mark(line_of(user, mark), words)
        mark.draft = ""
        decide(mark, Mark.WRITTEN, now)


def drop(mark: Mark, now: datetime) -> None:
    """Nothing comes of it, unless something did already. The mark stays, so that a device that sends it once more does not
    bring it back.
    """
    with transaction.atomic():
        lock(mark)
        if mark.state == Mark.NEW:
            decide(mark, Mark.DROPPED, now)


def again(mark: Mark) -> None:
    """Back to those to look through; what was made of it goes, my words stay as a draft. A keepsake that I have written on
    since stays too.
    """
    with transaction.atomic():
        lock(mark)
        if mark.note:
            mark.draft = mark.note.words
            mark.note.delete()
        if mark.keepsake:
            Keepsake.objects.filter(pk=mark.keepsake.pk, words="", applied=None).delete()
        mark.note = mark.keepsake = None
        decide(mark, Mark.NEW, None)


def settle(
    user: User, told: Sequence[object], now: datetime
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Do what was decided on a device while it was offline: which decisions are done with, by the id of their mark, and which
    cannot be, with a sentence each. What is sent twice is done once.
    """
    if len(told) > MOST:
        raise InputError(f"That are {len(told)} decisions; {MOST} are taken at once. Send them in parts.")
    done, refused = [], []
    for one in told:
        client = str(one.get("mark", ""))[:60] if isinstance(one, dict) else ""
        try:
            settle_one(user, one, now)
        except InputError as wrong:
            refused.append((client, str(wrong)))
        else:
            done.append(client)
    return tuple(done), tuple(refused)


def settle_one(user: User, told: object, now: datetime) -> None:
    if not isinstance(told, dict):
        raise InputError("A decision is an object with mark, verb and words.")
    try:
        mark = access.marks(user).filter(client=uuid.UUID(str(told.get("mark", "")))).first()
    except ValueError:
        mark = None
    if mark is None:
        raise InputError("There is no such mark of yours.")
    verb, words = told.get("verb"), told.get("words")
    if verb == "keep":
        keep(user, mark, now)
    elif verb == "write":
        write(user, mark, words if isinstance(words, str) else "", now)
    elif verb == "drop":
        drop(mark, now)
    else:
        raise InputError(
            f"“{str(verb)[:40]}” is nothing that can be done with a mark. There are keep, write, drop."
        )


def lock(mark: Mark) -> None:
    """Nobody else decides on it until the transaction ends; the row is read again as it is now."""
    Mark.objects.filter(pk=mark.pk).update(state=F("state"))
    mark.refresh_from_db()


def decide(mark: Mark, state: str, now: datetime | None) -> None:
    mark.state, mark.decided = state, now
    mark.save(update_fields=["note", "keepsake", "draft", "state", "decided"])
