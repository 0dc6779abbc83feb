"""Encrypted connections go through the guard as well, and what is sent goes to one address only."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from manymentors.errors import AddressRefused, RateLimited, ServerFailed, TooLarge, Unreachable
from manymentors.http_client import Client, Politeness
from tests.http_client.servers import Server, serving


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for b.example that nobody else trusts, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, cert, both = tmp_path / "key", tmp_path / "cert", tmp_path / "both"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=b.example", "-addext", "subjectAltName=DNS:b.example", "-keyout", key, "-out", cert],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_bytes(key.read_bytes() + cert.read_bytes())
    return both


def test_https_reaches_the_host_that_its_certificate_names_and_no_other(certificate: Path) -> None:
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate))
    hosts = ["b.example", "c.example"]
    with serving(secure) as server:
        server.serve("/", b"secret words")
        with Client(
            user_agent="t", allow_hosts=hosts, resolve=lambda *_: ["127.0.0.1"], tls=trusting
        ) as client:
            assert client.get(f"https://b.example:{server.port}/").body == b"secret words"
            with pytest.raises(Unreachable, match=r"c\.example cannot be reached"):
                client.get(f"https://c.example:{server.port}/")
        client = Client(user_agent="t", allow_hosts=hosts, resolve=lambda *_: ["127.0.0.1"])
        with client, pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            client.get(f"https://b.example:{server.port}/")


def test_what_is_sent_arrives_and_the_answer_comes_back(server: Server, client: Client) -> None:
    url = server.serve("/v1", b'{"ok": 1}', Content_Type="application/json")
    answer = client.post(url, b'{"a": 1}', headers={"Authorization": "Bearer key"})
    assert (answer.body, answer.content_type) == (b'{"ok": 1}', "application/json")
    asked = server.asked[0]
    assert (asked.method, asked.body) == ("POST", b'{"a": 1}')
    assert (asked.headers["authorization"], asked.headers["user-agent"]) == ("Bearer key", "Manymentors/test")


def test_what_is_sent_does_not_follow_a_redirect(server: Server, client: Client) -> None:
    server.serve("/other")
    with pytest.raises(ServerFailed, match="status 307"):
        client.post(server.redirect("/v1", "/other", 307), b"x", headers={})
    assert [asked.path for asked in server.asked] == ["/v1"]


def test_sending_is_guarded_and_capped_as_asking_is(server: Server, client: Client) -> None:
    with Client(user_agent="t", politeness=Politeness(0)) as other, pytest.raises(AddressRefused):
        other.post(server.url("/v1"), b"x", headers={})
    with pytest.raises(TooLarge):
        client.post(server.serve("/v1", b"12345"), b"x", headers={}, max_bytes=4)
    with pytest.raises(RateLimited):
        client.post(server.serve("/v1", status=429), b"x", headers={})


def test_a_key_is_shown_to_its_own_origin_and_to_no_other(server: Server) -> None:
    client = Client(user_agent="t", allow_hosts=["127.0.0.1", "localhost"])
    elsewhere = server.serve("/elsewhere").replace("127.0.0.1", "localhost")
    server.redirect("/away", elsewhere)
    here = server.serve("/here")
    keyed = client.with_keys({server.url().rstrip("/"): "Bearer key"})
    keyed.get(here)
    keyed.get(server.url("/away"))
    client.get(here)
    assert [asked.headers.get("authorization") for asked in server.asked] == [
        "Bearer key",
        "Bearer key",
        None,
        None,
    ]
    client.close()
