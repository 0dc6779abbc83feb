"""Subscriptions go both ways: what an app subscribes to is followed here, and what is followed here is subscribed to there.

What an app unsubscribes from goes from my other devices; whether it is unfollowed here too, I am asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from manymentors.actions.app_device import seen_devices
from manymentors.actions.app_login import after_upload, has_read, hold_clock, since_for, tick, top
from manymentors.actions.errand import ask
from manymentors.actions.follow import follow
from manymentors.errors import InputError
from manymentors.shapes import FoundSource
from manymentors.store import access
from manymentors.store.models import AppLogin, AppSubscription, Source, User
from manymentors.store.queries.apps import podcasts, same_address, subscribed

MOST = 2_000
"""Addresses in one upload."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """`cursor` is what the app asks from next time; `updated` are addresses that were cleaned, as sent and as they are."""

    cursor: int
    updated: list[list[str]]


@dataclass(frozen=True, slots=True)
class Changed:
    add: list[str]
    remove: list[str]
    cursor: int


Clean = Callable[[str], str]
"""An address as it is kept; "" for what is none, or is a feed of ours, whose secret no row may hold."""


def upload_subscriptions(
    login: AppLogin,
    device: str,
    add: Sequence[str],
    remove: Sequence[str],
    clean: Clean,
    now: datetime,
    *,
    app: str = "",
) -> Uploaded:
    """Write down what was added and removed on the device, and have what is new followed, with the trail “from `app`”.

    Raises InputError where one address is in both, or where there are too many.
    """
    if len(add) + len(remove) > MOST:
        raise InputError(f"Up to {MOST:,} addresses can be sent at a time.")
    cleaned = {url: clean(url) for url in (*add, *remove)}
    updated = [[url, kept] for url, kept in cleaned.items() if url != kept]
    added = list(dict.fromkeys(cleaned[url] for url in add if cleaned[url]))
    removed = list(dict.fromkeys(cleaned[url] for url in remove if cleaned[url]))
    if both := set(added) & set(removed):
        raise InputError(f"{min(both)} is both added and removed. Send it once.")
    user = login.key.user
    with transaction.atomic():
        clock, before = hold_clock(user, now)
        seen_devices(user, {device})
        latest = {row.url: row for row in subscribed(user)}
        mine = {
            same_address(url): source
            for source in access.sources(user)
            for url in (source.url, *source.old_urls)
        }
        rows = []
        for url in added:
            if url not in latest or not latest[url].added:
                source = mine.get(same_address(url))
                rows.append(AppSubscription(user=user, url=url, source=source, added=True, device=device))
        for url in removed:
            source = mine.get(same_address(url))
            if (url in latest and latest[url].added) or (url not in latest and source is not None):
                rows.append(
                    AppSubscription(
                        user=user, url=url, source=source, added=False, device=device, open=source is not None
                    )
                )
        if rows:
            cursor = tick(clock, now)
            for row in rows:
                row.cursor = cursor
            AppSubscription.objects.bulk_create(rows)
            AppSubscription.objects.filter(user=user, url__in=added, open=True).update(open=False)
        if new := [url for url in added if same_address(url) not in mine]:
            ask(user, "subscribe", urls=new, found_in=f"from {app or login.key.label}")
        told = after_upload(login, "subscriptions", before, clock.last)
    return Uploaded(told, updated)


def changed_subscriptions(login: AppLogin, since: int, now: datetime) -> Changed:
    """What was added and removed since then, anywhere; first what was followed or unfollowed here is written down too."""
    user, shows = login.key.user, login.key.shows
    draw_follows(user, now)
    until, since = top(user), since_for(login, "subscriptions", since)
    latest = [row for row in subscribed(user) if since < row.cursor <= until]
    add = [row.url for row in latest if row.added and (shows or row.device)]
    remove = [row.url for row in latest if not row.added] if since else []
    has_read(login, "subscriptions", until)
    return Changed(add, remove, until)


def draw_follows(user: User, now: datetime) -> None:
    """Write into the log what was followed and unfollowed here since the last time."""
    with transaction.atomic():
        here = {source.pk: source for source in podcasts(user)}
        latest = subscribed(user)
        known = {same_address(row.url): row for row in latest}
        followed = {same_address(source.url): source for source in access.sources(user)}
        rows = []
        for source in here.values():
            row = known.get(same_address(source.url))
            if row is None or (not row.added and not row.device):
                rows.append(AppSubscription(user=user, url=source.url, source=source, added=True))
        for row in latest:
            if not row.added:
                continue
            if row.source_id is None and (there := followed.get(same_address(row.url))):
                AppSubscription.objects.filter(pk=row.pk).update(source=there)
            elif row.source_id is not None and row.source_id not in {one.pk for one in followed.values()}:
                rows.append(AppSubscription(user=user, url=row.url, source_id=row.source_id, added=False))
        if rows:
            cursor = tick(hold_clock(user, now)[0], now)
            for row in rows:
                row.cursor = cursor
            AppSubscription.objects.bulk_create(rows)


def follow_uploaded(user: User, urls: Iterable[str], found_in: str) -> list[Source]:
    """Follow what an app subscribed to, each for itself; what is followed already stays as it is. Nothing is fetched here."""
    return [follow(user, FoundSource("podcast", url), found_in=found_in).follow.source for url in urls]


def keep_following(row: AppSubscription) -> None:
    """It was answered: it is not asked again. It stays off the devices until one of them subscribes to it anew."""
    AppSubscription.objects.filter(user=row.user, url=row.url).update(open=False)
