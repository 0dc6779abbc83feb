"""A user follows a source or a person no more; what was gathered stays, so that following again brings it all back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction

from manymentors.errors import InputError, NothingThere
from manymentors.store import access
from manymentors.store.models import Follow, Person, Source, User

KEPT = ("source_id", "person_id", "via", "found_in", "why", "tier", "paused", "folder")
FOR = 86400
"""Seconds for which an unfollowing can be undone."""


def unfollow(user: User, source: Source) -> str:
    """Follow this source for nobody any more; returns a sealed note with which `follow_again` undoes it."""
    with transaction.atomic():
        note = seal(user, list(access.follows(user).filter(source=source)))
        access.follows(user).filter(source=source).delete()
    return note


def unfollow_person(user: User, person: Person) -> str:
    """Follow nothing for this person any more; returns a sealed note with which `follow_again` undoes it.

    Raises NothingThere where I do not follow them.
    """
    with transaction.atomic():
        follows = list(access.follows(user).filter(person=person))
        if not follows:
            raise NothingThere(f"You do not follow {person.name}.")
        note = seal(user, follows)
        access.follows(user).filter(person=person).delete()
    return note


def seal(user: User, follows: list[Follow]) -> str:
    """Sealed, because a source that I may follow again is one that I could see: nobody writes such a note by hand."""
    rows = [
        {name: getattr(follow, name) for name in KEPT} | {"created": follow.created.isoformat()}
        for follow in follows
    ]
    return signing.dumps([user.pk, rows], salt="unfollowed", compress=True)


def follow_again(user: User, note: str) -> list[Follow]:
    """Follow what the note tells with the same trail. Raises InputError for a note that is old or not this user's."""
    try:
        owner, rows = signing.loads(note, salt="unfollowed", max_age=FOR)
    except signing.BadSignature as exc:
        raise InputError("This can no longer be undone. Follow them anew, by any link of theirs.") from exc
    if owner != user.pk:
        raise InputError("This can no longer be undone. Follow them anew, by any link of theirs.")
    with transaction.atomic():
        return [again(user, row) for row in rows if Source.objects.filter(pk=row["source_id"]).exists()]


def again(user: User, row: dict[str, Any]) -> Follow:
    where = {"user": user, "source_id": row["source_id"], "person_id": row["person_id"]}
    words = {name: row[name] for name in KEPT if name not in ("source_id", "person_id")}
    follow, new = Follow.objects.get_or_create(**where, defaults=words)
    if new:
        Follow.objects.filter(pk=follow.pk).update(created=datetime.fromisoformat(row["created"]))
    return follow
