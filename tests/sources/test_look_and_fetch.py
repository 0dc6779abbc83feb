"""What can be followed at an address, and what a look at it brings."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

from manymentors.errors import (
    FetchError,
    InputError,
    MentorsError,
    NotAFeed,
    NotFound,
    NothingThere,
)
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundItem, FoundSource, TranscriptLink, Validators
from manymentors.sources import kinds
from manymentors.sources.fetch import fetch
from manymentors.sources.kinds.opml import read_opml
from manymentors.sources.kinds.page import links_of_header, links_of_page
from manymentors.sources.look import look
from tests.http_client.servers import Server
from tests.shared import shared

KINDS = [
    "bluesky",
    "feed",
    "folder",
    "github",
    "mastodon",
    "mastodon_archive",
    "podcast",
    "transcript_file",
    "x_archive",
    "youtube",
]
FEED = b"<rss><channel><title>Roads</title><item><guid>1</guid><title>One</title></item></channel></rss>"
RSS = "application/rss+xml"


def told(caught: pytest.ExceptionInfo[MentorsError]) -> str:
    return str(caught.value)


# --- kinds


def test_every_file_in_the_folder_is_a_kind_and_their_names_are_their_own() -> None:
    found = kinds.all_kinds()
    assert len(found) == len(list(pkgutil.iter_modules(kinds.__path__)))
    names = [name for kind in found for name in kind.FETCHES]
    assert sorted(names) == sorted(set(names)) == sorted(KINDS)
    assert all(callable(kind.look) and (not kind.FETCHES or callable(kind.fetch)) for kind in found)


def test_a_new_file_is_a_new_kind_and_nothing_else_changes(tmp_path: Path, client: Client) -> None:
    (tmp_path / "echo.py").write_text(
        "from manymentors.shapes import Fetched, FoundSource\n"
        "LOOKS_AT = 'address'\nFETCHES = ('echo',)\n"
        "def look(address):\n    return [FoundSource('echo', address.text)] if address.text.startswith('echo:') else None\n"
        "def fetch(url, client, validators):\n    return Fetched(FoundSource('echo', url))\n"
    )
    kinds.__path__.append(str(tmp_path))
    kinds.all_kinds.cache_clear()
    try:
        assert look("echo:me", client) == [FoundSource("echo", "echo:me")]
        assert fetch("echo", "echo:me", client, Validators()).source == FoundSource("echo", "echo:me")
    finally:
        kinds.__path__.remove(str(tmp_path))
        kinds.all_kinds.cache_clear()
        sys.modules.pop("manymentors.sources.kinds.echo")
        importlib.invalidate_caches()


# --- feeds


def test_a_feed_is_what_is_followed(server: Server, client: Client) -> None:
    url = server.serve("/feed", FEED)
    item = FoundItem(key="1", title="One")
    assert look(f" {url} ", client) == [FoundSource("feed", url, "Roads", items=(item,))]


def test_a_feed_that_moved_for_good_is_followed_where_it_is(server: Server, client: Client) -> None:
    server.serve("/new", FEED)
    assert look(server.redirect("/old", "/new", 301), client)[0].url == server.url("/new")
    assert look(server.redirect("/now", "/new", 302), client)[0].url == server.url("/now")


def test_links_in_a_feed_start_where_the_answer_came_from(server: Server, client: Client) -> None:
    server.serve("/deep/feed", FEED.replace(b"<guid>", b"<link>x</link><guid>"))
    server.redirect("/feed", "/deep/feed")
    assert look(server.url("/feed"), client)[0].items[0].url == server.url("/deep/x")


@pytest.mark.parametrize(
    "form", ["feed://{0}/feed", "feed:http://{0}/feed", "pcast://{0}/feed", "itpc://{0}/feed"]
)
def test_the_addresses_that_apps_hand_out_are_understood(server: Server, client: Client, form: str) -> None:
    server.serve("/feed", FEED)
    assert look(form.format(server.host), client)[0].title == "Roads"


def test_a_name_alone_is_asked_by_https(client: Client) -> None:
    assert kinds.Address("blog.example", client).url == "https://blog.example"
    assert kinds.Address("blog.example:8080/a?b", client).url == "https://blog.example:8080/a?b"


@pytest.mark.parametrize("text", ["words", "two words.example", "@ada", "ada@blog.example", "javascript:x", "/etc/passwd", "file:///etc/passwd", "..", "~"])  # fmt: skip
def test_what_is_no_web_address_is_named(client: Client, text: str) -> None:
    with pytest.raises(InputError, match="not a web address"):
        look(text, client)


@pytest.mark.parametrize("text", ["https://[::1/@ada", "https://[/", "http://[x]/users/ada"])
def test_an_address_that_cannot_be_asked_is_named(client: Client, text: str) -> None:
    with pytest.raises(FetchError):
        look(text, client)


def test_nothing_is_no_address(client: Client) -> None:
    with pytest.raises(InputError, match="no address"):
        look("  ", client)


@pytest.mark.parametrize(
    ("body", "media", "words"),
    [
        (b"", "", "answered with nothing"),
        (b"ID3", "audio/mpeg", "one recording"),
        (b"%PDF", "application/pdf", "a file of 4 bytes (application/pdf)"),
        (b"\0\1\2", "", "a file of 3 bytes (no type)"),
        (b"hello", "text/plain", "text without a feed"),
        (b'{"a": 1}', "application/json", "no feed that can be read"),
        (b"<rss></rss>", RSS, "no feed that can be read"),
        (b"<html><body>x</body></html>", "text/html", "names no feed"),
        (b"hello", "text/html", "names no feed"),
        (b"<opml><body></body></opml>", "text/xml", "without a feed in it"),
    ],
)
def test_what_holds_nothing_to_follow_gets_its_sentence(
    server: Server, client: Client, body: bytes, media: str, words: str
) -> None:
    with pytest.raises(NotAFeed) as caught:
        look(server.serve("/x", body, **({"Content_Type": media} if media else {})), client)
    assert words in told(caught)
    assert "ive the" in told(caught) or "ive that" in told(caught)


def test_failures_of_the_network_come_through(server: Server, client: Client) -> None:
    with pytest.raises(NotFound):
        look(server.url("/nothing"), client)


# --- pages


def page(*links: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}{''.join(links)}</head><body>x</body></html>".encode()


def link(href: str, media: str = RSS, rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{media}" href="{href}">'


def test_a_page_leads_to_its_feeds(server: Server, client: Client) -> None:
    server.serve("/feed", FEED)
    server.serve("/moved", FEED.replace(b"Roads", b"Shows"))
    server.redirect("/shows", "/moved", 301)
    found = look(server.serve("/", page(link("feed"), link("/feed"), link("/shows"), link("/none"))), client)
    assert [(source.title, source.url) for source in found] == [
        ("Roads", server.url("/feed")),
        ("Shows", server.url("/moved")),
    ]


def test_a_header_leads_to_a_feed_too(server: Server, client: Client) -> None:
    server.serve("/feed", FEED)
    url = server.serve(
        "/", b"\x89PNG\0", Content_Type="image/png", Link=f'</feed>; rel="alternate"; type="{RSS}"'
    )
    assert look(url, client)[0].title == "Roads"


def test_where_no_feed_of_a_page_answers_the_reason_is_told(server: Server, client: Client) -> None:
    with pytest.raises(NotFound):
        look(server.serve("/", page(link("/none"))), client)


def test_where_a_page_links_to_what_is_no_feed_it_names_none(server: Server, client: Client) -> None:
    server.serve("/feed", b"hello")
    with pytest.raises(NotAFeed, match="names no feed"):
        look(server.serve("/", page(link("/feed"))), client)


def test_only_feeds_that_are_meant_are_taken_from_a_page() -> None:
    body = page(
        link("a"),
        link("b", "application/atom+xml; charset=utf-8"),
        link("c", "application/feed+json"),
        link("d", "text/html"),
        link("e", RSS, "stylesheet"),
        link("f", "", "feed"),
        link("file:///etc/passwd"),
        '<link rel href type><link rel="alternate" type="application/rss+xml">',
        head='<base href="/base/">',
    )
    found = links_of_page(body, "", "https://a.example/x/")
    assert found == [f"https://a.example/base/{name}" for name in "abcf"]
    assert links_of_page(page(link("a")) + b"\xff", "", "https://a.example/x/") == ["https://a.example/x/a"]


def test_only_feeds_that_are_meant_are_taken_from_a_header() -> None:
    header = f'</a>; rel="alternate"; type="{RSS}", <b>; rel=next; type={RSS}, <c>; rel=alternate; type=text/html, <d>;type={RSS};rel=alternate, <file:///x>; rel=alternate; type={RSS}'
    assert links_of_header(header, "https://a.example/x/") == ["https://a.example/a", "https://a.example/x/d"]
    assert links_of_header("", "https://a.example/") == []


# --- lists of subscriptions


OPML = b"""<opml version="2.0"><body>
<outline text="Tech &amp; Co"><outline text="Deep"><outline type="rss" text="A" xmlUrl="https://a.example/feed"/></outline></outline>
<outline text="feeds"><outline type="rss" title="Show" xmlUrl="https://b.example/rss" overcastId="1">
  <outline type="podcast-episode" overcastId="2" enclosureUrl="https://b.example/1.mp3" url="https://overcast.example/2"/>
