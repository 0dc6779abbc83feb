"""Looks at one source: what is new there becomes items. What a source no longer lists stays."""

from __future__ import annotations

import hashlib
import random
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models.functions import Coalesce

from manymentors.actions.name_person import person_called
from manymentors.errors import FetchError, InputError
from manymentors.http_client import Client
from manymentors.shapes import FoundItem, FoundSource, Validators
from manymentors.sources.due import Due, Rhythm, after_failure, after_success, validators_to_send
from manymentors.sources.fetch import fetch
from manymentors.sources.threads import roots
from manymentors.store.models import Appearance, Change, Item, Person, Source, SourcePerson

LOCAL = ("transcript_file", "folder")
"""Kinds that are read from the user's own disk; no other kind may name a local file."""

BATCH = 500
"""Rows written at once: an archive brings tens of thousands."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look brought; `problem` is a sentence where it brought none."""

    new: int = 0
    changed: int = 0
    problem: str = ""


def look(source: Source, client: Client, now: datetime) -> Looked:
    """Ask the source, outside any transaction, then save what it said and its validators in one.

    A failure is written on the source, not raised.
    """
    kept = Validators(source.etag, source.last_modified, source.body_hash)
    sent = validators_to_send(kept, source.whole_at, now)
    rhythm = Rhythm(
        source.gap,
        source.failures,
        source.gone_since,
        source.moving_to,
        source.moving_since,
        source.moving_count,
    )
    try:
        fetched = fetch(source.kind, source.url, client, sent)
    except (FetchError, InputError) as exc:
        rhythm, due = after_failure(rhythm, exc, now=now, chance=random.random)
        source.problem = str(exc)
        save_look(source, rhythm, due, now)
        return Looked(problem=str(exc))
    with transaction.atomic():
        new, changed = save(source, fetched.source, now) if fetched.source else (0, 0)
        if fetched.source:
            told = fetched.validators
            source.etag, source.last_modified, source.body_hash = (
                told.etag,
                told.last_modified,
                told.body_hash,
            )
        if sent == Validators():
            source.whole_at = now
        dates = source.items.annotate(day=Coalesce("published", "first_seen")).values_list("day", flat=True)
        rhythm, due = after_success(
            rhythm,
            now=now,
            chance=random.random,
            dates=dates,
            fresh_for=fetched.fresh_for,
            moved_to=fetched.moved_to,
        )
        source.problem, source.answered = "", now
        save_look(source, rhythm, due, now)
    return Looked(new, changed)


def save_look(source: Source, rhythm: Rhythm, due: Due, now: datetime) -> None:
    """Write the rhythm and when to look again; a source that moved keeps its old address beside the new one."""
    source.gap, source.failures, source.gone_since = rhythm.gap, rhythm.failures, rhythm.gone_since
    source.moving_to, source.moving_since = rhythm.moving_to, rhythm.moving_since
    source.moving_count = rhythm.moving_count
    source.checked, source.next_check, source.paused = now, due.at, due.paused
    source.looks += 1
    if due.move_to and not Source.objects.filter(url=due.move_to).exists():
        source.old_urls, source.url = [*source.old_urls, source.url], due.move_to
        source.etag = source.last_modified = source.body_hash = ""  # they were of the old address
    source.save()


