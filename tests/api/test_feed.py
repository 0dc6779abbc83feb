"""The private podcast feed: what is in it, the rules of RSS, Apple and Podcasting 2.0, and that revoking ends it."""

from __future__ import annotations

import io
import logging
import re
import uuid
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from pytest_django import Settings

from manymentors import logs
from manymentors.actions.app_key import make_key, revoke_key
from manymentors.actions.listen import listened
from manymentors.actions.queue import enqueue
from manymentors.sources.feeds.read import read_feed
from manymentors.store.models import (
    AppKey,
    AudioFile,
    Follow,
    Item,
    Listening,
    Person,
    PlayAction,
    Queued,
    User,
)
from manymentors.store.queries.audio import audio_folder
from manymentors.transcripts.read import read
from tests.api.conftest import App
from tests.factories import NOW, a_source, a_stop, a_user, an_episode

pytestmark = pytest.mark.django_db

NS = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
}


@pytest.fixture
def token(me: User) -> str:
    return make_key(me, "queue", "Phone")[1]


@pytest.fixture
def roads(me: User) -> str:
    return make_key(me, "roads", "Phone")[1]


@pytest.fixture
def story(me: User) -> Item:
    """My road stops beside Ann's in it; it has chapters and a transcript."""
    item = an_episode(a_source(me), "How Ann & Bo <began>", minutes=60, guest="Ann Example")
    item.chapters = [{"start": 0, "title": "Hello"}, {"start": 600, "title": "An ad", "hidden": True}]
    item.notes, item.heard_from, item.url = "Notes & more", "https://p.example/t.vtt", "https://p.example/1"
    item.text = (
        "I answered phones on a help desk for two years.\nIn 2012 I was made team lead of four people."
    )
    item.spans = [[47, 10.0, 20.0, "Ann", ""], [44, 1800.0, None, "Ann <b>", ""]]
    item.save()
    a_stop(me, item, "Ann Example", at=1800.0)
    return item


def get(token: str, **headers: str) -> Any:
    return Client().get(f"/feed/{token}", headers={"User-Agent": "AntennaPod/3.5.0", **headers})


# --- the rules ----------------------------------------------------------------------------------------------------

ONCE = ("title", "link", "description", "language", "itunes:author", "itunes:image", "itunes:category")
ONCE += ("itunes:explicit", "itunes:type", "itunes:block", "podcast:guid", "podcast:locked", "podcast:medium")
ONLY_ONCE = (
    "title",
    "link",
    "description",
    "guid",
    "pubDate",
    "enclosure",
    "itunes:duration",
    "itunes:explicit",
)
RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)
APPLE_MEDIA = ("audio/mpeg", "audio/x-m4a", "audio/mp4", "video/mp4", "video/quicktime")


