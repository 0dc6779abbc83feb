"""What comes back: bodies, validators, redirects, bad statuses, and servers that lie, drip or swell."""

from __future__ import annotations

import gzip
import logging
import time
import zlib

import pytest

from manymentors.errors import (
    Challenged,
    FetchError,
    NotFound,
    RateLimited,
    ServerFailed,
    SourceGone,
    TooLarge,
    TooSlow,
    Unreachable,
)
from manymentors.http_client import Client, Response, retry_after
from manymentors.http_client.status import until_reset
from manymentors.shapes import Validators
from tests.http_client.servers import Asked, Server, whole

HEAD = b"HTTP/1.1 200 OK\r\n"


def test_an_answer_tells_its_body_type_charset_and_headers(server: Server, client: Client) -> None:
    url = server.serve("/feed#top", b"caf\xe9", Content_Type="text/xml; charset=ISO-8859-1", ETag='"1"')
    server.routes["/feed"] = server.routes["/feed#top"]
    answer = client.get(url)
    assert (answer.url, answer.status, answer.body) == (server.url("/feed"), 200, b"caf\xe9")
    assert (answer.content_type, answer.charset, answer.headers["etag"]) == ("text/xml", "iso-8859-1", '"1"')
    assert (answer.not_modified, answer.moved_to) == (False, "")


def test_an_answer_without_a_type_says_nothing_of_it() -> None:
    assert (Response("http://a.example/").content_type, Response("http://a.example/").charset) == ("", "")


def test_we_say_who_asks_and_what_is_wanted(server: Server, client: Client) -> None:
    client.get(server.serve("/"), accept="text/html")
    client.get(server.url("/"))
    assert server.asked[0].headers["user-agent"] == "Manymentors/test"
    assert [asked.headers["accept"] for asked in server.asked] == ["text/html", "*/*"]


def test_no_proxy_of_the_environment_is_used(
    server: Server, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert client.get(server.serve("/", b"direct")).body == b"direct"


# --- conditional requests


def test_validators_are_sent_and_a_304_says_that_nothing_has_changed(server: Server, client: Client) -> None:
    url = server.serve("/", status=304, ETag='"2"')
    answer = client.get(url, validators=Validators(etag='"1"', last_modified="Sun, 01 Nov 2026 00:00:00 GMT"))
    assert server.asked[0].headers["if-none-match"] == '"1"'
    assert server.asked[0].headers["if-modified-since"] == "Sun, 01 Nov 2026 00:00:00 GMT"
    assert answer == Response(url, 304, answer.headers, b"", not_modified=True)


def test_a_304_that_nobody_asked_for_is_a_failure(server: Server, client: Client) -> None:
    with pytest.raises(ServerFailed, match="304"):
        client.get(server.serve("/", status=304))


# --- redirects


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301,), True), ((301, 308), True), ((302,), False), ((301, 302), False), ((307, 308), False)],
)
def test_it_has_moved_only_where_every_redirect_is_permanent(
    server: Server, client: Client, statuses: tuple[int, ...], moved: bool
) -> None:
    for number, status in enumerate(statuses):
        server.redirect(f"/{number}", f"/{number + 1}", status)
    end = server.serve(f"/{len(statuses)}", b"end")
    answer = client.get(server.url("/0"))
    assert (answer.url, answer.body, answer.moved_to) == (end, b"end", end if moved else "")


def test_five_redirects_are_followed_and_the_sixth_is_not(server: Server, client: Client) -> None:
    for number in range(6):
        server.redirect(f"/{number}", f"/{number + 1}")
    server.serve("/6", b"end")
    assert client.get(server.url("/1")).body == b"end"
    with pytest.raises(ServerFailed, match="more than 5 times"):
        client.get(server.url("/0"))


def test_a_circle_of_redirects_ends_at_once(server: Server, client: Client) -> None:
    server.redirect("/a", "/b", 301)
    server.redirect("/b", "/a", 301)
    with pytest.raises(ServerFailed, match="in a circle"):
        client.get(server.url("/a"))
    assert len(server.asked) == 2


def test_a_redirect_to_nowhere_is_a_failure(server: Server, client: Client) -> None:
    with pytest.raises(ServerFailed, match="status 302"):
        client.get(server.serve("/", status=302))


# --- credentials


