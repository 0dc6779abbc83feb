"""I bring what I have: an archive is kept below the data folder while it is looked through and read, and removed after."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core import signing
from django.db import transaction

from manymentors.actions.client import new_client
from manymentors.actions.errand import ask
from manymentors.actions.follow import follow
from manymentors.actions.look import look
from manymentors.errors import BrokenFile, DiskFull, InputError, NothingThere, TakesTooLong
from manymentors.shapes import FoundSource, PersonTag
from manymentors.sources import brought, cage
from manymentors.sources.brought import Glimpse
from manymentors.store import access
from manymentors.store.models import Follow, Source, User

LARGEST = 1024**3
"""Bytes of an archive. A larger one is brought with its pictures left out, or by `mentors follow PATH`."""
LISTS = 4 * 1024**2
WAITS = 3
"""Archives of one person that lie here at a time."""
FOR = timedelta(days=1)
"""How long an archive lies here that was shown and then forgotten."""
SALT = "an archive that was brought"
SECONDS = 25

COUNTING = cage.Cage(workers=1, seconds=SECONDS)
"""Reading an archive through takes longer than reading a feed."""
atexit.register(COUNTING.close)


@dataclass(frozen=True, slots=True)
class Brought:
    """An archive that lies here: `token` names the file, sealed. `told` is None where it is too large to count first."""

    name: str
    kind: str
    size: int
    token: str
    told: Glimpse | None


def folder_of(user: User) -> Path:
    """Where the archives of a user lie, for nobody else to read."""
    folder = Path(settings.HOME) / "brought" / str(user.pk)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def set_down(user: User, name: str, file: IO[bytes]) -> Path:
    """Keep an upload as a file of ours, whatever it calls itself. Raises InputError, or DiskFull."""
    folder = folder_of(user)
    if len(list(folder.glob("*.zip"))) >= WAITS:
        raise InputError(
            f"{WAITS} archives of yours lie here already. Read them or drop them first; what is left alone goes within a day."
        )
    file.seek(0, os.SEEK_END)
    size = file.tell()
    if shutil.disk_usage(folder).free < 2 * size:
        raise DiskFull(
            f"There is too little room in the data folder for {name}. Make room, then bring it again."
        )
    file.seek(0)
    path = folder / f"{uuid.uuid4().hex}.zip"
    with path.open("xb") as out:
        path.chmod(0o600)
        shutil.copyfileobj(file, out, 1024 * 1024)
    return path


def look_into(path: Path, name: str) -> str:
    """What kind of archive it is. Raises BrokenFile or InputError for one that is none of ours; such a file is removed."""
    try:
        kind = cage.read(name, brought.kind_of, path)
        if not kind:
            raise InputError(
                f"{name} is a zip, but no archive that is known here: of X, Mastodon or LinkedIn, or YouTube's list from Takeout."
            )
    except BrokenFile as exc:
        path.unlink(missing_ok=True)
        told = str(exc)
        if path.name in told:  # the name is said in it, once is enough
            told = told.removeprefix(f"{name} cannot be read. ").replace(path.name, name)
        raise BrokenFile(told) from exc
    except InputError:
        path.unlink(missing_ok=True)
        raise
    return kind


def count(user: User, path: Path, name: str, kind: str) -> Brought:
    """What would be read out of it. What takes too long to count is read by the worker all the same.

    Raises BrokenFile for one that cannot be read to its end; such a file is removed.
    """
    told: Glimpse | None = None
    try:
        with contextlib.suppress(TakesTooLong):
            told = COUNTING.call(brought.glimpse, path, kind)
    except BrokenFile as exc:
        path.unlink(missing_ok=True)
        raise BrokenFile(str(exc).replace(path.name, name)) from exc
    token = signing.dumps([user.pk, path.name, kind, name, *summary(told)], salt=SALT, compress=True)
    return Brought(name, kind, path.stat().st_size, token, told)


def summary(told: Glimpse | None) -> tuple[str, str, str]:
    return (told.title, told.site_url, told.name) if told else ("", "", "")


def unsealed(user: User, token: str) -> tuple[Path, FoundSource]:
    """The file and what following it is. Raises InputError for what was not sealed here, NothingThere for what is gone."""
    try:
        owner, file, kind, name, title, site_url, person = signing.loads(token, salt=SALT, max_age=FOR)
    except signing.BadSignature as exc:
        raise InputError("This archive was shown too long ago. Bring it again.") from exc
    path = folder_of(user) / str(file)
    if owner != user.pk or not path.is_file():
        raise NothingThere("This archive is not here any more. Bring it again.")
    people = (PersonTag(person, role="author"),) if person else ()
    found = FoundSource(kind, path.as_uri(), title=title or name, site_url=site_url, people=people)
    return path, found


def read_it(user: User, token: str, *, person: str, why: str, via: str, tier: str) -> Follow:
    """Follow it, and have the worker read it. One that renews what was brought before goes on where that ended."""
    path, found = unsealed(user, token)
    with transaction.atomic():
        before = Source.objects.none()
        if found.site_url:
            before = access.sources(user).filter(
                kind=found.kind, site_url=found.site_url, url__startswith=AT_REST
            )
        known = before.first()
        if known is not None:
            known.url, known.body_hash = found.url, ""
            known.save(update_fields=["url", "body_hash"])
        made = follow(user, found, person=person, why=why, via=via, tier=tier, found_in="brought").follow
        access.follows(user).filter(source=made.source).update(
            paused=True
        )  # there is nothing to look at again
        ask(user, "bring", source=made.source_id, file=path.name)
    return made


def drop(user: User, token: str) -> None:
    """It is not to be read after all."""
    path, _ = unsealed(user, token)
    path.unlink(missing_ok=True)


AT_REST = "brought:"
"""How the address of a source begins whose file was read and removed."""


def take_in(user: User, source: int, file: str, now: datetime) -> str:
    """The worker's part: read the file, then put the source to rest and remove the file. Killed anywhere, it can run again.

    Returns what was wrong with it, or "".
    """
    path = folder_of(user) / Path(file).name
    row = Source.objects.filter(pk=source).first()
    problem = ""
    if row is not None and not row.url.startswith(AT_REST):
        with new_client() as client:
            problem = look(row, client, now).problem
        problem = problem.replace(str(path), "the archive").replace(path.name, "the archive")
        Source.objects.filter(pk=source).update(
            url=f"{AT_REST}{path.stem}", old_urls=[], problem=problem, next_check=None
        )
    path.unlink(missing_ok=True)
    return problem


def clear(now: datetime) -> int:
    """Remove what was shown, and then neither read nor dropped within a day; and what a kill left of an upload."""
    gone, root = 0, Path(settings.HOME) / "brought"
    for path in (*root.glob("*/*.zip"), *root.glob("*.part")):
        old = now.timestamp() - path.stat().st_mtime > FOR.total_seconds()
        if old and not Source.objects.filter(url=path.as_uri()).exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def look_in_list(name: str, body: bytes) -> list[FoundSource]:
    """Whom an uploaded list names; asks no network. Raises InputError."""
    if len(body) > LISTS:
        raise InputError(f"{name} is larger than 4 MB. Export the list alone.")
    found = cage.read(name, brought.read_list, body, name)
    if not found:
        raise InputError(
            f"{name} is no list that is known here. Bring subscriptions as OPML, Mastodon's list of follows (CSV), YouTube's "
            "subscriptions.csv, or an archive as it was sent (ZIP)."
        )
    return found


def channels_in(path: Path, name: str) -> list[FoundSource]:
    """The channels in a zip from Takeout, which is removed then."""
    try:
        return cage.read(name, brought.subscriptions_in, path)
    finally:
        path.unlink(missing_ok=True)