def broken_rules(xml: bytes) -> list[str]:
    """What the feed breaks of RSS 2.0, of Apple's requirements for podcasts, and of the Podcasting 2.0 namespace."""
    root = etree.fromstring(xml)
    channel = root.find("channel")
    assert channel is not None
    broken = [] if (root.tag, root.get("version")) == ("rss", "2.0") else ["no RSS 2.0"]
    broken += [f"<{tag}> is there {n} times" for tag in ONCE if (n := len(channel.findall(tag, NS))) != 1]

    def words(tag: str, within: Any = channel) -> str:
        return within.findtext(tag, "", NS)

    for tag, allowed in (
        ("itunes:explicit", ("true", "false")),
        ("itunes:type", ("episodic", "serial")),
        ("itunes:block", ("Yes",)),
        ("podcast:locked", ("yes", "no")),
        ("podcast:medium", ("podcast",)),
        ("podcast:block", ("yes", "no")),
    ):
        broken += [] if words(tag) in allowed else [f"<{tag}> is {words(tag)!r}"]
    if uuid.UUID(words("podcast:guid")).version != 5:
        broken.append("podcast:guid is no UUIDv5")
    image = channel.find("itunes:image", NS)
    if image is None or not re.search(r"^https?://.*\.(png|jpg)$", image.get("href", "")):
        broken.append("itunes:image leads to no PNG or JPEG")
    if not re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", words("language")):
        broken.append("the language is no ISO 639 code")
    guids = [entry.findtext("guid") for entry in channel.findall("item")]
    broken += ["a guid is there twice"] if len(set(guids)) != len(guids) else []
    for entry in channel.findall("item"):
        name = words("title", entry)
        broken += [
            f"{name}: <{t}> is there {n} times" for t in ONLY_ONCE if (n := len(entry.findall(t, NS))) != 1
        ]
        if not RFC_822.fullmatch(words("pubDate", entry)):
            broken.append(f"{name}: the date is not of RFC 822")
        sound = entry.find("enclosure")
        assert sound is not None
        if not re.match(r"https?://\S+$", sound.get("url", "")) or not sound.get("length", "").isdecimal():
            broken.append(f"{name}: the enclosure has no address or no length")
        if sound.get("type") not in APPLE_MEDIA:
            broken.append(f"{name}: {sound.get('type')} is not heard by Apple")
        if not words("itunes:duration", entry).isdecimal():
            broken.append(f"{name}: the duration is not in seconds")
        for tag, kinds in (
            ("podcast:chapters", ("application/json+chapters",)),
            (
                "podcast:transcript",
                ("text/vtt", "application/x-subrip", "application/json", "text/html", "text/plain"),
            ),
        ):
            for one in entry.findall(tag, NS):
                if one.get("type") not in kinds or not one.get("url", "").startswith("http"):
                    broken.append(f"{name}: <{tag}> without type or address")
    return broken


@pytest.mark.parametrize("opens", ["queue", "roads"])
def test_the_feed_keeps_the_rules_of_rss_apple_and_podcasting_2(me: User, story: Item, opens: str) -> None:
    enqueue(me, story, why="Ann’s story goes on\x00 from <your> stop: 30 min", start=1800.0)
    enqueue(me, an_episode(story.source, "Another"))
    answer = get(make_key(me, opens, "Phone")[1])
    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert broken_rules(answer.content) == []


def test_three_podcast_clients_read_the_same(me: User, token: str, story: Item) -> None:
    enqueue(me, story, why="Ann’s story goes on from your stop: 30 min")
    body = get(token).content
    heard = feedparser.parse(body)
    assert not heard.bozo
    (entry,) = heard.entries
    assert (entry.title, entry.id, entry.guidislink) == ("How Ann & Bo <began>", story.key, False)
    assert entry.enclosures[0].href == story.audio_url
    assert entry.summary.startswith("Ann’s story goes on from your stop: 30 min")
    gpodder = podcastparser.parse("https://here.example/feed", io.BytesIO(body))
    (one,) = gpodder["episodes"]
    assert (one["guid"], one["total_time"], one["enclosures"][0]["url"]) == (story.key, 3600, story.audio_url)
    ours = read_feed(body, "utf-8", "https://here.example/feed", NOW).source
    assert ours.kind == "podcast"
    (item,) = ours.items
    assert item.key == story.key
    assert [link.media_type for link in item.transcripts] == ["text/vtt"]
    assert item.chapters_url.endswith("/chapters.json")


# --- what is in it ------------------------------------------------------------------------------------------------


def titles(token: str) -> list[str]:
    return [entry.findtext("title", "") for entry in etree.fromstring(get(token).content).iter("item")]


def test_the_queue_s_order_is_that_of_the_dates(me: User, token: str) -> None:
    source = a_source(me)
    for name in ("first", "second", "third"):
        enqueue(me, an_episode(source, name))
    assert titles(token) == ["first", "second", "third"]
    days = [
        parsedate_to_datetime(e.findtext("pubDate", ""))
        for e in etree.fromstring(get(token).content).iter("item")
    ]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) == 3