def test_credentials_stay_with_their_host(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.redirect("/a", "/b")
    server.redirect("/b", server.url("/c", host="other.example"))
    server.redirect("/c", f"http://evil:twin@other.example:{server.port}/d")
    server.serve("/d", b"open")
    hosts = ["me.example", "other.example"]
    with Client(user_agent="t", allow_hosts=hosts, resolve=lambda *_: ["127.0.0.1"]) as client:
        answer = client.get(f"http://me:s%40cret@me.example:{server.port}/a")
    assert [asked.headers.get("authorization") for asked in server.asked] == ["Basic bWU6c0BjcmV0"] * 2 + [
        None
    ] * 2
    assert answer.url == server.url("/d", host="other.example")
    assert not any(word in caplog.text for word in ("s@cret", "s%40cret", "bWU6c0BjcmV0"))


def test_credentials_go_along_when_the_same_host_turns_to_https_and_never_back() -> None:
    import httpx2

    from manymentors.http_client.address import same_house

    plain, secure = httpx2.URL("http://h.example/"), httpx2.URL("https://h.example/")
    assert same_house(plain, secure)
    assert not same_house(secure, plain)
    assert not same_house(plain, httpx2.URL("https://h.example:8443/"))


def test_credentials_are_in_no_message(server: Server, client: Client) -> None:
    server.serve("/", status=500)
    with pytest.raises(ServerFailed) as caught:
        client.get(f"http://me:secret@{server.host}/")
    assert "secret" not in str(caught.value) + caught.value.url


# --- statuses


@pytest.mark.parametrize(
    ("status", "error", "words"),
    [
        (404, NotFound, "Check the address"),
        (410, SourceGone, "gone for good"),
        (401, ServerFailed, "name:password@"),
        (403, ServerFailed, "not open to everyone"),
        (500, ServerFailed, "status 500. Try again later"),
        (418, ServerFailed, "status 418"),
    ],
)
def test_each_bad_status_has_its_error_and_its_words(
    server: Server, client: Client, status: int, error: type[FetchError], words: str
) -> None:
    url = server.serve("/", status=status)
    with pytest.raises(error) as caught:
        client.get(url)
    assert caught.value.url == url
    assert words in str(caught.value)
    if isinstance(caught.value, ServerFailed):
        assert caught.value.status == status


def test_429_holds_for_the_whole_host_and_503_for_the_feed(server: Server, client: Client) -> None:
    with pytest.raises(RateLimited) as caught:
        client.get(server.serve("/a", status=429, Retry_After="42"))
    assert (caught.value.wait, caught.value.whole_host) == (42, True)
    assert "42 seconds" in str(caught.value)
    with pytest.raises(RateLimited) as caught:
        client.get(server.serve("/b", status=503))
    assert (caught.value.wait, caught.value.whole_host) == (None, False)


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"X_RateLimit_Reset": "2026-11-22T10:01:00.500Z"}, 60.5),
        (429, {"X_RateLimit_Reset": "2026-11-22T10:01:00"}, 60),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "1795341660"}, 60),
        (429, {"RateLimit_Reset": "1795341660"}, 60),
        (429, {"X_RateLimit_Reset": "1795341600"}, None),
        (429, {"X_RateLimit_Reset": "999999999999"}, 24 * 3600),
        (429, {"X_RateLimit_Reset": "soon"}, None),
        (429, {"X_RateLimit_Reset": "1795341660", "Retry_After": "5"}, 5),
    ],
)
def test_an_api_that_has_given_enough_is_left_alone_until_it_gives_more(
    server: Server, client: Client, status: int, headers: dict[str, str], wait: float | None
) -> None:
    url = server.serve("/a", status=status, Date="Sun, 22 Nov 2026 10:00:00 GMT", **headers)
    with pytest.raises(RateLimited) as caught:
        client.get(url)
    assert (caught.value.wait, caught.value.whole_host) == (wait, True)


def test_without_the_servers_own_time_ours_counts() -> None:
    assert until_reset({"x-ratelimit-reset": "1000060"}, now=lambda: 1_000_000.0) == 60


def test_a_403_that_is_no_limit_stays_one(server: Server, client: Client) -> None:
    with pytest.raises(ServerFailed):
        client.get(server.serve("/a", status=403, X_RateLimit_Remaining="7"))


def test_a_wall_for_browsers_is_told_apart(server: Server, client: Client) -> None:
    with pytest.raises(Challenged, match="only browsers"):
        client.get(server.serve("/", b"Just a moment", status=403, cf_mitigated="challenge"))


