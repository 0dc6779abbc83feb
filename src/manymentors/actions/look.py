"""Looks at one source: what is new there becomes items. What a source no longer lists stays.

What a source says is saved in one transaction, its validators with it. An archive of tens of thousands of posts is saved in many
short ones, so that others can write between them, and its validators in the last: killed on the way, it is read again.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.db.models.functions import Coalesce

from manymentors.actions.name_person import person_called
from manymentors.actions.propose_account import propose
from manymentors.errors import FetchError, InputError
from manymentors.facts.guests import guests_in_title
from manymentors.http_client import Client
from manymentors.shapes import FoundItem, FoundSource, TranscriptLink, Validators
from manymentors.sources.captions import MEDIA_TYPE as CAPTIONS
from manymentors.sources.due import Due, Rhythm, after_failure, after_success, validators_to_send
from manymentors.sources.fetch import fetch
from manymentors.sources.threads import roots
from manymentors.store.folding import fold
from manymentors.store.models import Appearance, Change, Item, Person, Source, SourcePerson
from manymentors.store.queries.audio import MACHINE

LOCAL = ("transcript_file", "folder")
"""Kinds that are read from the user's own disk; no other kind may name a local file."""

BATCH = 500
"""Rows written at once: an archive brings tens of thousands."""

MANY = 5_000
"""Items beyond which each batch has a transaction of its own. No feed is read that far; a look at an account never is."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What one look brought; `problem` is a sentence where it brought none."""

    new: int = 0
    changed: int = 0
    problem: str = ""


def look(source: Source, client: Client, now: datetime) -> Looked:
    """Ask the source, outside any transaction, then save what it said, and its validators last.

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
    new = changed = 0
    if fetched.source and len(fetched.source.items) > MANY:
        new, changed = save(source, fetched.source, now)
    with transaction.atomic():
        if fetched.source and len(fetched.source.items) <= MANY:
            new, changed = save(source, fetched.source, now)
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
    threads, late = threads_of(source, found)
    owners = list(Person.objects.filter(sourceperson__source=source, sourceperson__role="owner"))
    called = lru_cache(maxsize=None)(known_or_new)
    new = changed = 0
    for start in range(0, len(found.items), BATCH):
        with transaction.atomic():
            fresh, edited = keep_items(source, found.items[start : start + BATCH], threads, now)
            written = fresh | edited
            Change.objects.bulk_create([Change(item=item.pk) for item in written])
            rows = [
                row
                for item, told in written.items()
                for row in appearances(item, told, found, owners, called)
            ]
            Appearance.objects.bulk_create(rows, ignore_conflicts=True)
        new, changed = new + len(fresh), changed + len(edited)
    Item.objects.bulk_update(late, ["thread"], batch_size=BATCH)
    if source.kind not in LOCAL:
        with transaction.atomic():
            propose(source, found)
    return new, changed


Written = dict[Item, FoundItem]


def keep_items(
    source: Source, told: Sequence[FoundItem], threads: Mapping[str, str], now: datetime
) -> tuple[Written, Written]:
    """Write some of the items; returns those that are new, and those that were known and have changed."""
    known = {item.key: item for item in source.items.filter(key__in=[one.key for one in told])}
    fresh: dict[str, FoundItem] = {}
    edited: dict[str, FoundItem] = {}
    for one in told:
        is_new = one.key not in known or one.key in fresh
        item = known.setdefault(one.key, Item(source=source, key=one.key, first_seen=now))
        thread = threads.get(one.key, one.thread)
        if write(item, one, thread=thread, local=source.kind in LOCAL):
            (fresh if is_new else edited)[one.key] = one
    Item.objects.bulk_create([known[key] for key in fresh])
    for key in edited:
        known[key].save()
    return {known[key]: one for key, one in fresh.items()}, {known[key]: one for key, one in edited.items()}


def threads_of(source: Source, found: FoundSource) -> tuple[dict[str, str], list[Item]]:
    """The thread that each item is part of, by what it answers; and the items that are not told now but get another.

    Pages of posts end anywhere in a thread, so that what is known counts as well as what is told.
    """
    rows = {row["key"]: row for row in source.items.values("pk", "key", "reply_to", "thread")}
    told = {one.key: one for one in found.items}
    roots_found = roots(
        {key: row["reply_to"] for key, row in rows.items()}
        | {key: one.reply_to for key, one in told.items()},
        {key: row["thread"] for key, row in rows.items()}
        | {key: one.thread for key, one in told.items() if one.thread},
    )
    late = [
        Item(pk=rows[key]["pk"], thread=thread)
        for key, thread in roots_found.items()
        if key in rows and key not in told and rows[key]["thread"] != thread
    ]
    return roots_found, late


def write(item: Item, told: FoundItem, *, thread: str, local: bool) -> bool:
    """Put what was told onto the row; True where that changed it. A `local` transcript may have changed too."""
    new = item.pk is None
    before = {field.attname: getattr(item, field.attname) for field in Item._meta.concrete_fields}
    item.kind, item.title, item.url, item.author = told.kind, told.title, told.url, told.author
    item.html, item.notes = told.html, told.text
    item.published, item.published_raw = told.published or item.published, told.published_raw
    item.thread, item.reply_to, item.boost_of = thread, told.reply_to, told.boost_of
    if told.audio:
        item.audio_url, item.audio_type = told.audio.url, told.audio.media_type[:100]
        item.audio_length, item.duration = told.audio.length, item.duration or told.audio.duration
    item.transcripts = [asdict(link) for link in told.transcripts]
    if item.source.captions and not told.transcripts:
        item.transcripts = [asdict(TranscriptLink(told.url, CAPTIONS))]
    if item.transcripts and not before["transcripts"] and item.heard_from.startswith(MACHINE):
        item.heard_from = ""  # what its publisher now gives is better than what we made
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


def appearances(
    item: Item,
    told: FoundItem,
    found: FoundSource,
    owners: list[Person],
    called: Callable[[str], Person | None],
) -> Iterator[Appearance]:
    """Who speaks in it or wrote it, as the feed says; the item's own people replace the source's.

    What an owner's own blog or account publishes is the owner's, whatever handle it is signed with; what it boosts is not.
    """
    if told.boost_of:
        named = [(owner, "booster") for owner in owners]
    elif told.audio or told.transcripts:
        tags = told.people or found.people
        named = [(person, tag.role) for tag in tags if (person := called(tag.name))]
        if not told.people:
            for person in guests_titled(told.title, [tag.name for tag in found.people], called):
                yield Appearance(item=item, person=person, role="guest", evidence="title")
    elif owners:
        named = [(owner, "author") for owner in owners]
    else:
        names = [tag.name for tag in told.people] or [told.author]
        named = [(person, "author") for name in names if (person := called(name))]
    for person, role in named:
        yield Appearance(item=item, person=person, role=role[:20], evidence="feed")


def guests_titled(
    title: str, hosts: Collection[str], called: Callable[[str], Person | None]
) -> Iterator[Person]:
    """Guests whom the title names; where its form could mean something else, only those whom we know already."""
    for guest in guests_in_title(title, hosts):
        known = guest.sure or Person.objects.filter(owner=None, key=fold(guest.name)).exists()
        if known and (person := called(guest.name)):
            yield person


def known_or_new(name: str) -> Person | None:
    """The person of this name; None where a feed gives something that is no name."""
    try:
        return person_called(name)
    except InputError:
        return None
