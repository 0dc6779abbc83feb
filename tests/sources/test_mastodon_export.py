"""Lists of accounts and the archive that Mastodon lets its users take away."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.errors import BrokenFile, NotAFeed
from manymentors.http_client import Client
from manymentors.shapes import Fetched, FoundSource, Validators
from manymentors.sources import archives
from manymentors.sources.fetch import fetch
from manymentors.sources.look import look
from manymentors.sources.mastodon.exports import read_accounts, read_activity, read_archive
from tests.sources.strategies import ANYTHING
from tests.sources.test_x import zipped

PAIR = Path(__file__).parents[1] / "data" / "mastodon" / "archive"
FOLLOWS = "Account address,Show boosts,Notify on new posts,Languages\n"


def archive_at(path: Path, **changed: bytes) -> Path:
    files = {f"{name}.json": (PAIR / f"{name}.json").read_bytes() for name in ("actor", "outbox")}
    return zipped(path, files | {f"{name}.json": body for name, body in changed.items()})


# --- lists


def test_everybody_in_a_list_of_follows_can_be_followed(tmp_path: Path, client: Client) -> None:
    path = tmp_path / "following_accounts.csv"
    path.write_text(
        f"\ufeff{FOLLOWS}bo@Other.example,true,false,\ncy@social.example,true,false,en\n\nnobody\nbo@other.example\n"
    )
    assert look(str(path), client, local=True) == [
        FoundSource("mastodon", "https://other.example/@bo", "@bo@other.example"),
        FoundSource("mastodon", "https://social.example/@cy", "@cy@social.example"),
    ]


def test_lists_with_titles_become_folders(tmp_path: Path, client: Client) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("Mentors,bo@other.example\nMentors,@cy@social.example\n")
    assert [(found.url, found.folder) for found in look(str(path), client, local=True)] == [
        ("https://other.example/@bo", ("Mentors",)),
        ("https://social.example/@cy", ("Mentors",)),
    ]
    path.write_text(",bo@other.example\n")
    assert look(str(path), client, local=True)[0].folder == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Account address,Hide notifications\nbo@other.example,true\n", "muted, not those that are followed"),
        (FOLLOWS, "lists nobody to follow"),
        ("name,town\nAda,Bergen\n", "nothing that can be followed"),
        ("", "nothing that can be followed"),
        ("bo@other.example\n", "nothing that can be followed"),
        (f"a,{'b' * 200_000}", "nothing that can be followed"),
    ],
)
def test_other_lists_are_named(tmp_path: Path, client: Client, text: str, words: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text)
    with pytest.raises(NotAFeed, match=words):
        look(str(path), client, local=True)


@settings(deadline=None)
@given(st.text())
def test_no_text_brings_the_reader_of_lists_down(text: str) -> None:
    assert read_accounts(f"{FOLLOWS}a@b.example\n{text}", "list.csv")
    read_accounts(text, "list.csv")


# --- archives


def test_an_archive_says_what_its_pair_expects(tmp_path: Path) -> None:
    with archives.opened(archive_at(tmp_path / "m.zip")) as archive:
        assert read_archive(archive, "file:///m.zip") == runpy.run_path(f"{PAIR}.py")["expected"]


def test_an_archive_is_followed_and_read_again_only_when_it_is_another_file(
    tmp_path: Path, client: Client
) -> None:
    path = archive_at(tmp_path / "m.zip")
    (found,) = look(str(path), client, local=True)
    assert (found.kind, found.url, len(found.items)) == ("mastodon_archive", path.as_uri(), 3)
    first = fetch("mastodon_archive", path.as_uri(), client, Validators())
    assert first.source == found
    assert fetch("mastodon_archive", path.as_uri(), client, first.validators) == Fetched(
        None, first.validators
    )


def test_an_archive_of_nobody_in_particular_is_read(tmp_path: Path, client: Client) -> None:
    (found,) = look(str(archive_at(tmp_path / "m.zip", actor=b"{}")), client, local=True)
    assert (found.title, found.people) == ("from an archive", ())


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"actor": b"<html>"}, "not JSON"),
        ({"outbox": b"{}"}, "does not begin"),
        ({"outbox": b'{"orderedItems": [{}'}, "ends in the middle"),
    ],
)
def test_a_broken_archive_is_named(
    tmp_path: Path, client: Client, changed: dict[str, bytes], words: str
) -> None:
    with pytest.raises(BrokenFile, match=words):
        look(str(archive_at(tmp_path / "m.zip", **changed)), client, local=True)


NAMES = ("id", "type", "object", "to", "cc", "published", "summary", "content", "url", "inReplyTo", "oneOf", "name",
         "attachment", "mediaType")  # fmt: skip
TABLE = st.dictionaries(st.sampled_from(NAMES), ANYTHING)


@settings(deadline=None)
@given(st.sampled_from(["Create", "Announce", "Delete"]), TABLE, TABLE, st.booleans())
def test_no_activity_brings_the_reader_down_and_what_is_not_for_everybody_is_left_out(
    kind: str, activity: dict[str, Any], note: dict[str, Any], public: bool
) -> None:
    to = {"to": ["as:Public"] if public else ["https://other.example/users/bo"], "cc": []}
    told = {**activity, **to, "type": kind, "object": {**note, **to, "id": "x"}}
    item = read_activity(told, note)
    assert item is None or (public and kind == "Create")
    read_activity({**told, "object": "https://other.example/1"}, note)
