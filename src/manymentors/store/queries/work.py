"""What is still to do, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from manymentors.store.models import Item, Source


def due_sources(now: datetime) -> QuerySet[Source]:
    """Sources that someone follows and that may be looked at now: never looked at, or their time has come."""
    return (
        Source.objects.filter(follows__isnull=False, paused=False)
        .filter(Q(next_check=None) | Q(next_check__lte=now))
        .distinct()
        .order_by("id")
    )


def followed_sources() -> QuerySet[Source]:
    """All that someone follows, due or not, paused ones too."""
    return Source.objects.filter(follows__isnull=False).distinct().order_by("id")


def unheard(now: datetime) -> QuerySet[Item]:
    """Items whose transcript is named and not heard yet; one that failed waits for its time."""
    return Item.objects.filter(~Q(transcripts=[]), heard_from="").filter(
        Q(hear_after=None) | Q(hear_after__lte=now)
    )


def uncut(version: str) -> QuerySet[Item]:
    return Item.objects.exclude(cut_by=version)


def unread(reader: str) -> QuerySet[Item]:
    """Items that this reader has not read, nor a language model after it."""
    return Item.objects.exclude(Q(read_by=reader) | Q(read_by__endswith=f" after {reader}"))


def not_asked_about(reader: str) -> QuerySet[Item]:
    """Items of which a language model may be asked: what this reader found is there, and no model has chosen yet."""
    found = Q(milestones__isnull=False) | Q(nuggets__isnull=False) | Q(endorsements__isnull=False)
    followed = Item.objects.filter(found, read_by=reader, source__follows__isnull=False)
    return followed.select_related("source").distinct().order_by("id")


def stale(source: int, cutter: str, reader: str, now: datetime) -> list[tuple[int, str, str, str, int]]:
    """Items of a source on which a step is still to do: (id, text hash, cut by, read by, tries), the newest first."""
    waiting = unheard(now) | uncut(cutter) | unread(reader)
    rows = waiting.filter(source=source).order_by(F("published").desc(nulls_last=True), "id")
    return list(rows.values_list("id", "text_hash", "cut_by", "read_by", "hear_tries"))


def sources_with_stale(cutter: str, reader: str, now: datetime) -> QuerySet[Source]:
    waiting = unheard(now) | uncut(cutter) | unread(reader)
    return (
        Source.objects.filter(pk__in=waiting.values("source"), follows__isnull=False)
        .distinct()
        .order_by("id")
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far all work is: looked at, heard, read; each (done, of)."""

    sources: tuple[int, int]
    heard: tuple[int, int]
    read: tuple[int, int]


def progress(reader: str, now: datetime) -> Progress:
    """Three pairs of counts, over everything anyone follows."""
    sources = Source.objects.filter(follows__isnull=False).distinct().count()
    followed = followed_sources().values("id")
    items = Item.objects.filter(source__in=followed)
    spoken = items.exclude(transcripts=[])
    total, silent = spoken.count(), spoken.filter(heard_from="", hear_problem="").count()
    all_items = items.count()
    return Progress(
        (sources - due_sources(now).count(), sources),
        (total - silent, total),
        (all_items - unread(reader).filter(source__in=followed).count(), all_items),
    )
