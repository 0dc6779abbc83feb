"""What somebody brings: archives told by what is in them, lists of channels, and files that are neither."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import BrokenFile, NotAFeed
from manymentors.http_client import Client
from manymentors.shapes import FoundSource
from manymentors.sources import brought
from manymentors.sources.kinds.takeout import FEED, read_subscriptions
from manymentors.sources.look import look
from tests.sources.test_mastodon_export import FOLLOWS, archive_at
from tests.sources.test_x import ACCOUNT, PAIR, folder_of, zipped

ONE, TWO = "UC" + "a" * 22, "UC" + "b" * 22
CHANNELS = f"Kanal-ID,Kanal-URL,Kanaltitel\n{ONE},http://www.youtube.com/channel/{ONE},Tide Talks\n{TWO},x\n"
FOUND = [FoundSource("youtube", FEED + ONE, title="Tide Talks"), FoundSource("youtube", FEED + TWO)]


def test_an_archive_is_known_by_its_files_and_counted(tmp_path: Path) -> None:
    x = zipped(tmp_path / "x.zip", folder_of(PAIR))
    assert brought.kind_of(x) == brought.X
    told = brought.glimpse(x, brought.X)
    assert (told.title, told.site_url, told.name) == ("Ada Holm (@ada on X)", "https://x.com/ada", "Ada Holm")
    assert told.posts + told.passed_on + told.lists == 10
    assert told.passed_on
    assert told.lists >= 2
    assert told.first
    assert told.last
    assert told.first < told.last

    theirs = archive_at(tmp_path / "m.zip")
    assert brought.kind_of(theirs) == brought.MASTODON
    assert brought.glimpse(theirs, brought.MASTODON).posts
    nobody = zipped(tmp_path / "n.zip", {"data/account.js": ACCOUNT})
    empty = brought.glimpse(nobody, brought.X)
    assert (empty.posts, empty.first, empty.last, empty.name) == (0, None, None, "")

    assert (
        brought.kind_of(zipped(tmp_path / "l.zip", {"Connections.csv": b"First Name\n"})) == brought.LINKEDIN
    )
    assert brought.kind_of(zipped(tmp_path / "o.zip", {"holiday.jpg": b"x"})) == ""


def test_a_zip_that_swells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "x.zip", {"data/tweets.js": b" " * 300_000_000})
    with pytest.raises(BrokenFile, match="would swell to"):
        brought.kind_of(bomb)


def test_channels_that_one_subscribes_to_are_told_whatever_the_language_of_the_list(
    tmp_path: Path, client: Client
) -> None:
    path = tmp_path / "subscriptions.csv"
    path.write_text("\ufeff" + CHANNELS)
    assert look(str(path), client, local=True) == FOUND
    files = {"Takeout/YouTube/subscriptions/subscriptions.csv": CHANNELS.encode()}
    zip_ = zipped(tmp_path / "takeout.zip", files)
    assert look(str(zip_), client, local=True) == FOUND
    assert brought.kind_of(zip_) == brought.TAKEOUT
    assert brought.subscriptions_in(zip_) == FOUND
    assert brought.subscriptions_in(zipped(tmp_path / "n.zip", {"subscriptions.csv": b"a,b\n"})) == []
    for name in ("none.bin", "none.zip"):
        (tmp_path / name).write_text("nothing")
        with pytest.raises(NotAFeed):
            look(str(tmp_path / name), client, local=True)
    (tmp_path / "folder").mkdir()
    with pytest.raises(NotAFeed, match="holds no transcripts"):
        look(str(tmp_path / "folder"), client, local=True)
    with pytest.raises(NotAFeed):
        look(str(zipped(tmp_path / "other.zip", {"a.txt": b"x"})), client, local=True)


def test_what_is_no_list_of_channels_is_left_to_others() -> None:
    for told in (b"", b"a,b,c\nd,e,f\n", b"a,b\n", b'"a\0', b"one,two,three\n", f"{ONE}\n".encode() * 2):
        assert read_subscriptions(told, "x.csv") is None
    assert (
        read_subscriptions(b"a,b,c\n" + b"x" * 200_000 + b",y,z\n", "x.csv") is None
    )  # more than a cell holds
    with pytest.raises(NotAFeed, match="lists no channel"):
        read_subscriptions(b"Channel Id,Channel Url,Channel Title\n", "x.csv")


def test_a_list_is_read_whichever_it_is() -> None:
    opml = b'<opml><body><outline type="rss" xmlUrl="https://a.example/feed" text="A"/></body></opml>'
    assert [found.url for found in brought.read_list(opml, "a.opml")] == ["https://a.example/feed"]
    follows = f"{FOLLOWS}bo@other.example,true,false,\n".encode()
    assert [found.url for found in brought.read_list(follows, "f.csv")] == ["https://other.example/@bo"]
    assert brought.read_list(CHANNELS.encode(), "s.csv") == FOUND
    assert brought.read_list(b"\xff\xfe\0nothing", "s.csv") == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_strangers_bytes_give_a_list_or_an_error_of_ours(body: bytes) -> None:
    for told in (body, CHANNELS.encode() + body):
        with contextlib.suppress(NotAFeed):
            assert all(found.url for found in brought.read_list(told, "x.csv"))
