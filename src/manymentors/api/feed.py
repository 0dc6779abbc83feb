"""Private podcast feeds: RSS with the tags of Apple and of Podcasting 2.0, behind a secret address that can be revoked.

The recordings come from where they were published, unless I ask that those come from here that are kept here; ours are the
order, why each is there, chapters and transcripts.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from email.utils import format_datetime
from html import escape, unescape
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from manymentors import __version__
from manymentors.actions.app_key import key_for, note_use
from manymentors.api.answers import not_too_often, program, wrong_key
from manymentors.audio.vtt import clock
from manymentors.errors import NothingThere
from manymentors.ranges import part_of
from manymentors.sources.clean import printable
from manymentors.store.models import AppKey, AudioFile, Item, User
from manymentors.store.queries.audio import audio_folder, kept_of
from manymentors.store.queries.private_feed import (
    FeedLine,
    Moment,
    episode,
    moments_of,
    queue_lines,
    road_lines,
)

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace that Podcasting 2.0 gives for podcast:guid."""
OTHERWISE = "application/octet-stream"
NOTES = 4_000
"""Characters of an episode's own notes that are handed on."""

FEEDS: dict[str, tuple[str, str, Callable[[User], list[FeedLine]]]] = {
    "queue": (
        "My queue",
        "What I mean to hear, in the order of my queue, each with why it is there.",
        queue_lines,
    ),
    "roads": (
        "Stops beside my road",
        "Every episode in which somebody's story goes on from where my road stops.",
        road_lines,
    ),
}


@program("GET", "HEAD")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    key = key_of(request, token)
    note_use(key, request.headers.get("User-Agent", ""), timezone.now())
    title, about, lines_of = FEEDS[key.opens]
    lines = lines_of(key.user)
    files = kept_of(line.item.pk for line in lines) if key.from_here else {}
    body = rss(Links(request, token), title, about, lines, f"{key.pk} {key.digest}", files)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(body, content_type="application/rss+xml; charset=utf-8", headers={"ETag": tag})


