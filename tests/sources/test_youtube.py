"""Channels, playlists, handles and videos of YouTube lead to a feed whose items are videos."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import BrokenFile, NotAFeed, NotFound
from manymentors.http_client import Client
from manymentors.shapes import Fetched, Validators
from manymentors.sources.fetch import fetch
from manymentors.sources.kinds import youtube
from manymentors.sources.look import look
from tests.shared import shared
from tests.sources.networks import Asked, Elsewhere, Query, Said, answering

SITE = "https://www.youtube.com"
CHANNEL = "UCabcdefghijklmnopqrstuv"
LIST = "PLabcdefghijklmnop"
FEED = f"{SITE}/feeds/videos.xml?channel_id={CHANNEL}"
ATOM = f"""<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns="http://www.w3.org/2005/Atom"><title>Ada talks</title><link rel="alternate" href="{SITE}/channel/{CHANNEL}"/>
 <author><name>Ada talks</name></author><entry><id>yt:video:AAAAAAAAAAA</id><yt:videoId>AAAAAAAAAAA</yt:videoId>
 <title>How I left</title><link rel="alternate" href="{SITE}/watch?v=AAAAAAAAAAA"/><published>2026-01-02T03:04:05+00:00</published>
 <media:group><media:content url="{SITE}/v/AAAAAAAAAAA" type="application/x-shockwave-flash"/>
 <media:description>Chapters:&#10;0:00 Intro</media:description></media:group></entry></feed>""".encode()


class YouTube:
    def __init__(self) -> None:
        self.pages = {"/@ada": f'<html><head><link rel="alternate" type="application/rss+xml" href="{FEED}">'}
        self.videos: dict[str, object] = {"AAAAAAAAAAA": {"author_url": f"{SITE}/@ada"}}

    def __call__(self, path: str, query: Query) -> Said:
        if path == "/feeds/videos.xml":
            assert query in ({"channel_id": CHANNEL}, {"playlist_id": LIST})
            return Said(ATOM, headers={"Content-Type": "text/xml"})
        if path == "/oembed":
            told = self.videos.get(query["url"].removeprefix(f"{SITE}/watch?v="))
            return Said(told) if told is not None else Said(b"Unauthorized", 401)
        return Said(self.pages[path].encode()) if path in self.pages else Said(b"", 404)


@pytest.fixture
def tube() -> YouTube:
    return YouTube()


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def client(tube: YouTube, asked: Asked) -> Iterator[Client]:
    with answering(tube, asked) as here, Elsewhere({SITE: here}) as one:
        yield one


@pytest.mark.parametrize(
    ("address", "requests"),
    [
        (f"{SITE}/channel/{CHANNEL}", 1),
        (f"m.youtube.com/channel/{CHANNEL}/videos", 1),
        (FEED, 1),
        (f"{SITE}/playlist?list={LIST}", 1),
        (f"{SITE}/feeds/videos.xml?playlist_id={LIST}", 1),
        (f"{SITE}/@ada", 2),
        (f"{SITE}/watch?v=AAAAAAAAAAA&t=12", 3),
        ("https://youtu.be/AAAAAAAAAAA?si=x", 3),
        (f"{SITE}/shorts/AAAAAAAAAAA", 3),
        ("https://www.youtube-nocookie.com/embed/AAAAAAAAAAA", 3),
    ],
)
def test_every_way_leads_to_the_channel_and_its_videos(
    client: Client, asked: Asked, address: str, requests: int
) -> None:
    (found,) = look(address, client)
    assert (found.kind, found.title) == ("youtube", "Ada talks")
    assert found.url.startswith(f"{SITE}/feeds/videos.xml?")
    (video,) = found.items
    assert (video.kind, video.key, video.title, video.url, video.audio) == (
        "video",
        "yt:video:AAAAAAAAAAA",
        "How I left",
        f"{SITE}/watch?v=AAAAAAAAAAA",
        None,
    )
    assert "0:00 Intro" in video.text
    assert len(asked.all) == requests


def test_a_page_may_say_which_channel_it_is_in_other_ways(tube: YouTube, client: Client) -> None:
    for head in (f'<link rel="canonical" href="{SITE}/channel/{CHANNEL}">', f'<meta itemprop="identifier" content="{CHANNEL}">'):  # fmt: skip
        tube.pages["/@ada"] = f"<html><head>{head}"
        assert look(f"{SITE}/@ada", client)[0].url == FEED


def test_a_page_without_a_channel_says_what_to_give_instead(tube: YouTube, client: Client) -> None:
    tube.pages["/c/ada"] = "<html><head><title>Before you continue</title><link rel=alternate>"
    with pytest.raises(NotAFeed, match=r"asks there for consent first.*/channel/UC"):
        look(f"{SITE}/c/ada", client)


def test_a_video_that_nobody_may_see_is_named(tube: YouTube, client: Client) -> None:
    with pytest.raises(NotFound, match="no video BBBBBBBBBBB"):
        look(f"{SITE}/watch?v=BBBBBBBBBBB", client)
    tube.videos["AAAAAAAAAAA"] = {"author_url": "https://elsewhere.example/"}
    with pytest.raises(NotAFeed, match="names no channel for the video"):
        look("https://youtu.be/AAAAAAAAAAA", client)
    tube.videos["AAAAAAAAAAA"] = b"{"
    with pytest.raises(BrokenFile):
        look("https://youtu.be/AAAAAAAAAAA", client)


def test_a_channel_is_fetched_as_a_feed_is(client: Client) -> None:
    first = fetch("youtube", FEED, client, Validators())
    assert first.source is not None
    assert first.source.kind == "youtube"
    assert fetch("youtube", FEED, client, first.validators) == Fetched(None, first.validators)


def test_the_channel_that_others_made_is_read() -> None:
    atom = shared("fixtures/feeds/own/youtube_channel.atom").read_bytes()
    with answering(lambda path, query: Said(atom, headers={"Content-Type": "text/xml"})) as here, Elsewhere({SITE: here}) as client:  # fmt: skip
        (found,) = look(f"{SITE}/channel/{CHANNEL}", client)
    assert [item.kind for item in found.items] == ["video"]


@pytest.mark.parametrize("address", [f"{SITE}/", f"{SITE}/watch?v=short", f"{SITE}/channel/short", f"{SITE}/playlist?list=x"])  # fmt: skip
def test_an_address_of_no_channel_is_no_feed_by_itself(address: str) -> None:
    assert youtube.feed_of(address) == youtube.video_of(address) == ""


@settings(deadline=None)
@given(st.text(), st.binary())
def test_no_address_and_no_page_brings_the_reader_down(text: str, body: bytes) -> None:
    for address in (f"{SITE}/{text}", f"{SITE}/watch?{text}"):
        assert youtube.feed_of(address) is not None
        assert len(youtube.video_of(address)) in (0, 11)
    assert youtube.channel_feed(body) == ""