@pytest.mark.parametrize(
    ("value", "date", "wait"),
    [
        ("", "", None),
        ("42", "", 42),
        (" 42 ", "", 42),
        ("0", "", 0),
        ("Sun, 22 Nov 2026 10:01:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 60),
        ("Sun, 22 Nov 2026 10:01:00 GMT", "", 30),
        ("Sun, 22 Nov 2026 10:01:00 GMT", "yesterday", 30),
        ("Sun, 22 Nov 2026 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", None),
        ("Sun, 22 Nov 2099 09:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 GMT", 86400),
        ("-1", "", None),
        ("9e9", "", None),
        ("9000000000", "", 86400),
        ("soon", "", None),
        ("٤٢", "", None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date_of_the_servers_clock(
    value: str, date: str, wait: float | None
) -> None:
    now = 1795341630.0  # Sun, 22 Nov 2026 10:00:30 GMT
    assert retry_after(value, date, lambda: now) == wait


# --- servers that lie, drip or swell


@pytest.mark.parametrize("packed", [gzip.compress, zlib.compress])
def test_a_compressed_body_is_unpacked(server: Server, client: Client, packed: object) -> None:
    coding = "gzip" if packed is gzip.compress else "deflate"
    url = server.serve("/", packed(b"words " * 1000), Content_Encoding=f"identity, {coding}")  # type: ignore[operator]
    assert client.get(url).body == b"words " * 1000


def test_a_bomb_is_stopped_by_what_it_unpacks_to(server: Server, client: Client) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024), 1)
    start = time.monotonic()
    with pytest.raises(TooLarge, match="larger than 15 MB"):
        client.get(server.serve("/", bomb, Content_Encoding="gzip"))
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "gzip, deflate", "magic"])
def test_a_body_packed_twice_or_strangely_is_refused(server: Server, client: Client, coding: str) -> None:
    url = server.serve("/", gzip.compress(gzip.compress(b"x")), Content_Encoding=coding)
    with pytest.raises(ServerFailed, match="not read here"):
        client.get(url)


def test_a_body_that_says_gzip_and_is_not_is_the_servers_failure(server: Server, client: Client) -> None:
    with pytest.raises(ServerFailed, match="broken"):
        client.get(server.serve("/", b"plain", Content_Encoding="gzip"))


def test_the_cap_can_be_lower(server: Server, client: Client) -> None:
    url = server.serve("/", b"12345")
    assert client.get(url, max_bytes=5).body == b"12345"
    with pytest.raises(TooLarge, match="4 bytes"):
        client.get(url, max_bytes=4)


def test_an_endless_body_is_stopped(server: Server, client: Client) -> None:
    def endless(asked: Asked) -> object:
        yield HEAD + b"\r\n"
        while True:
            yield bytes(65536)

    server.routes["/"] = endless  # type: ignore[assignment]
    with pytest.raises(TooLarge):
        client.get(server.url(), max_bytes=1024 * 1024)


@pytest.mark.parametrize("start", [HEAD + b"Content-Length: 100\r\n\r\n", b"", HEAD])
def test_a_byte_now_and_then_ends_at_the_deadline(server: Server, client: Client, start: bytes) -> None:
    server.routes["/"] = lambda _: [start, *([b"x", 0.1] * 30)]
    began = time.monotonic()
    with pytest.raises(TooSlow, match="in time"):
        client.get(server.url(), seconds=0.35)
    assert 0.3 < time.monotonic() - began < 2.5, "thirty bytes take 3 s"


def test_the_time_runs_on_over_redirects(server: Server, client: Client) -> None:
    server.routes["/0"] = lambda _: [0.25, whole(status=302, Location="/1")]
    server.routes["/1"] = lambda _: [0.25, whole(b"late")]
    with pytest.raises(TooSlow):
        client.get(server.url("/0"), seconds=0.4)


def test_no_time_at_all_is_too_slow(server: Server, client: Client) -> None:
    with pytest.raises(TooSlow):
        client.get(server.serve("/"), seconds=0)


def test_a_length_that_lies_is_a_broken_connection(server: Server, client: Client) -> None:
    server.routes["/"] = lambda _: [HEAD + b"Content-Length: 100\r\n\r\nshort"]
    with pytest.raises(Unreachable, match="broke while reading"):
        client.get(server.url())


@pytest.mark.parametrize("answer", [b"", b"hello\r\n\r\n", HEAD + b"X: " + b"y" * 2_000_000])
def test_what_is_not_http_is_a_broken_connection(server: Server, client: Client, answer: bytes) -> None:
    server.routes["/"] = lambda _: [answer]
    with pytest.raises(Unreachable):
        client.get(server.url())


def test_https_on_a_server_that_does_not_speak_it_is_unreachable(server: Server, client: Client) -> None:
    with pytest.raises(Unreachable):
        client.get(server.url().replace("http:", "https:"), seconds=0.3)


def test_nobody_listening_is_unreachable(server: Server) -> None:
    with (
        Client(user_agent="t", allow_hosts=["127.0.0.1"]) as client,
        pytest.raises(Unreachable, match="refused"),
    ):
        client.get("http://127.0.0.1:1/")