def save(source: Source, found: FoundSource, now: datetime) -> tuple[int, int]:
    """Write what the source says over what we have of it; returns how many items are new and how many changed."""
    source.title = found.title or source.title
    source.site_url = found.site_url or source.site_url
    source.description = found.description or source.description
    for tag in found.people:
        if person := known_or_new(tag.name):
            SourcePerson.objects.get_or_create(
                source=source, person=person, role=tag.role[:20], defaults={"evidence": "feed"}
            )
    known = {item.key: item for item in source.items.all()}
    new: dict[str, FoundItem] = {}
    changed: dict[str, FoundItem] = {}
    for told in found.items:
        fresh = told.key not in known or told.key in new
        item = known.setdefault(told.key, Item(source=source, key=told.key, first_seen=now))
        if write(item, told, local=source.kind in LOCAL):
            (new if fresh else changed)[told.key] = told
    late = [item for item in join_threads(known) if item.key not in new]
    Item.objects.bulk_create([known[key] for key in new], batch_size=BATCH)
    for key in changed:
        known[key].save()
    Item.objects.bulk_update(late, ["thread"], batch_size=BATCH)
    written = {known[key]: told for key, told in (new | changed).items()}
    Change.objects.bulk_create([Change(item=item.pk) for item in written], batch_size=BATCH)
    owners = Person.objects.filter(sourceperson__source=source, sourceperson__role="owner")
    name_people(written, found, list(owners))
    return len(new), len(changed)


def join_threads(known: dict[str, Item]) -> list[Item]:
    """Give each post the thread that it is part of, by what it answers: pages of posts end anywhere in a thread.

    Returns those that got another; they are not saved here.
    """
    found = roots(
        {key: item.reply_to for key, item in known.items()},
        {key: item.thread for key, item in known.items()},
    )
    late = [item for key, item in known.items() if item.thread != found.get(key, item.thread)]
    for item in late:
        item.thread = found[item.key]
    return late


def write(item: Item, told: FoundItem, *, local: bool) -> bool:
    """Put what was told onto the row; True where that changed it. A `local` transcript may have changed too."""
    new = item.pk is None
    before = {field.attname: getattr(item, field.attname) for field in Item._meta.concrete_fields}
    item.kind, item.title, item.url, item.author = told.kind, told.title, told.url, told.author
    item.html, item.notes = told.html, told.text
    item.published, item.published_raw = told.published or item.published, told.published_raw
    item.thread = told.thread or item.thread
    item.reply_to, item.boost_of = told.reply_to, told.boost_of
    if told.audio:
        item.audio_url, item.audio_type = told.audio.url, told.audio.media_type[:100]
        item.audio_length, item.duration = told.audio.length, item.duration or told.audio.duration
    item.transcripts = [asdict(link) for link in told.transcripts]
    item.chapters_url = told.chapters_url
    if told.chapters:
        item.chapters = [asdict(chapter) for chapter in told.chapters]
    item.tags = [asdict(tag) for tag in told.people]
    item.links = [asdict(link) for link in told.links]
    if local:
        item.heard_from = ""
    if not item.spans:
        set_text(item, "\n".join(line.strip() for line in item.notes.split("\n") if line.strip()))
    return new or any(getattr(item, name) != value for name, value in before.items())


def set_text(item: Item, text: str) -> None:
    """Give the item another text; what was cut and read from the old one is then stale."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    if digest != item.text_hash:
        item.text, item.text_hash = text, digest
        item.cut_by = item.read_by = ""


def name_people(written: dict[Item, FoundItem], found: FoundSource, owners: list[Person]) -> None:
    """Who speaks in each item or wrote it, as the feed says; the item's own people replace the source's.

    What an owner's own blog or account publishes is the owner's, whatever handle it is signed with; what it boosts is not.
    """
    called = lru_cache(maxsize=None)(known_or_new)
    rows = []
    for item, told in written.items():
        if told.boost_of:
            named = [(owner, "booster") for owner in owners]
        elif told.audio or told.transcripts:
            tags = told.people or found.people
            named = [(person, tag.role) for tag in tags if (person := called(tag.name))]
        elif owners:
            named = [(owner, "author") for owner in owners]
        else:
            names = [tag.name for tag in told.people] or [told.author]
            named = [(person, "author") for name in names if (person := called(name))]
        rows += [
            Appearance(item=item, person=person, role=role[:20], evidence="feed") for person, role in named
        ]
    Appearance.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def known_or_new(name: str) -> Person | None:
    """The person of this name; None where a feed gives something that is no name."""
    try:
        return person_called(name)
    except InputError:
        return None
