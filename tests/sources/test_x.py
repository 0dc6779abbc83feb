"""One's own archive from X, as a zip: read whole, quickly, and without trusting it."""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import BrokenFile, NotAFeed, NothingThere
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources import archives
from manymentors.sources.fetch import fetch
from manymentors.sources.look import look
from manymentors.sources.x_archive.files import OPENING
from manymentors.sources.x_archive.notes import Notes
from manymentors.sources.x_archive.read import Owner, read_archive, read_tweet
from tests.shared import shared
from tests.sources.strategies import ANYTHING

PAIR = Path(__file__).parents[1] / "data" / "x_archive" / "data"
ACCOUNT = b'window.YTD.account.part0 = [{"account": {"username": "ada"}}]'


def zipped(path: Path, files: dict[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", way) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return path


def folder_of(path: Path) -> dict[str, bytes]:
    return {f"twitter-2024/data/{file.name}": file.read_bytes() for file in path.glob("*.js")}


def test_an_archive_says_what_its_pair_expects(tmp_path: Path) -> None:
    with archives.opened(zipped(tmp_path / "x.zip", folder_of(PAIR))) as archive:
        assert read_archive(archive, "file:///x.zip") == runpy.run_path(f"{PAIR}.py")["expected"]


def test_an_archive_is_followed_and_read_again_only_when_it_is_another_file(
    tmp_path: Path, client: Client
) -> None:
    path = zipped(tmp_path / "x.zip", folder_of(PAIR))
    (found,) = look(str(path), client, local=True)
    assert (found.kind, found.url, len(found.items)) == ("x_archive", path.as_uri(), 10)
    first = fetch("x_archive", path.as_uri(), client, Validators())
    assert first.source == found
    assert fetch("x_archive", path.as_uri(), client, first.validators) == Fetched(None, first.validators)
    zipped(path, {"data/account.js": ACCOUNT})
    again = fetch("x_archive", path.as_uri(), client, first.validators)
    assert again.source == FoundSource("x_archive", path.as_uri(), "@ada on X", site_url="https://x.com/ada")
    path.unlink()
    with pytest.raises(NothingThere, match="any more"):
        fetch("x_archive", path.as_uri(), client, first.validators)


def test_an_archive_without_an_account_is_read_all_the_same(tmp_path: Path, client: Client) -> None:
    follows = b'window.YTD.following.part0 = [{"following": {"accountId": "42"}}]'
    tweets = b'[{"tweet": {"id": 5, "full_text": "RT @bo: x"}}]'
    path = zipped(tmp_path / "x.zip", {"data/tweets.js": tweets, "data/following.js": follows})
    (found,) = look(str(path), client, local=True)
    tweet, following = found.items
    assert (found.title, tweet.url, tweet.author, tweet.text, tweet.published) == (
        "An archive from X",
        "https://x.com/i/status/5",
        "@bo",
        "x",
        None,
    )
    assert following.title == "Whom the owner follows on X"


def test_another_zip_is_no_archive_of_x(tmp_path: Path, client: Client) -> None:
    with pytest.raises(NotAFeed, match="nothing that can be followed"):
        look(str(zipped(tmp_path / "x.zip", {"photos/tweets.txt": b"x"})), client, local=True)


def test_the_archive_that_others_made_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", folder_of(shared("fixtures/twitter-archive-synthetic/data")))
    with archives.opened(path) as archive:
        found = read_archive(archive, "file:///x.zip")
    texts = [item.text for item in found.items]
    assert texts[0] == "New post: AT&T and #rss https://blog.example/post?a=1&b=2"
    assert texts[1:4] == ["@friend agreed 👍", "retweets are prefixed and truncated in archives…", "photo"]
    assert texts[4].startswith("A long note A long note")
    assert found.items[-1].links[0].text == "Friend (@friend)"


def test_a_long_tweet_that_tells_its_id_finds_it() -> None:
    cut = "How we came to answer every call within a minute, told from the beginning"
    notes = [
        {"noteTweetId": id, "tweetId": id, "noteTweetResults": {"text": f"{cut} by {id}"}}
        for id in ("8", "9")
    ]
    owner = Owner("ada", "Ada", notes=Notes(notes))
    tweets = [{"id_str": id, "full_text": f"{cut}…"} for id in ("9", "8", "7")]
    items = [read_tweet(tweet, owner) for tweet in tweets]
    assert [item.text for item in items if item] == [f"{cut} by 9", f"{cut} by 8", f"{cut}…"]


# --- what a zip can do to its reader


def test_a_bomb_is_refused_before_it_swells(tmp_path: Path, client: Client) -> None:
    bomb = zipped(tmp_path / "x.zip", {"data/account.js": ACCOUNT, "data/tweets.js": b" " * 20_000_000})
    with pytest.raises(BrokenFile, match=r"x\.zip was not read: data/tweets\.js would swell to 19 MB"):
        look(str(bomb), client, local=True)


def test_a_zip_that_tells_of_too_much_is_refused(tmp_path: Path, client: Client) -> None:
    path = zipped(tmp_path / "x.zip", {"data/tweets.js": b"[]", "data/account.js": ACCOUNT})
    with zipfile.ZipFile(path, "a") as archive:
        archive.infolist()[0].file_size = 3 * 1024**3
        with pytest.raises(BrokenFile, match="would take 3072 MB"):
            archives.files_of(archive, "data/tweets.js")
        archive.infolist()[0].file_size = 2
    told = path.read_bytes()
    end = told.rfind(b"PK\5\6")
    large = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 10**7, 10**7, 0, 0)
    path.write_bytes(told[:end] + large + told[end:])
    with pytest.raises(BrokenFile, match="it says that it holds 10000000 files"):
        look(str(path), client, local=True)


def test_names_that_lead_elsewhere_are_only_names(tmp_path: Path, client: Client) -> None:
    tweets = b'[{"tweet": {"id": "1", "full_text": "x"}}]'
    path = zipped(tmp_path / "x.zip", {"../../data/tweets.js": tweets, "/etc/data/account.js": ACCOUNT})
    (found,) = look(str(path), client, local=True)
    assert [item.text for item in found.items] == ["x"]
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"], "nothing is unpacked"


@pytest.mark.parametrize("cut", [4, 30, 200, -30])
def test_a_zip_that_was_cut_is_named(tmp_path: Path, client: Client, cut: int) -> None:
    path = zipped(tmp_path / "x.zip", {"data/account.js": ACCOUNT, "data/tweets.js": b"[]"})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(
        BrokenFile, match=r"x\.zip was not read: it cannot be unpacked .*Ask for the archive again"
    ):
        look(str(path), client, local=True)


def test_a_zip_that_was_changed_inside_is_named(tmp_path: Path, client: Client) -> None:
    path = zipped(tmp_path / "x.zip", {"data/account.js": ACCOUNT}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b'"ada"', b'"bob"'))
    with pytest.raises(BrokenFile, match="cannot be unpacked"):
        look(str(path), client, local=True)


