"""A folder can answer in place of the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from manymentors.errors import AddressRefused, NotFound, TooLarge, Unreachable
from manymentors.http_client import Client
from manymentors.shapes import Validators
from tests.http_client.servers import Server

SAMPLE = "https://sample.manymentors.invalid/"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    folder = tmp_path / "sample"
    (folder / "show").mkdir(parents=True)
    (folder / "show" / "feed.rss").write_bytes(b"<rss/>")
    (folder / "show" / "index.html").write_bytes(b"<html>")
    (folder / "show" / "odd name").write_bytes(b"?")
    (tmp_path / "secret").write_bytes(b"secret")
    (folder / "way-out").symlink_to(tmp_path / "secret")
    with Client(user_agent="t", mounts={SAMPLE: folder}) as ready:
        yield ready


def test_a_file_comes_with_its_type_and_a_validator(client: Client) -> None:
    first = client.get(SAMPLE + "show/feed.rss?x=1")
    assert (first.status, first.body, first.content_type) == (200, b"<rss/>", "application/rss+xml")
    again = client.get(SAMPLE + "show/feed.rss", validators=Validators(etag=first.headers["etag"]))
    assert (again.status, again.body, again.not_modified) == (304, b"", True)


def test_a_folder_answers_with_its_index(client: Client) -> None:
    assert client.get(SAMPLE + "show/").content_type == "text/html"


def test_names_are_unquoted_and_an_unknown_type_stays_unsaid(client: Client) -> None:
    answer = client.get(SAMPLE + "show/odd%20name")
    assert (answer.body, answer.content_type) == (b"?", "")


@pytest.mark.parametrize("path", ["nothing", "", "show/feed.rss/x", "a%00b"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    with pytest.raises(NotFound):
        client.get(SAMPLE + path)


@pytest.mark.parametrize("path", ["../secret", "%2e%2e/secret", "show/..%2f../secret", "way-out"])
def test_no_path_leads_out_of_the_folder(client: Client, path: str) -> None:
    with pytest.raises(AddressRefused, match="leads out"):
        client.get(SAMPLE + path)


def test_other_addresses_go_to_the_network(client: Client) -> None:
    with pytest.raises(AddressRefused, match="private network"):
        client.get("http://127.0.0.1/show/feed.rss")


def test_the_cap_holds_here_too(client: Client) -> None:
    with pytest.raises(TooLarge):
        client.get(SAMPLE + "show/feed.rss", max_bytes=3)


def test_what_is_opened_outside_the_mounts_goes_to_the_network(server: Server, tmp_path: Path) -> None:
    mounts = {"https://sample.invalid/": tmp_path}
    url = server.serve("/a.mp3", b"abc")
    with (
        Client(user_agent="t", allow_hosts=[server.host], mounts=mounts) as client,
        client.open(url) as stream,
    ):
        assert b"".join(stream.parts) == b"abc"


def test_a_server_is_asked_in_place_of_another_and_nothing_else_is_moved(server: Server) -> None:
    here = server.serve("/xrpc/x?y=1", b"there").removesuffix("/xrpc/x?y=1")
    with Client(
        user_agent="test", allow_hosts=[server.host], instead={"https://api.invalid": here}
    ) as client:
        answer = client.get("https://api.invalid/xrpc/x?y=1")
        assert (answer.body, answer.url) == (b"there", f"{here}/xrpc/x?y=1")
        with pytest.raises(Unreachable):
            client.get("https://api.invalid.other.invalid/xrpc/x")
    with (
        Client(user_agent="test", instead={"https://api.invalid": here}) as guarded,
        pytest.raises(AddressRefused, match="private network"),
    ):
        guarded.get("https://api.invalid/xrpc/x")
