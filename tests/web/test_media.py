from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from manymentors.actions.picture import kind_of, trim
from manymentors.store.models import User
from manymentors.web.media import media_url, proxied
from tests.factories import a_user
from tests.http_client.servers import Server, serving, whole

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
SVG = b"<?xml version='1.0'?><!-- drawn --><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.fixture
def server(settings: Settings, tmp_path: Path) -> Iterator[Server]:
    with serving() as running:
        settings.ALLOW_HOSTS = (running.host,)
        settings.HOME = tmp_path
        yield running


@pytest.mark.django_db
def test_a_picture_comes_through_us_and_is_asked_for_once(browser: Client, me: User, server: Server) -> None:
    url = media_url(server.serve("/a.png", PNG, Content_Type="text/html"), me)
    for _ in range(2):
        answer = browser.get(url)
        assert answer.status_code == 200
        assert answer.content == PNG
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Security-Policy"].startswith("default-src 'none'")
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer["Cache-Control"].startswith("private, max-age=")
    assert len(server.asked) == 1
    assert "referer" not in server.asked[0].headers
    assert "cookie" not in server.asked[0].headers


@pytest.mark.django_db
def test_only_the_right_validator_is_answered_with_not_modified(
    browser: Client, me: User, server: Server
) -> None:
    url = media_url(server.serve("/a.png", PNG), me)
    etag = browser.get(url)["ETag"]
    again = browser.get(url, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert "sandbox" in again["Content-Security-Policy"]
    assert browser.get(url, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.django_db
def test_a_forged_address_or_another_user_s_does_not_exist(
    browser: Client, me: User, server: Server, as_user: Callable[[User], Client]
) -> None:
    url = media_url(server.serve("/a.png", PNG), me)
    sign, name = url.split("/")[2:]
    for forged in (
        f"/media/{sign[:-1]}0x/{name}",
        f"/media/{sign}/{name[:-4]}",
        f"/media/{sign}/~~~",
        "/media/x/y",
    ):
        assert browser.get(forged).status_code == 404
    assert as_user(a_user("eve")).get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert not server.asked


@pytest.mark.django_db
def test_what_is_no_picture_is_not_shown_whatever_it_calls_itself(
    browser: Client, me: User, server: Server
) -> None:
    page = server.serve("/a.png", b"<html><script>alert(1)</script>", Content_Type="image/png")
    answer = browser.get(media_url(page, me))
    assert answer.status_code == 502
    assert answer.content == b""
    browser.get(media_url(page, me))
    assert len(server.asked) == 1, "a failure is remembered for a while"


@pytest.mark.django_db
def test_a_drawing_with_a_script_is_locked_in(browser: Client, me: User, server: Server) -> None:
    answer = browser.get(media_url(server.serve("/a.svg", SVG), me))
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.mark.django_db
def test_an_endless_body_a_private_address_and_a_dead_server_cost_little(
    browser: Client, me: User, server: Server
) -> None:
    def endless(_: object) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + PNG
        for _n in range(12):
            yield b"\0" * 1024 * 1024

    server.routes["/endless.png"] = endless
    assert browser.get(media_url(server.url("/endless.png"), me)).status_code == 502
    inside = server.redirect("/inside.png", "http://127.0.0.1:1/secret.png")
    assert browser.get(media_url(inside, me)).status_code == 502
    server.routes["/broken.png"] = lambda _: [whole(PNG, 500)]
    assert browser.get(media_url(server.url("/broken.png"), me)).status_code == 502
    assert browser.get(media_url("file:///etc/passwd", me)).status_code == 502


def test_the_store_of_pictures_drops_what_was_not_used_for_longest(tmp_path: Path) -> None:
    import os

    for n in range(5):
        (tmp_path / str(n)).write_bytes(b"x" * 100)
        os.utime(tmp_path / str(n), (n, n))
    trim(tmp_path, 250)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["3", "4"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x20ftypavif", "image/avif"),
        (SVG, "image/svg+xml"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", ""),
        (b"<!---->" * 600 + b"<html>", ""),
        (b"<html><svg>", ""),
        (b"", ""),
    ],
)
def test_the_bytes_tell_what_it_is(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


@pytest.mark.django_db
def test_addresses_in_html_are_turned_and_nothing_else_is_touched() -> None:
    user = a_user()
    html = proxied(
        '<p>One &amp; two</p><img src="https://a.example/x.png?a=1&amp;b=2" alt="a &quot;b&quot;" onerror="x()" width="640"><img src="https://count.example/p.gif" width="1" height="1">'
        '<img src="data:image/png;base64,AAAA" alt="inside"><img src="/media/x/y">'
        '<img src="http://b.example/y" srcset="http://b.example/y 1x, http://b.example/y,2 2x, javascript:x 3x">',
        user,
    )
    assert html.startswith("<p>One &amp; two</p><img ")
    assert "a.example" not in html
    assert "count.example" not in html
    assert html.count("<img") == 4
    assert "b.example" not in html
    assert "onerror" not in html
    assert "data:" not in html
    assert "javascript" not in html
    assert media_url("https://a.example/x.png?a=1&b=2", user) in html
    assert 'alt="a &quot;b&quot;"' in html
    assert 'alt="inside"' in html
    assert html.count('loading="lazy"') == 2
    assert f"{media_url('http://b.example/y,2', user)} 2x" in html
    assert proxied("<p>no picture</p>", user) == "<p>no picture</p>"