# --- what a file in it can do


def read(body: bytes) -> list[dict[str, Any]]:
    return list(archives.objects(io.BytesIO(body), "data/tweets.js", OPENING))


def test_a_file_is_read_object_by_object_and_never_run() -> None:
    assert read(b'\xef\xbb\xbf window.YTD.tweets.part0 = [ {}\n, {"a": [1]},] ; alert(1)') == [{}, {"a": [1]}]
    assert read(b"[]") == []
    long = [{"text": "ä" * archives.CHUNK}, {"b": 2}]
    assert read(b"window.YTD.x.part0 = " + json.dumps(long, ensure_ascii=False).encode()) == long


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "does not begin"),
        (b"alert(1)", "does not begin"),
        (b"[{", "ends in the middle"),
        (b"[{}", "ends in the middle"),
        (b"[1]", "no entry"),
        (b"[{} {]", "ends in the middle"),
        (b"[" + b'{"a":' * 100_000, "ends in the middle"),
        (b'[{"a": "' + b"x" * (archives.LONGEST_ENTRY + 2 * archives.CHUNK), "does not end"),
    ],
)
def test_a_file_that_is_none_of_an_archive_is_named(body: bytes, words: str) -> None:
    with pytest.raises(BrokenFile, match=f"data/tweets.js in the archive cannot be read: .*{words}"):
        read(body)


@settings(deadline=None)
@given(st.binary())
def test_no_bytes_bring_the_reader_of_files_down(body: bytes) -> None:
    for start in (b"", b"[", b"window.YTD.a.part0 = [{"):
        with contextlib.suppress(BrokenFile):
            assert all(isinstance(entry, dict) for entry in read(start + body))


NAMES = ("id_str", "id", "full_text", "created_at", "entities", "urls", "url", "expanded_url", "user_mentions", "media",
         "screen_name", "name", "in_reply_to_status_id_str", "in_reply_to_user_id_str", "in_reply_to_screen_name")  # fmt: skip
TEXTS = st.text() | st.builds("RT @{}: {} https://t.co/a".format, st.text(), st.text())
TWEET = st.dictionaries(
    st.sampled_from(NAMES), ANYTHING | TEXTS | st.dictionaries(st.sampled_from(NAMES), ANYTHING)
)


@settings(deadline=None)
@given(TWEET)
def test_no_tweet_brings_the_reader_down(tweet: dict[str, Any]) -> None:
    item = read_tweet({"id_str": "1", **tweet}, Owner("ada", "Ada"))
    assert item is None or "<script" not in item.html


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="&<>")))
def test_no_word_of_a_tweet_is_lost(words: str) -> None:
    item = read_tweet({"id_str": "1", "full_text": f"I said {words}"}, Owner("ada", "Ada"))
    assert item is not None
    assert item.text == f"I said {words}".strip()
