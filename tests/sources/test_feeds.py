"""Feeds of all kinds and qualities become the same shapes, and none brings the reader down."""

from __future__ import annotations

import contextlib
import runpy
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from manymentors.errors import NotAFeed
from manymentors.shapes import Audio, Chapter, FoundItem, FoundSource, PersonTag
from manymentors.sources.feeds.charset import as_utf8_xml, decode
from manymentors.sources.feeds.items import LONGEST_KEY
from manymentors.sources.feeds.read import nature_of, read_feed
from manymentors.sources.feeds.tags import read_tags
from manymentors.sources.feeds.xml_feed import parse_fast, parse_slowly
from tests.shared import shared

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://feeds.example/feed"
PAIRS = sorted((Path(__file__).parents[1] / "data" / "feeds").glob("*.py"))


def read(feed: str | bytes, charset: str = "") -> FoundSource:
    return read_feed(feed.encode() if isinstance(feed, str) else feed, charset, URL, NOW).source


def rss(items: str, channel: str = "", more: str = "") -> str:
    return f'<rss version="2.0" {more}><channel><title>T</title>{channel}{items}</channel></rss>'


def first(feed: str | bytes, charset: str = "") -> FoundItem:
    return read(feed, charset).items[0]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.stem)
def test_a_feed_says_what_its_pair_expects(pair: Path) -> None:
    assert read_feed(pair.with_suffix("").read_bytes(), "", URL, NOW) == runpy.run_path(str(pair))["expected"]


# --- what others wrote


FOLDERS = ["own", "miniflux", "podcastparser", "feedparser", "reader", "fastfeedparser", "podcast-namespace"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_fixture_brings_anything_but_items_or_our_error(folder: str) -> None:
    count = 0
    for path in shared(f"fixtures/feeds/{folder}").rglob("*"):
        if path.is_file():
            count += 1
            try:
                source = read(path.read_bytes())
            except NotAFeed:
                continue
            check(source)
    assert count > 5


def check(source: FoundSource) -> None:
    """What holds for every feed there can be."""
    keys = [item.key for item in source.items]
    assert len(set(keys)) == len(keys)
    assert all(0 < len(key) <= LONGEST_KEY for key in keys)
    repr(source).encode()
    for item in source.items:
        text = "".join((item.title, item.html, item.text, item.author, item.published_raw, item.key))
        assert not set(text) & {chr(code) for code in range(32) if chr(code) not in "\t\n\r"}
        addresses = [item.url, item.chapters_url, *(link.url for link in (*item.links, *item.transcripts))]
        addresses += [audio.url for audio in (item.audio,) if audio] + [
            chapter.url for chapter in item.chapters
        ]
        addresses += [address for person in item.people for address in (person.href, person.image)]
        assert all(address.startswith(("http://", "https://", "HTTP")) for address in addresses if address)


def test_all_of_podcasting_2_0_is_found() -> None:
    source = read(shared("fixtures/feeds/podcast-namespace/example.xml").read_bytes())
    assert sum(len(item.transcripts) for item in source.items) == 4
    assert sum(bool(item.chapters_url) for item in source.items) == 3
    assert sum(len(item.people) for item in source.items) == 9
    assert len(source.people) == 1


def test_the_old_podcast_namespace_counts_too_and_so_does_none_at_all() -> None:
    old = 'xmlns:podcast="https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"'
    for declared in (old, ""):
        item = first(rss("<item><title>x</title><podcast:person>Ada</podcast:person></item>", more=declared))
        assert item.people == (PersonTag("Ada"),)


@pytest.mark.parametrize(
    "folder", ["podcastparser", "reader", "miniflux/rss", "miniflux/atom", "miniflux/rdf"]
)
def test_both_parsers_agree_on_clean_feeds(folder: str) -> None:
    compared = 0
    for path in sorted(shared(f"fixtures/feeds/{folder}").iterdir()):
        text = decode(path.read_bytes())
        if text is None or nature_of(text) != "feed":
            continue
        xml = as_utf8_xml(text)
        fast, slow = parse_fast(xml), parse_slowly(xml)
        if slow.get("bozo") or not fast:
            continue
        compared += 1
        assert len(fast["entries"]) == len(slow["entries"]), path.name
        for one, other in zip(fast["entries"], slow["entries"], strict=True):
            titles = one.get("title") or "", other.get("title") or ""
            if all(titles) and not set("<&") & set("".join(titles)):
                assert titles[0].split() == titles[1].split(), path.name
    assert compared > 2


def test_the_key_of_an_item_does_not_depend_on_the_parser() -> None:
    clean = rss("<item><title>caf\u00e9</title><guid>a/b</guid><link>/x</link></item>")
    broken = clean.encode().replace("\u00e9".encode(), b"\xe9")
    assert (
        (first(clean).key, first(clean).url)
        == (first(broken).key, first(broken).url)
        == ("a/b", "https://feeds.example/x")
    )
    assert first(broken).title == "caf\u00e9"


# --- hostile


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("billion_laughs.rss", None),
        ("xxe_file.rss", None),
        ("latin1_declared_utf8.rss", ["caf\u00e9"]),
        ("control_chars.rss", ["abc"]),
        ("truncated.rss", ["ok"]),
        ("leading_junk.rss", ["t"]),
    ],
)
def test_a_hostile_feed_is_read_quickly_and_tells_nothing(name: str, titles: list[str] | None) -> None:
    began = time.monotonic()
    items = read(shared(f"fixtures/feeds/own/hostile/{name}").read_bytes()).items
    assert time.monotonic() - began < 3
    assert titles is None or [item.title for item in items] == titles
    assert "root:" not in repr(items)
    assert len(repr(items)) < 10_000


