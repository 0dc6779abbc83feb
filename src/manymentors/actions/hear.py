"""Hears an episode: fetches the best of its transcripts and keeps what was said, by whom, when."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.db import transaction

from manymentors.actions.look import LOCAL, set_text
from manymentors.actions.name_voice import settle
from manymentors.errors import FetchError, InputError, MentorsError, NothingThere
from manymentors.http_client import Client
from manymentors.shapes import Document
from manymentors.sources.captions import MEDIA_TYPE as CAPTIONS
from manymentors.sources.captions import captions_of
from manymentors.sources.chapters import read_chapters
from manymentors.store.models import Change, Item
from manymentors.transcripts.read import read

PREFERRED = (
    "text/vtt",
    "application/x-subrip",
    "application/srt",
    "application/json",
    "text/html",
    "text/plain",
)
"""Best first: what tells cue by cue when something is said comes before what tells less."""


def hear(item: Item, client: Client, now: datetime) -> str:
    """Save the first transcript that can be read; returns "" or, where none can, a sentence that is also on the row."""
    problem = ""
    for link in sorted(item.transcripts, key=preference):
        try:
            document = listen(item, link, client)
        except (FetchError, InputError) as exc:
            problem = str(exc)
            continue
        keep(item, document, link["url"])
        add_chapters(item, client)
        return ""
    wait = timedelta(hours=min(24 * 7, 2**item.hear_tries))
    Item.objects.filter(pk=item.pk).update(
        hear_problem=problem, hear_tries=item.hear_tries + 1, hear_after=now + wait
    )
    return problem


def preference(link: dict[str, str]) -> int:
    kind = link.get("media_type", "").split(";")[0].strip().lower()
    return PREFERRED.index(kind) if kind in PREFERRED else len(PREFERRED)


def listen(item: Item, link: dict[str, str], client: Client) -> Document:
    url = link["url"]
    name = Path(urlsplit(url).path).name
    if url.startswith("file:"):
        if item.source.kind not in LOCAL:
            raise NothingThere(
                f"The feed names a file of this machine as transcript ({url}); only you may do that."
            )
        return of_this_machine(url, link.get("media_type", ""))
    if link.get("media_type") == CAPTIONS and item.source.captions:
        return read(captions_of(url, client).encode(), name="captions.vtt", media_type="text/vtt")
    response = client.get(url)
    return read(response.body, name=name, media_type=link.get("media_type") or response.content_type)


def of_this_machine(url: str, media_type: str = "") -> Document:
    """The transcript in the file that this file: address names. Raises NothingThere, or BrokenFile for what is none."""
    path = Path(unquote(urlsplit(url).path))
    try:
        return read(path.read_bytes(), name=path.name, media_type=media_type)
    except OSError as exc:
        raise NothingThere(f"{path} cannot be read: {exc.strerror}. Put it back, or unfollow it.") from exc


def keep(item: Item, document: Document, url: str) -> None:
    with transaction.atomic():
        set_text(item, document.text)
        item.spans = [[len(u.text), u.start, u.end, u.speaker, u.opens] for u in document.utterances]
        item.duration = item.duration or document.duration
        item.title = item.title or document.title
        item.heard_from, item.hear_problem, item.hear_tries, item.hear_after = url, "", 0, None
        item.save()
        if item.source.voices or item.voices:
            settle(item)
        Change.objects.create(item=item.pk)


def add_chapters(item: Item, client: Client) -> None:
    """Chapters are a comfort: an episode is heard without them too."""
    if not item.chapters_url or item.chapters:
        return
    try:
        chapters = read_chapters(client.get(item.chapters_url).body)
    except MentorsError:
        return
    Item.objects.filter(pk=item.pk).update(
        chapters=[{"title": c.title, "start": c.start, "url": c.url, "hidden": c.hidden} for c in chapters]
    )
