"""What Mastodon lets its users take away → accounts to follow (CSV), or the owner's own posts (archive)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from zipfile import ZipFile

from manymentors.errors import NotAFeed
from manymentors.shapes import FoundItem, FoundSource
from manymentors.sources import loose
from manymentors.sources.archives import files_of, objects, reading
from manymentors.sources.clean import one_line, web_address
from manymentors.sources.mastodon.read import read_account, read_status

PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_ACCOUNT = re.compile(r"@?([\w.-]+)@((?:[\w-]+\.)+[\w-]+(?::\d+)?)")
_ITEMS = re.compile(r'\ufeff?\s*\{.*?"orderedItems"\s*:\s*\[', re.DOTALL)

Told = Mapping[str, Any]


# --- lists of accounts


def read_accounts(text: str, where: str) -> list[FoundSource] | None:
    """Of the list of those who are followed, or of lists with titles; None for what is none of these.

    Raises NotAFeed for the lists of those who are to be hidden, and for a list with nobody in it.
    """
    lines = text.lstrip("\ufeff").splitlines()
    try:
        rows = list(csv.reader(lines))
    except csv.Error:
        return None
    header = rows[0] if rows else []
    if header[:1] == ["Account address"]:
        if "Hide notifications" in header:
            raise NotAFeed(
                f"{where} lists accounts that are muted, not those that are followed. Give the list of follows."
            )
        told = [(row[0], "") for row in rows[1:] if row]
    elif rows and all(len(row) == 2 and _ACCOUNT.fullmatch(row[1].strip()) for row in rows):
        told = [(row[1], row[0]) for row in rows]
    else:
        return None
    found = {
        source.url: source
        for account, title in told
        if (source := _account(account.strip(), one_line(title)))
    }
    if not found:
        raise NotAFeed(f"{where} lists nobody to follow. Export it again, then give that file.")
    return list(found.values())


def _account(text: str, title: str) -> FoundSource | None:
    found = _ACCOUNT.fullmatch(text)
    if found is None:
        return None
    name, server = found[1], found[2].lower()
    return FoundSource(
        "mastodon",
        f"https://{server}/@{name}",
        title=f"@{name}@{server}",
        folder=(title,) if title else (),
    )


# --- the archive of an account


def is_archive(archive: ZipFile) -> bool:
    return bool(files_of(archive, "outbox.json") and files_of(archive, "actor.json"))


def read_archive(archive: ZipFile, url: str) -> FoundSource:
    """The public posts and boosts of the owner. What was meant for few is left out: what is kept here, others may see."""
    actor = _actor(archive)
    items = {item.key: item for item in _items(archive, actor)}
    name = loose.text(actor, "preferredUsername")
    source = read_account(_as_account(actor), url, f"@{name}, from an archive" if name else "from an archive")
    return replace(source, kind="mastodon_archive", items=tuple(items.values()))


def _actor(archive: ZipFile) -> Told:
    info = files_of(archive, "actor.json")[0]
    with reading(archive, info) as stream:
        return loose.table(loose.parse(stream.read(1024 * 1024), info.filename))


def _as_account(actor: Told) -> Told:
    """In the words of the API, so that one reader does for both."""
    fields = [
        {"name": loose.text(field, "name"), "value": loose.text(field, "value")}
        for field in loose.tables(actor, "attachment")
    ]
    return {
        "display_name": loose.text(actor, "name"),
        "note": loose.text(actor, "summary"),
        "url": loose.text(actor, "url"),
        "fields": fields,
        "acct": loose.text(actor, "preferredUsername"),
    }


def _items(archive: ZipFile, actor: Told) -> Iterator[FoundItem]:
    for info in files_of(archive, "outbox.json")[:1]:
        with reading(archive, info) as stream:
            for activity in objects(stream, info.filename, _ITEMS):
                if item := read_activity(activity, actor):
                    yield item


def read_activity(activity: Told, actor: Told) -> FoundItem | None:
    """A post, or a boost (of which the archive tells nothing but the address); None for anything else."""
    if not _is_public(activity):
        return None
    if loose.text(activity, "type") == "Announce":
        boosted = loose.text(activity, "object")
        published = loose.moment(activity, "published")
        key = loose.text(activity, "id")
        if not key or not boosted:
            return None
        return FoundItem(
            key=key,
            kind="post",
            url=web_address(boosted),
            published=published,
            published_raw=loose.text(activity, "published"),
            boost_of=boosted,
        )
    note = loose.table(activity, "object")
    if loose.text(activity, "type") != "Create" or not _is_public(note):
        return None
    options = loose.tables(note, "oneOf") or loose.tables(note, "anyOf")
    told = {
        "uri": loose.text(note, "id"),
        "url": loose.text(note, "url"),
        "created_at": loose.text(note, "published"),
        "spoiler_text": loose.text(note, "summary"),
        "content": loose.text(note, "content"),
        "account": _as_account(actor),
        "poll": {"options": [{"title": loose.text(option, "name")} for option in options]},
        "media_attachments": [
            {
                "type": loose.text(media, "mediaType").partition("/")[0],
                "description": loose.text(media, "name"),
            }
            for media in loose.tables(note, "attachment")
        ],
    }
    item = read_status(told, "")
    return replace(item, reply_to=loose.text(note, "inReplyTo")) if item else None


def _is_public(told: Told) -> bool:
    """Is it addressed to everybody, among others?"""
    for name in ("to", "cc"):
        listed = told.get(name)
        if any(one in PUBLIC for one in (listed if isinstance(listed, list) else [listed])):
            return True
    return False