def test_a_web_page_in_place_of_a_feed_is_no_feed() -> None:
    with pytest.raises(NotAFeed, match="a web page"):
        read(shared("fixtures/feeds/own/hostile/html_instead.rss").read_bytes())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "an empty file"),
        (b"\0\xff\xfe binary", "something else"),
        (b"<opml><body/></opml>", "OPML"),
        (b'{"a": 1}', "no list called"),
        (b'{"items": []}', "neither"),
        (b"{" * 100_000, "cannot be read as JSON"),
        (b'{"items": ' + b"[" * 100_000, "cannot be read as JSON"),
        (b"{\xff", "cannot be read as JSON"),
        (b"<rss", "nothing|something else"),
        (b"<rss>", "nothing in it"),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, words: str) -> None:
    with pytest.raises(NotAFeed, match=words):
        read(body)


def test_deep_and_huge_documents_are_read_in_time() -> None:
    began = time.monotonic()
    nested = rss(f"<item><guid>1</guid><description><![CDATA[{'<div>' * 100_000}deep]]></description></item>")
    assert first(nested).text.endswith("deep")
    tags = rss("<item><guid>1</guid><title>t</title></item>" + "<a>" * 100_000)
    assert first(tags).title == "t"
    title = rss(f"<item><guid>1</guid><title>{'x' * 12_000_000}</title></item>")
    assert read(title).items
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("start", "item", "end"),
    [
        ("<rss><channel>", "<item><guid>{}</guid></item>", "</channel></rss>"),
        ('<feed xmlns="http://www.w3.org/2005/Atom">', "<entry><id>{}</id></entry>", "</feed>"),
        ("<channel><title>x</title>", "<item><guid>{}</guid></item>", "</channel>"),
        ('{"version":"https://jsonfeed.org/version/1","items":[0', ',{{"id":"{}"}}', "]}"),
    ],
)
def test_of_many_items_the_first_five_thousand_are_read(start: str, item: str, end: str) -> None:
    began = time.monotonic()
    found = read(start + "".join(item.format(number) for number in range(20_000)) + end)
    assert 4_999 <= len(found.items) <= 5_000
    assert found.items[0].key == "0"
    assert time.monotonic() - began < 10


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_bytes_broken_anywhere_never_crash(data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from([pair.with_suffix("").read_bytes() for pair in PAIRS]))
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 200)))
    middle = data.draw(
        st.one_of(st.binary(max_size=40), st.sampled_from([b"<", b"]]>", b"<![CDATA[", b"&#0;", b"\\ud800"]))
    )
    broken = whole[:start] + middle + (whole[end:] if data.draw(st.booleans()) else b"")
    try:
        source = read_feed(
            broken, data.draw(st.sampled_from(["", "utf-8", "latin-1", "utf-16", "zip"])), URL, NOW
        ).source
    except NotAFeed:
        return
    check(source)


@settings(deadline=None, max_examples=100)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(str.encode),
        st.binary(max_size=99).map(b"<rss>".__add__),
    )
)
def test_any_bytes_are_a_feed_or_our_error(body: bytes) -> None:
    with contextlib.suppress(NotAFeed):
        check(read(body))


def test_what_brings_down_feedparser_is_read_by_the_other() -> None:
    items = "<item><title>t</title><guid>1</guid><category>&#99999999999;</category></item>"
    assert parse_slowly(rss(items).encode() + b"\xff") == {}
    assert keys(items, b"\xff") == ["1"]


# --- keys


def keys(items: str, end: bytes = b"") -> list[str]:
    return [item.key for item in read(rss(items).encode() + end).items]


