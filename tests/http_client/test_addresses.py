"""No request reaches a private network, whatever the address, the resolver or a redirect says."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manymentors.errors import AddressRefused, FetchError, ServerFailed, Unreachable
from manymentors.http_client import Client, Politeness, is_public, resolve
from tests.http_client.servers import Server
from tests.shared import shared


def client_with(*answers: list[str]) -> Client:
    """Its resolver gives these answers, one a question, and then the last one for ever."""
    queue = list(answers)

    def answer(host: str, port: int) -> list[str]:
        return queue.pop(0) if len(queue) > 1 else queue[0]

    return Client(user_agent="t", resolve=answer, politeness=Politeness(0))


def test_every_address_of_the_list_is_refused() -> None:
    urls = json.loads(shared("fixtures/security/ssrf_urls.json").read_text())
    with Client(user_agent="t", politeness=Politeness(0)) as client:
        for url in urls:
            with pytest.raises(AddressRefused):
                client.get(url)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "127.1", "017700000001", "1.2.3.4.5", "0x", "localhost.1"]
)
def test_numbers_that_only_a_resolver_reads_as_an_address_are_refused_before_it_is_asked(host: str) -> None:
    with client_with(["93.184.216.34"]) as client, pytest.raises(AddressRefused, match="private network"):
        client.get(f"http://{host}/")


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"],
)
def test_addresses_of_the_open_internet_are_public_and_so_is_what_wraps_them(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "100.64.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1",
        "240.0.0.1", "192.88.99.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff0e::1", "100::1",
        "2001:db8::1", "::127.0.0.1", "::8.8.8.8", "2001:0:808:808::", "64:ff9b::a00:1", "2002:a00:1::",
        "::ffff:10.0.0.1", "64:ff9b:1::1",
    ],
)  # fmt: skip
def test_private_addresses_are_not_public_and_neither_is_what_wraps_them(address: str) -> None:
    assert not is_public(address)


def test_a_name_with_one_private_address_among_public_ones_is_refused() -> None:
    with (
        client_with(["93.184.216.34", "10.0.0.7"]) as client,
        pytest.raises(AddressRefused, match=r"10\.0\.0\.7"),
    ):
        client.get("http://blog.example/")


def test_a_name_that_turns_private_between_two_requests_is_refused() -> None:
    with client_with(["0.0.0.0"], ["127.0.0.1"]) as client:
        for _ in range(2):
            with pytest.raises(AddressRefused):
                client.get("http://rebinding.example/")


def test_the_address_that_was_tested_is_the_one_connected_to(server: Server) -> None:
    asked: list[str] = []

    def answer(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    server.serve("/", b"here")
    with Client(user_agent="t", allow_hosts=["blog.example"], resolve=answer) as client:
        assert client.get(server.url(host="blog.example")).body == b"here"
    assert asked == ["blog.example"]
    assert server.asked[0].headers["host"] == f"blog.example:{server.port}"


def test_the_next_address_is_tried_where_the_first_does_not_answer(server: Server) -> None:
    server.serve("/", b"here")
    with Client(
        user_agent="t", allow_hosts=["b.example"], resolve=lambda *_: ["127.0.0.2", "127.0.0.1"]
    ) as client:
        assert client.get(server.url(host="b.example")).body == b"here"


def test_a_redirect_to_a_private_address_is_refused(server: Server, client: Client) -> None:
    server.redirect("/feed", f"http://localhost:{server.port}/secret")
    server.serve("/secret", b"secret")
    with pytest.raises(AddressRefused) as caught:
        client.get(server.url("/feed"))
    assert caught.value.url == f"http://localhost:{server.port}/secret"
    assert "MANYMENTORS_ALLOW_HOSTS" in str(caught.value)
    assert [asked.path for asked in server.asked] == ["/feed"]


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "gopher://h.example/", "ftp://h.example/x", "javascript:x"]
)
def test_a_redirect_to_another_scheme_is_refused(server: Server, client: Client, target: str) -> None:
    server.redirect("/feed", target)
    with pytest.raises(AddressRefused, match="https://"):
        client.get(server.url("/feed"))


def test_a_redirect_to_what_is_no_address_is_the_servers_failure(server: Server, client: Client) -> None:
    server.redirect("/feed", "http://[::1/")
    with pytest.raises(ServerFailed, match="not an address"):
        client.get(server.url("/feed"))


@pytest.mark.parametrize("allowed", ["127.0.0.1", "127.0.0.1:{port}", " 127.0.0.1:{port} "])
def test_an_allowed_host_may_be_private(server: Server, allowed: str) -> None:
    server.serve("/", b"mine")
    with Client(user_agent="t", allow_hosts=[allowed.format(port=server.port)]) as client:
        assert client.get(server.url()).body == b"mine"


def test_an_allowed_host_may_be_an_ipv6_address() -> None:
    with socket.socket(socket.AF_INET6) as free:
        free.bind(("::1", 0))
        port = free.getsockname()[1]
    with Client(user_agent="t", allow_hosts=[f"[::1]:{port}"]) as client, pytest.raises(Unreachable):
        client.get(f"http://[::1]:{port}/")


def test_an_allowed_port_does_not_allow_another(server: Server) -> None:
    server.serve("/", b"mine")
    client = Client(user_agent="t", allow_hosts=["127.0.0.1:1"], politeness=Politeness(0))
    with client, pytest.raises(AddressRefused):
        client.get(server.url())
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "blog.example",
        "file:///etc/passwd",
        "http://",
        "http:///x",
        "http://h.example:99999/",
        "http://[::1",
    ],
)
def test_what_is_no_web_address_is_refused_in_words(url: str) -> None:
    with client_with(["93.184.216.34"]) as client, pytest.raises(AddressRefused, match="not an address"):
        client.get(url)


def test_a_password_in_an_address_that_cannot_be_read_is_not_repeated() -> None:
    with client_with([]) as client, pytest.raises(AddressRefused) as caught:
        client.get("http://me:secret@0177.0.0.1/")
    assert "secret" not in str(caught.value) + caught.value.url


def test_a_host_without_addresses_is_unreachable() -> None:
    with client_with([]) as client, pytest.raises(Unreachable, match=r"nobody\.example cannot be reached"):
        client.get("http://nobody.example/")


def test_a_host_that_nobody_knows_is_unreachable() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror("unknown")

    client = Client(user_agent="t", resolve=unknown, politeness=Politeness(0))
    with client, pytest.raises(Unreachable, match="no such host"):
        client.get("http://nobody.example/")


def test_the_systems_resolver_gives_each_address_once() -> None:
    assert "127.0.0.1" in resolve("localhost", 80)
    assert len(resolve("localhost", 80)) == len(set(resolve("localhost", 80)))


def nowhere(host: str, port: int) -> Iterator[str]:
    raise OSError


@given(st.one_of(st.text(max_size=60), st.text(max_size=40).map("http://{}".format)))
def test_no_text_as_an_address_ever_raises_anything_but_our_errors(url: str) -> None:
    with (
        Client(user_agent="t", resolve=nowhere, politeness=Politeness(0)) as client,
        pytest.raises(FetchError),
    ):  # type: ignore[arg-type]
        client.get(url)
