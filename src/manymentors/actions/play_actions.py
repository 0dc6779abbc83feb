"""Play positions go both ways: what an app played counts here as listening, and what was listened to here is told to apps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from manymentors.actions.app_device import seen_devices
from manymentors.actions.app_login import after_upload, has_read, hold_clock, since_for, tick, top
from manymentors.actions.listen import listened
from manymentors.errors import InputError
from manymentors.shapes import EpisodeAction
from manymentors.store import access
from manymentors.store.models import AppLogin, Item, Listening, PlayAction, User
from manymentors.store.queries.apps import may_leave, same_address

MOST = 5_000
"""Actions in one upload."""
HERE = ("play", "new")
"""What says how far an episode was heard."""
SAME = ("podcast", "episode", "guid", "device", "action", "at", "started", "position", "total")
BATCH = 200


def upload_actions(login: AppLogin, told: Sequence[EpisodeAction], now: datetime) -> int:
    """Add them to the log, and take what was played as listening; returns the cursor to answer with.

    What was uploaded before, word for word, is not added again: an app that got no answer sends everything once more.
    Raises InputError where there are too many.
    """
    if len(told) > MOST:
        raise InputError(f"Up to {MOST:,} actions can be sent at a time.")
    user = login.key.user
    told = at_their_publishers(user, told)
    with transaction.atomic():
        clock, before = hold_clock(user, now)
        found = items_of(user, told)
        rows = [row_of(user, one, found, now) for one in told]
        seen_devices(user, {row.device for row in rows})
        known = _same(user, rows)
        fresh = [row for row in dict.fromkeys(map(_key, rows)) if row not in known]
        by_key = {_key(row): row for row in rows}
        if fresh:
            cursor = tick(clock, now)
            new = [by_key[key] for key in fresh]
            for row in new:
                row.cursor = cursor
            PlayAction.objects.bulk_create(new, batch_size=BATCH)
            hear(user, new, now)
        return after_upload(login, "actions", before, clock.last)


def at_their_publishers(user: User, told: Sequence[EpisodeAction]) -> list[EpisodeAction]:
    """What was done with recordings out of a private feed, under the addresses of their publishers; what is not mine is left out.
    One query, where there are any.
    """
    wanted = {one.here for one in told if one.here is not None}
    mine = access.items(user).filter(pk__in=wanted).select_related("source").only("audio_url", "source__url")
    known = {item.pk: item for item in mine} if wanted else {}
    out = []
    for one in told:
        if one.here is None:
            out.append(one)
        elif (item := known.get(one.here)) is not None:
            out.append(
                replace(one, episode=item.audio_url, podcast=one.podcast or item.source.url, here=None)
            )
    return out


def row_of(
    user: User, told: EpisodeAction, found: Mapping[tuple[str, str], Item], now: datetime
) -> PlayAction:
    item = found.get((told.episode, told.guid))
    return PlayAction(
        user=user,
        podcast=told.podcast or (item.source.url if item else ""),
        episode=told.episode,
        guid=told.guid,
        item=item,
        device=told.device,
        action=told.action,
        at=min(told.at or now, now),
        started=told.started,
        position=told.position,
        total=told.total,
    )


def items_of(user: User, told: Sequence[EpisodeAction]) -> dict[tuple[str, str], Item]:
    """(address, guid) → the episode among what I follow: of that show by its address or guid, else of any show by its address.

    A number of queries that grows with hundreds of actions, not with each.
    """
    shows: dict[str, int] = {}
    for pk, url, old in access.sources(user).values_list("pk", "url", "old_urls"):
        shows |= dict.fromkeys(map(same_address, (url, *old)), pk)
    out: dict[tuple[str, str], Item] = {}
    mine = access.items(user).exclude(audio_url="").select_related("source")
    mine = mine.only("key", "audio_url", "duration", "source__url")
    for start in range(0, len(told), BATCH):
        some = told[start : start + BATCH]
        sources = {shows[place] for one in some if (place := same_address(one.podcast)) in shows}
        addresses, guids = {one.episode for one in some}, {one.guid for one in some if one.guid}
        of_show = mine.filter(source__in=sources).filter(Q(key__in=guids) | Q(audio_url__in=addresses))
        by_guid: dict[tuple[int, str], Item] = {}
        by_address: dict[tuple[int, str], Item] = {}
        anywhere: dict[str, Item] = {}
        for item in of_show:
            by_guid[item.source_id, item.key] = by_address[item.source_id, item.audio_url] = item
        lost = {one.episode for one in some if shows.get(same_address(one.podcast)) is None}
        if lost:
            anywhere = {item.audio_url: item for item in mine.filter(audio_url__in=lost)}
        for one in some:
            show = shows.get(same_address(one.podcast))
            item_there = (
                by_address.get((show, one.episode)) or by_guid.get((show, one.guid))
                if show is not None
                else anywhere.get(one.episode)
            )
            if item_there is not None:
                out[one.episode, one.guid] = item_there
    return out


def _key(row: PlayAction) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in SAME)


def _same(user: User, rows: Sequence[PlayAction]) -> set[tuple[object, ...]]:
    """What of these is in the log already."""
    out: set[tuple[object, ...]] = set()
    for start in range(0, len(rows), BATCH):
        days = {row.at for row in rows[start : start + BATCH]}
        out |= set(access.play_actions(user).filter(at__in=days).values_list(*SAME))
    return out


def hear(user: User, rows: Iterable[PlayAction], now: datetime) -> None:
    """Of each episode the latest that says how far it was heard; “new” puts it back to its beginning."""
    by_item: dict[int, list[PlayAction]] = defaultdict(list)
    for row in rows:
        if row.item is not None and (
            row.action == "new" or (row.action == "play" and row.position is not None)
        ):
            by_item[row.item.pk].append(row)
    for some in by_item.values():
        latest = max(some, key=lambda row: (row.at, row.position or 0))
        item = latest.item
        assert item is not None
        listened(
            user,
            item,
            seconds=float(latest.position or 0) if latest.action == "play" else 0.0,
            total=float(latest.total) if latest.total else None,
            at=latest.at,
            device=latest.device,
            now=now,
        )


def actions_since(
    login: AppLogin,
    since: int,
    now: datetime,
    *,
    podcast: str = "",
    device: str = "",
    aggregated: bool = False,
) -> tuple[Iterable[PlayAction], int]:
    """What was uploaded since then, in order, and the cursor to ask from next; first what was listened to here is written
    down too. `aggregated`: of each episode the last alone.
    """
    user = login.key.user
    draw_listening(user, now)
    until, since = top(user), since_for(login, "actions", since)
    rows = access.play_actions(user).filter(cursor__gt=since, cursor__lte=until)
    if podcast:
        rows = rows.filter(podcast=podcast)
    if device:
        rows = rows.filter(device=device)
    if aggregated:
        rows = rows.filter(pk__in=rows.order_by().values("episode").annotate(last=Max("pk")).values("last"))
    if not podcast and not device:
        has_read(login, "actions", until)
    return rows.order_by("cursor", "pk").iterator(chunk_size=1_000), until


def draw_listening(user: User, now: datetime) -> None:
    """Write into the log where I listened here, or on whatever does not sync, since an app last said anything of it."""
    with transaction.atomic():
        rows = []
        for one in _unknown_to_apps(user):
            total = one.total or one.item.duration
            position = total if one.finished and total else one.seconds
            if not total or int(position) <= 0:
                continue  # apps drop what has no length or no position
            rows.append(
                PlayAction(
                    user=user,
                    podcast=one.item.source.url,
                    episode=one.item.audio_url,
                    guid=guid_of(one.item),
                    item=one.item,
                    action="play",
                    at=one.at,
                    started=0,
                    position=int(position),
                    total=max(int(total), int(position)),
                )
            )
        if rows:
            cursor = tick(hold_clock(user, now)[0], now)
            for row in rows:
                row.cursor = cursor
            PlayAction.objects.bulk_create(rows, batch_size=BATCH)


def _unknown_to_apps(user: User) -> QuerySet[Listening]:
    said = access.play_actions(user).filter(item=OuterRef("item"), action__in=HERE).order_by("-at")
    mine = Listening.objects.filter(user=user, item__in=may_leave(user).values("pk"))
    mine = mine.annotate(said=Subquery(said.values("at")[:1]))
    return (
        mine.filter(Q(said=None) | Q(at__gt=F("said")))
        .select_related("item__source")
        .only(
            "seconds",
            "total",
            "finished",
            "at",
            "item__key",
            "item__audio_url",
            "item__duration",
            "item__source__url",
        )
        .order_by("at", "pk")
    )


def guid_of(item: Item) -> str:
    """What its show calls it; "" where the key is one that we made up."""
    return "" if item.key.startswith("sha256:") else item.key