def test_where_a_guid_is_taken_the_address_joins_and_then_the_position() -> None:
    assert keys(
        "<item><guid>g</guid><title>1</title></item>"
        "<item><guid>g</guid><link>https://a.example/</link><title>2</title></item>"
        "<item><guid>g</guid><link>https://a.example/</link><title>3</title></item>"
        "<item><guid>g</guid><title>4</title></item>"
    ) == ["g", "g https://a.example/", "g https://a.example/ #3", "g #4"]


def test_without_a_guid_the_address_is_the_key_and_without_that_the_words() -> None:
    found = keys(
        "<item><link>https://a.example/</link></item><item><title>w</title></item><item><title>v</title></item>"
    )
    assert found[0] == "https://a.example/"
    assert all(key.startswith("sha256:") for key in found[1:])
    assert len(set(found)) == 3


def test_an_item_that_is_there_twice_comes_once() -> None:
    assert len(keys("<item><guid>g</guid></item>" * 2)) == 1


def test_a_guid_of_any_length_makes_a_short_key() -> None:
    assert keys(f"<item><guid>{'g' * 9999}</guid></item>")[0].startswith("sha256:")


def test_keys_stay_when_the_feed_is_read_again_with_something_new() -> None:
    old = "<item><guid>1</guid></item><item><title>w</title></item>"
    assert keys("<item><guid>0</guid></item>" + old)[1:] == keys(old)


# --- single things


def test_a_podcast_is_a_feed_with_episodes() -> None:
    assert read(rss("<item><title>x</title></item>")).kind == "feed"
    assert (
        read(rss('<item><title>x</title><enclosure url="https://a.example/x.opus"/></item>')).kind
        == "podcast"
    )


def test_a_feed_without_items_is_a_feed() -> None:
    source = read(rss(""))
    assert (source.title, source.items) == ("T", ())


@pytest.mark.parametrize(
    ("enclosure", "audio", "kind"),
    [
        ('url="/a" type="image/png"', None, "article"),
        ('url="/a.mp3" type="application/octet-stream" length="0"', Audio("https://feeds.example/a.mp3", "application/octet-stream"), "episode"),
        ('url="/a" type="audio/mpeg" length="-5"', Audio("https://feeds.example/a", "audio/mpeg"), "episode"),
        ('url="/a.webm"', Audio("https://feeds.example/a.webm"), "video"),
        ('url="file:///a.mp3" type="audio/mpeg"', None, "article"),
        ('type="audio/mpeg"', None, "article"),
    ],
)  # fmt: skip
def test_enclosures_are_known_by_type_or_ending(enclosure: str, audio: Audio | None, kind: str) -> None:
    item = first(rss(f"<item><title>x</title><enclosure {enclosure}/></item>"))
    assert (item.audio, item.kind) == (audio, kind)


def test_media_content_is_an_enclosure_too() -> None:
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    inner = (
        '<media:group><media:content url="https://a.example/a" type="audio/mpeg" fileSize="9"/></media:group>'
    )
    assert first(rss(f"<item><title>x</title>{inner}</item>", more=media)).audio == Audio(
        "https://a.example/a", "audio/mpeg", 9
    )


def test_a_youtube_entry_is_a_video_with_its_description() -> None:
    item = first(shared("fixtures/feeds/own/youtube_channel.atom").read_bytes())
    assert (item.kind, item.key, item.author) == ("video", "yt:video:AAAAAAAAAAA", "Example Channel")
    assert item.text == "Chapters:\n0:00 Intro\n1:30 Topic & more\n10:05 End"


def test_dates_that_cannot_be_are_none_and_keep_their_words() -> None:
    items = read(shared("fixtures/feeds/own/dates_chaos.rss").read_bytes()).items
    found = {item.key: item.published for item in items}
    assert {key for key, date in found.items() if date is None} >= {"0", "1", "2", "3", "4"}
    assert found["5"] == datetime(2026, 2, 17, 23, 3, 7, tzinfo=UTC)
    assert items[4].published_raw == "not a date"


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("ada@a.example (Ada Holm)", "Ada Holm"),
        ("Ada Holm &lt;ada@a.example&gt;", "Ada Holm"),
        ("ada@a.example", "ada@a.example"),
        ("Ada &amp;amp; Bo", "Ada & Bo"),
    ],
)
def test_an_author_is_a_name_where_there_is_one(author: str, name: str) -> None:
    assert first(rss(f"<item><title>x</title><author>{author}</author></item>")).author == name