@program("GET", "HEAD")
def chapters(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """The chapters of the show, and ours among them."""
    user = key_of(request, token).user
    item = episode(user, pk)
    told: list[dict[str, Any]] = [
        {"startTime": float(one["start"]), "title": unescape(printable(str(one["title"])))}
        | ({"toc": False} if one.get("hidden") else {})
        for one in item.chapters
        if one.get("title") and one.get("start") is not None
    ]
    told += [{"startTime": one.seconds, "title": called(one)} for one in moments_of(user, [pk]).get(pk, ())]
    told.sort(key=lambda one: one["startTime"])
    return JsonResponse(
        {"version": "1.2.0", "chapters": told}, content_type="application/json+chapters; charset=utf-8"
    )


def called(moment: Moment) -> str:
    if not moment.parts:
        return f"{moment.name}’s story starts"
    return f"Your paths part: {unescape(printable(moment.what))}" if moment.what else "Your paths part"


@program("GET", "HEAD")
def transcript(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """As it is here, in WebVTT. Raises NothingThere where it tells no times."""
    item = episode(key_of(request, token).user, pk)
    said = [one for one in item.document.utterances if one.start is not None and one.text.strip()]
    if not said:
        raise NothingThere("There is no transcript of this episode.")
    cues = ["WEBVTT"]
    following = [one.start for one in said[1:]] + [None]
    for one, after in zip(said, following, strict=True):
        start = one.start or 0.0
        end = (
            one.end
            if one.end is not None and one.end > start
            else after
            if after and after > start
            else start + 5
        )
        voice = f"<v {escape(one.speaker, quote=False)}>" if one.speaker else ""
        words = escape(unescape(" ".join(printable(one.text).split())), quote=False)
        cues.append(f"{clock(start)} --> {clock(end)}\n{voice}{words}")
    return HttpResponse("\n\n".join(cues) + "\n", content_type="text/vtt; charset=utf-8")


@program("GET", "HEAD")
def recording(request: HttpRequest, token: str, pk: int, ending: str) -> HttpResponseBase:
    """The file that is kept here, or the part of it that was asked for; where it made room for others since, its publisher's.

    A part has all that was asked for: apps that download take a shorter one for a broken one.
    """
    key = key_of(request, token)
    item = episode(key.user, pk)
    file = kept_of([pk]).get(pk) if key.from_here else None
    if file is None:
        return HttpResponseRedirect(item.audio_url)
    answer = part_of(
        request,
        audio_folder() / file.path,
        etag=f'"{file.sha256[:32]}"',
        media_type=file.media_type if file.media_type.startswith(("audio/", "video/")) else OTHERWISE,
        at_once=None,
    )
    answer["Content-Disposition"] = "inline"
    return answer


def key_of(request: HttpRequest, token: str) -> AppKey:
    """Raises NothingThere for an address that was revoked, or never was."""
    not_too_often(request)
    key = key_for(token, "queue", "roads")
    if key is None:
        wrong_key(request, "feed")
        raise NothingThere("There is no such feed. It was revoked, or the address is not whole.")
    return key


class Links:
    """Whole addresses of ours, as apps need them."""

    def __init__(self, request: HttpRequest, token: str) -> None:
        self._server = settings.ADDRESS.url or request.build_absolute_uri("/").rstrip("/")
        self._token = token

    def page(self, name: str, *arguments: int) -> str:
        return self._server + reverse(name, args=arguments)

    def of_feed(self, name: str, item: Item, *more: str) -> str:
        return self._server + reverse(name, args=[self._token, item.pk, *more])

    def picture(self) -> str:
        return self._server + static("icons/cover.png")


# --- RSS ----------------------------------------------------------------------------------------------------------


def rss(
    links: Links,
    title: str,
    about: str,
    lines: Sequence[FeedLine],
    guid: str,
    files: Mapping[int, AudioFile],
) -> bytes:
    """`files` are the recordings that come from here, by item."""
    root = etree.Element("rss", nsmap={"itunes": ITUNES, "podcast": PODCAST}, version="2.0")
    channel = etree.SubElement(root, "channel")
    put(channel, "title", f"{title} · Manymentors")
    put(channel, "link", links.page("queue"))
    put(channel, "description", about)
    put(channel, "language", "en")
    put(channel, "generator", f"Manymentors {__version__}")
    put(channel, "ttl", "60")
    if lines:
        put(channel, "lastBuildDate", format_datetime(max(line.at for line in lines)))
    put(channel, f"{{{ITUNES}}}author", "Manymentors")
    put(channel, f"{{{ITUNES}}}image", href=links.picture())
    put(channel, f"{{{ITUNES}}}category", text="Education")
    put(channel, f"{{{ITUNES}}}explicit", "false")
    put(channel, f"{{{ITUNES}}}type", "episodic")
    put(channel, f"{{{ITUNES}}}block", "Yes")
    put(channel, f"{{{PODCAST}}}guid", str(uuid.uuid5(GUIDS, guid)))
    put(channel, f"{{{PODCAST}}}locked", "yes")
    put(channel, f"{{{PODCAST}}}block", "yes")
    put(channel, f"{{{PODCAST}}}medium", "podcast")
    taken: set[str] = set()
    for line in lines:
        add_item(channel, links, line, taken, files.get(line.item.pk))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def add_item(
    channel: etree._Element, links: Links, line: FeedLine, taken: set[str], file: AudioFile | None
) -> None:
    item = line.item
    page = links.page("item", item.pk)
    show = unescape(item.source.title or "")
    entry = etree.SubElement(channel, "item")
    put(entry, "title", unescape(item.title) or show or "An episode")
    put(entry, "link", item.url if item.url.startswith("http") else page)
    notes = item.notes[:NOTES]
    put(entry, "description", "\n\n".join(part for part in (line.why, show, notes) if part))
    put(entry, "guid", guid_for(item, taken), isPermaLink="false")
    put(entry, "pubDate", format_datetime(line.at))
    add_recording(entry, links, item, file)
    put(entry, f"{{{ITUNES}}}author", show or "Manymentors")
    put(entry, f"{{{ITUNES}}}explicit", "false")
    put(entry, f"{{{ITUNES}}}episodeType", "full")
    if item.duration:
        put(entry, f"{{{ITUNES}}}duration", str(round(item.duration)))
    put(
        entry,
        f"{{{PODCAST}}}chapters",
        url=links.of_feed("private-chapters", item),
        type="application/json+chapters",
    )
    if item.heard_from:
        put(entry, f"{{{PODCAST}}}transcript", url=links.of_feed("private-transcript", item), type="text/vtt")


def add_recording(entry: etree._Element, links: Links, item: Item, file: AudioFile | None) -> None:
    if file is None:
        media = item.audio_type if "/" in item.audio_type else "audio/mpeg"
        put(entry, "enclosure", url=item.audio_url, length=str(item.audio_length or 0), type=media)
        return
    ending = PurePath(file.path).suffix.lstrip(".") or "mp3"
    url = links.of_feed("private-recording", item, ending)
    put(entry, "enclosure", url=url, length=str(file.bytes), type=file.media_type or "audio/mpeg")


def guid_for(item: Item, taken: set[str]) -> str:
    """What its show calls it, so that apps that know both take them for one; with its show where two call theirs alike."""
    guid = item.key if item.key not in taken else f"{item.key} {item.source.url}"
    taken.add(guid)
    return guid


def put(parent: etree._Element, tag: str, words: str = "", **attributes: str) -> None:
    element = etree.SubElement(parent, tag, {name: printable(value) for name, value in attributes.items()})
    if words:
        element.text = printable(words)