def test_what_was_heard_leaves_the_feed(me: User, token: str, story: Item) -> None:
    enqueue(me, story)
    assert titles(token) == [story.title]
    later = timezone.now() + timedelta(minutes=1)
    listened(me, story, seconds=3599, total=3600, at=later, now=later)
    assert titles(token) == []


def test_the_feed_of_roads_holds_each_episode_with_a_stop_once(me: User, roads: str, story: Item) -> None:
    an_episode(story.source, "No stop in it")
    a_stop(me, story, "Bo Example", at=2000.0)
    assert titles(roads) == [story.title]
    (entry,) = feedparser.parse(get(roads).content).entries
    assert "Ann Example’s story goes on from your stop: team lead" in entry.summary
    assert "Bo Example’s story goes on" in entry.summary


def test_two_shows_that_call_theirs_alike_stay_apart(me: User, token: str) -> None:
    for _ in range(2):
        item = an_episode(a_source(me))
        Item.objects.filter(pk=item.pk).update(key="1")
        enqueue(me, item)
    guids = [e.findtext("guid", "") for e in etree.fromstring(get(token).content).iter("item")]
    assert guids[0] == "1"
    assert guids[1].startswith("1 https://")


def test_private_people_and_what_is_not_on_the_web_are_in_no_feed(
    me: User, token: str, roads: str, story: Item
) -> None:
    enqueue(me, story)
    mine = Person.objects.create(name="A coworker", key="a coworker", owner=me)
    Queued.objects.update(person=mine)
    assert titles(token) == []
    Queued.objects.update(person=None)
    story.appearance_set.create(person=mine, role="guest", evidence="told")
    assert titles(token) == titles(roads) == []
    story.appearance_set.filter(person=mine).delete()
    Follow.objects.update(person=mine)
    assert titles(token) == titles(roads) == []
    Follow.objects.update(person=None)
    Item.objects.update(audio_url="/home/me/talk.mp3")
    assert titles(token) == titles(roads) == []
    assert Client().get(reverse("private-chapters", args=[token, story.pk])).status_code == 404


# --- chapters and transcripts -------------------------------------------------------------------------------------


def test_chapters_mark_where_their_story_starts_and_where_our_paths_part(
    me: User, token: str, story: Item
) -> None:
    answer = Client().get(f"/feed/{token}/{story.pk}/chapters.json")
    assert answer["Content-Type"] == "application/json+chapters; charset=utf-8"
    assert answer.json() == {
        "version": "1.2.0",
        "chapters": [
            {"startTime": 0, "title": "Hello"},
            {"startTime": 10, "title": "Ann Example’s story starts"},
            {"startTime": 600, "title": "An ad", "toc": False},
            {"startTime": 1800, "title": "Your paths part: team lead"},
        ],
    }


def test_the_transcript_is_read_back_with_its_speakers_and_seconds(token: str, story: Item) -> None:
    answer = Client().get(f"/feed/{token}/{story.pk}/transcript.vtt")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    said = read(answer.content, media_type="text/vtt").utterances
    assert [(one.start, one.end) for one in said] == [(10.0, 20.0), (1800.0, 1805.0)]
    assert said[0].text == "I answered phones on a help desk for two years."
    assert said[0].speaker == "Ann"


def test_an_episode_without_a_transcript_names_none(me: User, token: str) -> None:
    item = an_episode(a_source(me))
    enqueue(me, item)
    assert b"podcast:transcript" not in get(token).content
    assert Client().get(f"/feed/{token}/{item.pk}/transcript.vtt").status_code == 404


# --- the secret ---------------------------------------------------------------------------------------------------


def test_after_revoking_a_second_fetch_is_refused(me: User, token: str, story: Item) -> None:
    enqueue(me, story)
    row = me.app_keys.get()  # type: ignore[attr-defined]
    paths = [
        f"/feed/{token}",
        f"/feed/{token}/{story.pk}/chapters.json",
        f"/feed/{token}/{story.pk}/transcript.vtt",
    ]
    assert [Client().get(path).status_code for path in paths] == [200, 200, 200]
    revoke_key(me, row.pk)
    assert [Client().get(path).status_code for path in paths] == [404, 404, 404]