@pytest.mark.parametrize(
    ("tags", "fresh_for"),
    [
        ("<ttl>60</ttl>", 3600),
        ("<ttl>0</ttl>", None),
        ("<ttl>often</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3600),
        ("<sy:updatePeriod>now</sy:updatePeriod>", None),
    ],
)
def test_a_feed_may_ask_to_be_left_alone_for_a_while(tags: str, fresh_for: float | None) -> None:
    more = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
    assert read_feed(rss("", tags, more).encode(), "", URL, NOW).fresh_for == fresh_for


def test_tags_find_their_item_by_name_where_the_parsers_count_differently() -> None:
    inner = "<item><title>{0}</title><guid>{0}</guid><link>https://a.example/{0}</link><podcast:person>{0}</podcast:person></item>"
    nested = rss(
        inner.format("a")
        + "<item><title>outer</title>"
        + inner.format("b")
        + "</item>"
        + "<x>"
        + inner.format("c")
        + "</x>"
    )
    people = {item.key: [person.name for person in item.people] for item in read(nested).items}
    assert people["a"] == ["a"]
    assert all(names in ([key], []) for key, names in people.items())


def test_markup_inside_a_title_loses_no_words() -> None:
    assert first(rss("<item><title>Test: <b>bold</b> end</title></item>")).title == "Test: bold end"


def test_a_guid_that_is_no_address_is_not_taken_for_one() -> None:
    assert first(rss("<item><title>x</title><guid>42</guid></item>").encode() + b"\xff").url == ""


def test_podlove_chapters_and_threads_survive_without_a_declared_prefix() -> None:
    item = first(
        rss(
            '<item><title>x</title><psc:chapters><psc:chapter start="1" title="a"/><?x y?></psc:chapters></item>'
        )
    )
    assert item.chapters == (Chapter("a", 1.0),)


def test_xml_that_lxml_cannot_read_has_no_tags() -> None:
    assert read_tags(b"", URL) == read_tags(b"\0", URL) == replace(read_tags(b"<rss/>", URL), base=URL)
    assert read_tags(b"<rss/>", URL).items == ()


# --- charsets


@pytest.mark.parametrize(
    ("body", "http", "text"),
    [
        ("h\u00e9".encode(), "", "h\u00e9"),
        (b"h\xe9", "latin-1", "h\u00e9"),
        (b"h\x80", "iso-8859-1", "h\u20ac"),
        ("h\u00e9".encode(), "iso-8859-1", "h\u00e9"),
        ("h\u00e9".encode("utf-16"), "latin-1", "h\u00e9"),
        ("\ufeffh\u00e9".encode("utf-16-be"), "", "\ufeffh\u00e9"),
        ("\ufeffh".encode("utf-32"), "", "\ufeffh"),
        (b"\xef\xbb\xbfx", "", "\ufeffx"),
        ("<a>".encode("utf-16-be"), "", "<a>"),
        ("<a>".encode("utf-16-le"), "", "<a>"),
        (
            '<?xml version="1.0" encoding="koi8-r"?>\u0434'.encode("koi8-r"),
            "",
            '<?xml version="1.0" encoding="koi8-r"?>\u0434',
        ),
        (
            '<?xml version="1.0" encoding="koi8-r"?>\u0434'.encode(),
            "utf-8",
            '<?xml version="1.0" encoding="koi8-r"?>\u0434',
        ),
        (b'<?xml version="1.0" encoding="utf-16"?>x', "", '<?xml version="1.0" encoding="utf-16"?>x'),
        ("\u65e5".encode("gb18030"), "gb2312", "\u65e5"),
        (b"\xff", "", None),
        (b"x", "zip", None),
        (b"x", "no-such-charset", None),
        (b"x", "a\0b", None),
    ],
)
def test_bytes_are_read_in_the_charset_that_is_meant(body: bytes, http: str, text: str | None) -> None:
    found = decode(body, http)
    assert found == text or (found or "").removeprefix("\ufeff") == (text or "").removeprefix("\ufeff")


def test_xml_for_the_parsers_is_utf8_and_says_nothing_else() -> None:
    assert (
        as_utf8_xml('\ufeff<?xml version="1.0" encoding="koi8-r"?>\n<a>\x0b\u0434</a>')
        == "<a>\u0434</a>".encode()
    )


def test_a_broken_charset_that_feedparser_names_strangely_is_read_anyway() -> None:
    body = b'<?xml version="1.0" encoding="x-nobody"?>' + rss(
        "<item><title>caf\xe9</title><guid>1</guid></item>"
    ).encode("latin-1")
    assert [item.key for item in read(body).items] == ["1"]


def natures() -> Iterator[tuple[str, str]]:
    yield " \ufeff", "nothing"
    yield "{", "json"
    yield "<!-- <rss> --><!DOCTYPE html><rss>", "page"
    yield "<BODY>", "page"
    yield "<?xml?><rdf:RDF ", "feed"
    yield "<opml version='1'>", "opml"
    yield "words", "other"


@pytest.mark.parametrize(("text", "nature"), list(natures()))
def test_the_beginning_says_what_a_document_is(text: str, nature: str) -> None:
    assert nature_of(text) == nature
