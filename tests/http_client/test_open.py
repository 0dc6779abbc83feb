"""The door for what is too large to hold: an answer is handed over while it comes, within the same limits and guards."""

from __future__ import annotations

from pathlib import Path

import pytest

from manymentors.errors import AddressRefused, FetchError, NotFound, ServerFailed, TooSlow, Unreachable
from manymentors.http_client import Client, size_in_words
from tests.http_client.servers import Server, whole

SOUND = bytes(range(256)) * 400


def taken(client: Client, url: str, **told: object) -> tuple[int, bytes]:
    with client.open(url, **told) as answer:  # type: ignore[arg-type]
        return answer.status, b"".join(answer.parts)


def test_an_answer_comes_in_parts_with_its_headers(server: Server, client: Client) -> None:
    url = server.serve("/a.mp3", SOUND, Content_Type="audio/mpeg", ETag='"1"')
    with client.open(url, headers={"Range": "bytes=0-"}) as answer:
        assert (answer.url, answer.status) == (url, 200)
        assert (answer.headers["content-type"], answer.headers["etag"]) == ("audio/mpeg", '"1"')
        assert b"".join(answer.parts) == SOUND
    asked = server.asked[0].headers
    assert (asked["range"], asked["accept-encoding"]) == ("bytes=0-", "identity")


def test_redirects_are_followed_with_the_headers_and_counted(server: Server, client: Client) -> None:
    end = server.serve("/end.mp3", SOUND)
    url = server.redirect("/a", server.redirect("/b", end))
    assert taken(client, url, headers={"Range": "bytes=5-"}) == (200, SOUND)
    assert [asked.headers["range"] for asked in server.asked] == ["bytes=5-"] * 3
    circle = server.redirect("/round", server.url("/round"))
    with pytest.raises(ServerFailed, match="in a circle"), client.open(circle):
        pass


def test_a_password_in_the_address_is_sent_there_alone(server: Server, client: Client) -> None:
    server.serve("/end.mp3", SOUND)
    server.redirect("/a", "/end.mp3")
    assert taken(client, server.url("/a").replace("//", "//ada:secret@"))[0] == 200
    assert [asked.headers.get("authorization") for asked in server.asked] == ["Basic YWRhOnNlY3JldA=="] * 2


def test_a_redirect_into_a_private_network_is_refused(server: Server, client: Client) -> None:
    url = server.redirect("/a", f"http://127.0.0.1:{server.port + 1}/secret")
    with pytest.raises(AddressRefused, match="private network"), client.open(url):
        pass
    with pytest.raises(AddressRefused), client.open("file:///etc/passwd"):
        pass


def test_a_range_that_cannot_be_served_is_handed_over_other_failures_are_raised(
    server: Server, client: Client
) -> None:
    assert taken(client, server.serve("/416", b"", 416, Content_Range="bytes */7")) == (416, b"")
    with pytest.raises(NotFound), client.open(server.url("/nowhere")):
        pass


def test_a_connection_that_breaks_and_a_silent_server_are_told_in_the_block(
    server: Server, client: Client
) -> None:
    server.routes["/cut"] = lambda _: [whole(SOUND)[:5000]]
    with pytest.raises(Unreachable, match="broke"):
        taken(client, server.url("/cut"))
    server.routes["/silent"] = lambda _: [whole(SOUND)[:5000], 1.0]
    with pytest.raises(TooSlow):
        taken(client, server.url("/silent"), idle=0.1)
    server.routes["/slow"] = lambda _: [whole(SOUND)[:5000], 0.2, b"x", 0.2, b"x", 0.2]
    with pytest.raises(TooSlow):
        taken(client, server.url("/slow"), seconds=0.3)


def test_a_packed_answer_is_refused(server: Server, client: Client) -> None:
    url = server.serve("/a.mp3", SOUND, Content_Encoding="gzip")
    with pytest.raises(ServerFailed, match="packed"):
        taken(client, url)


def test_a_folder_may_answer_in_place_of_the_network(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").write_bytes(SOUND)
    client = Client(user_agent="test", mounts={"https://sample.invalid/": tmp_path})
    assert taken(client, "https://sample.invalid/a.mp3") == (200, SOUND)
    with pytest.raises(FetchError):
        taken(client, "https://sample.invalid/b.mp3")


def test_the_turn_of_a_host_is_not_kept_while_the_body_comes(server: Server) -> None:
    server.serve("/a.mp3", SOUND)
    server.serve("/feed", b"news")
    with (
        Client(user_agent="test", allow_hosts=[server.host]) as client,
        client.open(server.url("/a.mp3")) as answer,
    ):
        next(answer.parts)
        assert client.get(server.url("/feed")).body == b"news"


def test_sizes_are_told_in_what_people_count_in() -> None:
    assert [size_in_words(count) for count in (9, 48 * 2**20, 10 * 2**30, 1234 * 2**20)] == [
        "9 bytes", "48 MB", "10 GB", "1.21 GB",
    ]  # fmt: skip
