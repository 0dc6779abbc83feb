"""Looks at one source: what is new there becomes items. What a source no longer lists stays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from manymentors.actions.name_person import person_called
from manymentors.errors import FetchError, InputError, MentorsError
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundItem, FoundSource, Validators
from manymentors.sources.fetch import fetch
from manymentors.store.models import Appearance, Change, Item, Source

LOCAL = ("transcript_file", "folder")
"""Kinds that are read from the user's own disk; no other kind may name a local file."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look brought; `problem` is a sentence where it brought none."""

    new: int = 0
    changed: int = 0
    problem: str = ""


Due = Callable[["Source", "Fetched | MentorsError", datetime], datetime | None]


def look(source: Source, client: Client, now: datetime, due: Due) -> Looked:
    """Ask the source, outside any transaction, then save what it said and its validators in one.

    `due` says when to look again; None pauses the source. A failure is written on the source, not raised.
    """
    validators = Validators(source.etag, source.last_modified, source.body_hash)
    try:
        fetched = fetch(source.kind, source.url, client, validators)
    except (FetchError, InputError) as exc:
        source.failures += 1
        source.problem = str(exc)
        done(source, now, due(source, exc, now))
        return Looked(problem=str(exc))
    with transaction.atomic():
        new, changed = save(source, fetched.source, now) if fetched.source else (0, 0)
        source.failures, source.problem = 0, ""
        if fetched.source:
            source.etag, source.last_modified = fetched.validators.etag, fetched.validators.last_modified
            source.body_hash = fetched.validators.body_hash
        done(source, now, due(source, fetched, now))
    return Looked(new, changed)


def done(source: Source, now: datetime, again: datetime | None) -> None:
    source.checked, source.next_check, source.paused = now, again, again is None
    source.looks += 1
    source.save()


def save(source: Source, found: FoundSource, now: datetime) -> tuple[int, int]:
    """Write what the source says over what we have of it; returns how many items are new and how many changed."""
    source.title = found.title or source.title
    source.site_url = found.site_url or source.site_url
    source.description = found.description or source.description
    known = {item.key: item for item in source.items.all()}
    new = changed = 0
    for told in found.items:
        item = known.get(told.key) or Item(source=source, key=told.key, first_seen=now)
        if write(item, told, fresh=source.kind in LOCAL):
            new, changed = new + (item.pk is None), changed + (item.pk is not None)
            item.save()
            Change.objects.create(item=item.pk)
        name_people(item, told, found)
    return new, changed


def write(item: Item, told: FoundItem, *, fresh: bool) -> bool:
    """Put what was told onto the row; True where that changed it. `fresh`: its transcript may have changed too."""
    new = item.pk is None
    before = {field.attname: getattr(item, field.attname) for field in Item._meta.concrete_fields}
    item.kind, item.title, item.url, item.author = told.kind, told.title, told.url, told.author
    item.html, item.notes = told.html, told.text
    item.published, item.published_raw = told.published or item.published, told.published_raw
    item.thread, item.reply_to, item.boost_of = told.thread, told.reply_to, told.boost_of
    if told.audio:
        item.audio_url, item.audio_type = told.audio.url, told.audio.media_type[:100]
        item.audio_length, item.duration = told.audio.length, item.duration or told.audio.duration
    item.transcripts = [asdict(link) for link in told.transcripts]
    item.chapters_url = told.chapters_url
    if told.chapters:
        item.chapters = [asdict(chapter) for chapter in told.chapters]
    item.tags = [asdict(tag) for tag in told.people]
    item.links = [asdict(link) for link in told.links]
    if fresh:
        item.heard_from = ""
    if not item.spans:
        set_text(item, item.notes)
    return new or any(getattr(item, name) != value for name, value in before.items())


def set_text(item: Item, text: str) -> None:
    """Give the item another text; what was cut and read from the old one is then stale."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != item.text_hash:
        item.text, item.text_hash = text, digest
        item.cut_by = item.read_by = ""


def name_people(item: Item, told: FoundItem, found: FoundSource) -> None:
    """Who speaks in it or wrote it, as the feed says; the item's own people replace the source's."""
    named = [(tag.name, tag.role) for tag in (told.people or found.people)]
    if told.author and not named:
        named = [(told.author, "author")]
    for name, role in named:
        try:
            person = person_called(name)
        except InputError:
            continue
        Appearance.objects.get_or_create(
            item=item, person=person, role=role[:20], defaults={"evidence": "feed"}
        )