def test_a_key_that_syncs_opens_no_feed_and_guessing_ends(me: User, token: str) -> None:
    sync = make_key(me, "sync", "Phone")[1]
    assert get(sync).status_code == 404
    assert [get("k" * 28).status_code for _ in range(20)][-1] == 429
    assert get(token).status_code == 429


def test_only_the_digest_of_the_secret_is_kept(me: User, token: str) -> None:
    get(token)
    row = me.app_keys.get()  # type: ignore[attr-defined]
    assert token not in str(row.__dict__)
    assert row.used_by == "AntennaPod/3.5.0"


def test_the_feed_is_in_no_cache_no_index_and_no_log(token: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = get(token)
        get(f"{token}2")
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert not answer.cookies
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    formatter = logs.Redacted("%(message)s")
    told = "\n".join(formatter.format(record) for record in caplog.records)
    assert "wrong key for=feed" in told
    assert token not in told
    assert logs.redact(f"GET /feed/{token}/7/chapters.json HTTP/1.1") == "GET /feed/••• HTTP/1.1"
    assert logs.redact("https://p.example/feed/show.xml failed") == "https://p.example/feed/show.xml failed"


def test_who_has_it_already_is_told_so(me: User, token: str, story: Item) -> None:
    enqueue(me, story)
    tag = get(token)["ETag"]
    again = get(token, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    enqueue(me, an_episode(story.source))
    assert get(token, **{"If-None-Match": tag}).status_code == 200


def test_the_number_of_queries_does_not_grow(
    me: User, token: str, django_assert_max_num_queries: Any
) -> None:
    source = a_source(me)
    for n in range(3):
        enqueue(me, an_episode(source, f"{n}"))
    get(token)
    with django_assert_max_num_queries(12) as few:
        get(token)
    for n in range(27):
        enqueue(me, an_episode(source, f"{n}"))
    with django_assert_max_num_queries(len(few)):
        get(token)


# --- recordings from here -------------------------------------------------------------------------------------------

SOUND = bytes(range(256)) * 40


def kept_here(item: Item) -> AudioFile:
    path = audio_folder() / "1" / f"{item.pk}-abc.mp3"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(SOUND)
    return AudioFile.objects.create(
        item=item,
        state="whole",
        path=f"1/{path.name}",
        bytes=len(SOUND),
        sha256="ab" * 32,
        media_type="audio/mpeg",
    )


def enclosure(token: str) -> dict[str, str]:
    found = etree.fromstring(get(token).content).find("channel/item/enclosure")
    assert found is not None
    return dict(found.attrib)


@pytest.fixture
def from_here(me: User, story: Item, settings: Settings, tmp_path: Path) -> str:
    """A feed that hands out what is kept here, with the story in it, which is."""
    settings.HOME = tmp_path
    enqueue(me, story)
    kept_here(story)
    return make_key(me, "queue", "Phone", from_here=True)[1]


def test_recordings_come_from_their_publishers_unless_the_feed_is_told_otherwise(
    me: User, story: Item, from_here: str
) -> None:
    theirs = make_key(me, "queue", "Tablet")[1]
    assert enclosure(theirs)["url"] == story.audio_url
    assert Client().get(f"/feed/{theirs}/{story.pk}/audio.mp3")["Location"] == story.audio_url
    assert enclosure(from_here) == {
        "url": f"http://testserver/feed/{from_here}/{story.pk}/audio.mp3",
        "length": str(len(SOUND)),
        "type": "audio/mpeg",
    }


def test_a_recording_from_here_is_sent_whole_and_in_all_of_the_part_that_is_asked_for(
    story: Item, from_here: str
) -> None:
    url = f"/feed/{from_here}/{story.pk}/audio.mp3"
    whole = Client().get(url)
    assert b"".join(whole) == SOUND  # type: ignore[arg-type]  # it streams
    assert whole["Accept-Ranges"] == "bytes"
    head = Client().head(url)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(SOUND)))
    rest = Client().get(url, headers={"Range": "bytes=100-", "If-Range": whole["ETag"]})
    assert (rest.status_code, rest["Content-Range"]) == (206, f"bytes 100-{len(SOUND) - 1}/{len(SOUND)}")
    assert b"".join(rest) == SOUND[100:]  # type: ignore[arg-type]  # likewise
    assert Client().get(url, headers={"Range": "bytes=999999-"}).status_code == 416
    assert "private" in whole["Cache-Control"]
    assert logs.redact(f"GET {url} HTTP/1.1") == "GET /feed/••• HTTP/1.1"