</outline></outline>
<outline text="again" xmlUrl="https://a.example/feed"/><outline text="x" xmlUrl="file:///etc/passwd"/>
</body></opml>"""
LISTED = [
    FoundSource("feed", "https://a.example/feed", "A", folder=("Tech & Co", "Deep")),
    FoundSource("feed", "https://b.example/rss", "Show", folder=("feeds",)),
]


def test_a_list_of_subscriptions_is_read_from_the_web_and_from_a_file(
    server: Server, client: Client, tmp_path: Path
) -> None:
    assert look(server.serve("/opml", OPML), client) == LISTED
    (tmp_path / "mine.opml").write_bytes(OPML)
    assert look(str(tmp_path / "mine.opml"), client, local=True) == LISTED


@pytest.mark.parametrize("number", range(111, 119))
def test_lists_of_other_readers_are_read(number: int) -> None:
    [path] = shared("fixtures/feeds/miniflux/opml").glob(f"{number}_*")
    assert read_opml(path.read_bytes(), "")


def test_an_ill_formed_list_gives_what_can_be_read() -> None:
    broken = OPML[: OPML.index(b"overcastId")].replace(b"&amp;", b"& &nbsp;") + b"\xff"
    assert [source.url for source in read_opml(broken, "")] == ["https://a.example/feed"]
    assert read_opml(b"words", "") == []


def test_only_web_addresses_are_taken_from_a_list() -> None:
    assert read_opml(OPML, "") == LISTED


# --- files here


@pytest.mark.parametrize(
    ("suffix", "media"), [(".vtt", "text/vtt"), (".SRT", "application/x-subrip"), (".md", "text/markdown")]
)
def test_a_transcript_here_is_a_source_with_one_episode(
    tmp_path: Path, client: Client, suffix: str, media: str
) -> None:
    path = tmp_path / f"A talk{suffix}"
    path.write_text("words")
    transcript = TranscriptLink(path.as_uri(), media)
    item = FoundItem(key=path.name, kind="episode", title="A talk", transcripts=(transcript,))
    expected = FoundSource("transcript_file", path.as_uri(), "A talk", items=(item,))
    assert look(str(path), client, local=True) == [expected]
    assert look(path.as_uri(), client, local=True) == [expected]
    first = fetch("transcript_file", path.as_uri(), client, Validators())
    assert first.source == expected
    assert fetch("transcript_file", path.as_uri(), client, first.validators) == Fetched(
        None, first.validators
    )
    path.write_text("other words")
    assert fetch("transcript_file", path.as_uri(), client, first.validators).source == expected


def test_a_folder_of_transcripts_is_a_source_with_an_episode_for_each(tmp_path: Path, client: Client) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in ("a.vtt", "b/c.txt", ".hidden/d.txt", ".e.txt", "f.mp3"):
        (tmp_path / name).write_text("words")
    [source] = look(str(tmp_path), client, local=True)
    assert (source.kind, source.url, source.title) == ("folder", tmp_path.as_uri(), tmp_path.name)
    assert [(item.key, item.title) for item in source.items] == [("a.vtt", "a"), ("b/c.txt", "c")]
    first = fetch("folder", source.url, client, Validators())
    assert first.source == source
    assert fetch("folder", source.url, client, first.validators).source is None
    (tmp_path / "a.vtt").write_text("changed")
    assert fetch("folder", source.url, client, first.validators).source == source


def test_a_folder_without_transcripts_is_named(tmp_path: Path, client: Client) -> None:
    with pytest.raises(NotAFeed, match="holds no transcripts"):
        look(str(tmp_path), client, local=True)


def test_a_file_of_another_kind_is_named(tmp_path: Path, client: Client) -> None:
    (tmp_path / "x.mp3").write_bytes(b"ID3")
    with pytest.raises(NotAFeed, match=r"\.vtt, \.srt"):
        look(str(tmp_path / "x.mp3"), client, local=True)


def test_a_device_is_no_file(client: Client) -> None:
    with pytest.raises(NotAFeed):
        look("/dev/zero", client, local=True)


@pytest.mark.parametrize(
    "form", ["/no/such/file", "./no-such", "~/no-such-file-here", "file:///no/such/file"]
)
def test_a_file_that_is_not_there_is_named(client: Client, form: str) -> None:
    with pytest.raises(NothingThere, match="no file or folder"):
        look(form, client, local=True)


@pytest.mark.parametrize("kind", ["transcript_file", "folder"])
def test_a_file_that_has_gone_since_is_named(client: Client, kind: str, tmp_path: Path) -> None:
    with pytest.raises(NothingThere, match="any more"):
        fetch(kind, (tmp_path / "gone").as_uri(), client, Validators())


def test_with_local_files_allowed_web_addresses_still_work(server: Server, client: Client) -> None:
    assert look(server.serve("/feed", FEED), client, local=True)[0].title == "Roads"
    with pytest.raises(InputError, match="not a web address"):
        look("words", client, local=True)


def test_no_feed_can_name_a_local_file(server: Server, client: Client) -> None:
    tag = b'<podcast:transcript url="file:///etc/passwd" type="text/plain"/><enclosure url="file:///x.mp3" type="audio/mpeg"/><link>file:///x</link>'
    [source] = look(server.serve("/feed", FEED.replace(b"<guid>", tag + b"<guid>")), client)
    assert "file:" not in repr(source)


# --- fetching


def test_a_fetch_brings_the_items_and_what_makes_the_next_one_conditional(
    server: Server, client: Client
) -> None:
    url = server.serve(
        "/feed", FEED, ETag='"1"', Last_Modified="Sun, 01 Nov 2026 00:00:00 GMT", Cache_Control="max-age=600"
    )
    fetched = fetch("feed", url, client, Validators())
    assert fetched.source is not None
    assert [item.key for item in fetched.source.items] == ["1"]
    assert (fetched.validators.etag, fetched.validators.last_modified) == (
        '"1"',
        "Sun, 01 Nov 2026 00:00:00 GMT",
    )
    assert (fetched.fresh_for, fetched.moved_to) == (600, "")


def test_a_304_brings_nothing_and_keeps_the_validators(server: Server, client: Client) -> None:
    before = Validators('"1"', "", "abc")
    fetched = fetch("podcast", server.serve("/feed", status=304, Cache_Control="max-age=60"), client, before)
    assert fetched == Fetched(None, before, "", 60)


def test_the_same_bytes_bring_nothing(server: Server, client: Client) -> None:
    url = server.serve("/feed", FEED)
    first = fetch("feed", url, client, Validators())
    assert first.validators.body_hash
    assert fetch("feed", url, client, first.validators) == Fetched(None, first.validators)


def test_a_validator_that_the_server_has_dropped_is_forgotten(server: Server, client: Client) -> None:
    assert fetch("feed", server.serve("/feed", FEED), client, Validators('"1"')).validators.etag == ""


def test_a_fetch_tells_where_the_feed_has_moved(server: Server, client: Client) -> None:
    new = server.serve("/new", FEED)
    fetched = fetch("feed", server.redirect("/old", "/new", 301), client, Validators())
    assert fetched.moved_to == new
    assert fetched.source is not None
    assert fetched.source.url == server.url("/old")


@pytest.mark.parametrize(
    ("headers", "ttl", "fresh_for"),
    [
        ({}, "", None),
        ({"Cache_Control": "max-age=0"}, "", None),
        ({"Cache_Control": "no-cache, max-age=600"}, "", None),
        ({"Cache_Control": 'public, max-age="600"'}, "", 600),
        ({"Cache_Control": "max-age=600"}, "<ttl>60</ttl>", 3600),
        ({"Cache_Control": "max-age=7200"}, "<ttl>60</ttl>", 7200),
        ({"Expires": "Sun, 22 Nov 2026 11:00:00 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, "", 3600),
        ({"Expires": "Sun, 22 Nov 2026 09:00:00 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 GMT"}, "", None),
        ({"Expires": "Sun, 22 Nov 2026 09:00:00 GMT", "Date": "Sun, 22 Nov 2026 10:00:00 -0000"}, "", None),
        ({"Expires": "0"}, "", None),
    ],
)
def test_the_longest_wish_to_be_left_alone_counts(
    server: Server, client: Client, headers: dict[str, str], ttl: str, fresh_for: float | None
) -> None:
    feed = FEED.replace(b"<item>", ttl.encode() + b"<item>")
    assert fetch("feed", server.serve("/feed", feed, **headers), client, Validators()).fresh_for == fresh_for


def test_a_page_where_a_feed_was_is_no_feed(server: Server, client: Client) -> None:
    url = server.serve("/feed", page())
    with pytest.raises(NotAFeed) as caught:
        fetch("feed", url, client, Validators())
    assert (
        told(caught) == f"{url} brought no feed. What came is a web page. Check whether the feed has moved."
    )


def test_a_kind_that_nobody_knows_is_named(client: Client) -> None:
    with pytest.raises(InputError, match=r"“page” cannot be fetched\. The kinds are: " + ", ".join(KINDS)):
        fetch("page", "https://a.example/", client, Validators())


def test_failures_of_the_network_come_through_a_fetch(server: Server, client: Client) -> None:
    with pytest.raises(FetchError):
        fetch("feed", server.url("/none"), client, Validators())