def test_what_made_room_since_leads_to_its_publisher_and_an_odd_type_stays_harmless(
    story: Item, from_here: str
) -> None:
    url = f"/feed/{from_here}/{story.pk}/audio.mp3"
    AudioFile.objects.update(media_type="text/html")
    assert Client().get(url)["Content-Type"] == "application/octet-stream"
    AudioFile.objects.update(state="dropped")
    assert Client().get(url)["Location"] == story.audio_url
    assert enclosure(from_here)["url"] == story.audio_url


def test_after_revoking_and_of_what_is_not_mine_there_is_no_recording(
    me: User, story: Item, from_here: str
) -> None:
    url = f"/feed/{from_here}/{story.pk}/audio.mp3"
    hers = an_episode(a_source(a_user("eve")))
    kept_here(hers)
    assert Client().get(f"/feed/{from_here}/{hers.pk}/audio.mp3").status_code == 404
    assert Client().post(url).status_code == 405
    revoke_key(me, AppKey.objects.get().pk)
    assert Client().get(url).status_code == 404


def test_what_an_app_tells_of_a_recording_from_here_counts_as_its_publisher_s(
    me: User, story: Item, from_here: str, phone: App
) -> None:
    ours = f"https://mentors.example.org/feed/{from_here}"
    told = {"action": "play", "timestamp": "2026-01-01T00:00:00", "started": 0, "position": 90, "total": 3600}
    hers = an_episode(a_source(a_user("eve")))
    answer = phone.post(
        "episodes",
        [
            {"podcast": ours, "episode": f"{ours}/{story.pk}/audio.mp3", "guid": story.key, **told},
            {"podcast": ours, "episode": f"{ours}/{hers.pk}/audio.mp3", **told},
            {"podcast": ours, "episode": f"{ours}/{story.pk}/chapters.json", **told},
        ],
    )
    assert answer["update_urls"] == []
    row = PlayAction.objects.get()
    assert (row.podcast, row.episode, row.item) == (story.source.url, story.audio_url, story)
    assert Listening.objects.get(user=me, item=story).seconds == 90
    assert from_here not in str(list(PlayAction.objects.values()))


def test_a_feed_of_mine_is_switched_and_switched_back(me: User, story: Item, from_here: str) -> None:
    browser = Client()
    browser.force_login(me, backend="allauth.account.auth_backends.AuthenticationBackend")
    key = AppKey.objects.get()
    url = reverse("app-recordings", args=[key.pk])
    assert "✓ Recordings from here" in browser.get("/settings/apps").text
    assert (
        "leads to the recordings of the publishers"
        in browser.post(url, {"from": "publisher"}, follow=True).text
    )
    assert enclosure(from_here)["url"] == story.audio_url
    browser.post(url, {"from": "here"})
    assert AppKey.objects.get(pk=key.pk).from_here
    sync, _ = make_key(me, "sync", "Phone")
    assert browser.post(reverse("app-recordings", args=[sync.pk]), {"from": "here"}).status_code == 404
    made = browser.post("/settings/apps", {"opens": "queue", "label": "Car", "from_here": "1"})
    assert made.status_code == 200
    assert AppKey.objects.get(label="Car").from_here
