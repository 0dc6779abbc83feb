"""Downloads: equal bytes in the end, or a clear refusal, whatever the server does."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from manymentors.audio import download as stage
from manymentors.audio.download import download, forget_part
from manymentors.audio.kind import AAC, FLAC, MP3, MP4, OGG, WAV, WEBM, kind_of
from manymentors.errors import (
    AddressRefused,
    BrokenFile,
    DiskFull,
    NotFound,
    ServerFailed,
    TooLarge,
    TooSlow,
    Unreachable,
)
from manymentors.http_client import Client
from tests.http_client.servers import Asked, Chunks, Server, serving, whole

SOUND = b"ID3" + bytes(i * i % 251 for i in range(200_000))
OTHER = b"ID3" + bytes(i * 7 % 253 for i in range(200_000))
DIGEST = hashlib.sha256(SOUND).hexdigest()
MOST = 10_000_000


@pytest.fixture
def client(server: Server) -> Client:
    return Client(user_agent="Manymentors/test", allow_hosts=[server.host])


@pytest.fixture
def server():  # type: ignore[no-untyped-def]
    with serving() as running:
        yield running


class Host:
    """A podcast host: serves ranges, and has ways to go wrong; `cuts` says after how many bytes each answer breaks off."""

    def __init__(self, body: bytes = SOUND, etag: str = '"one"', cuts: tuple[int, ...] = ()) -> None:
        self.body, self.etag, self.cuts = body, etag, list(cuts)
        self.before: Callable[[], None] = lambda: None
        self.asked: list[tuple[str, str]] = []

    def __call__(self, asked: Asked) -> Chunks:
        self.before()
        wanted, known = asked.headers.get("range", ""), asked.headers.get("if-range", "")
        self.asked.append((wanted, known))
        start = int(re.findall(r"\d+", wanted)[0]) if wanted and known == self.etag else 0
        if start >= len(self.body):
            return [whole(b"", 416, Content_Range=f"bytes */{len(self.body)}", ETag=self.etag)]
        headers = {"ETag": self.etag, "Content_Type": "audio/mpeg"} if self.etag else {}
        if start:
            headers["Content_Range"] = f"bytes {start}-{len(self.body) - 1}/{len(self.body)}"
        answer = whole(self.body[start:], 206 if start else 200, **headers)
        if self.cuts:
            head = answer.index(b"\r\n\r\n") + 4
            answer = answer[: head + self.cuts.pop(0)]
        return [answer]


def fetch(server: Server, client: Client, folder: Path, host: object, **told: object) -> stage.Got:
    server.routes["/a"] = host  # type: ignore[assignment]
    return download(server.url("/a"), folder / "talk", client, **({"most": MOST} | told))  # type: ignore[arg-type]


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_kept_whole_under_the_name_of_its_kind(
    server: Server, client: Client, tmp_path: Path
) -> None:
    seen: list[tuple[int, int | None]] = []
    got = fetch(server, client, tmp_path, Host(), told=lambda done, of: seen.append((done, of)))
    assert (got.path, got.bytes, got.sha256) == (tmp_path / "talk.mp3", len(SOUND), DIGEST)
    assert (got.etag, got.kind, got.url) == ('"one"', MP3, server.url("/a"))
    assert left(tmp_path) == ["talk.mp3"]
    assert (tmp_path / "talk.mp3").read_bytes() == SOUND
    assert seen[0] == (0, len(SOUND))
    assert seen[-1] == (len(SOUND), len(SOUND))


def test_a_download_that_is_cut_goes_on_where_it_was(server: Server, client: Client, tmp_path: Path) -> None:
    host = Host(cuts=(74_000, 50_000, 1))
    assert fetch(server, client, tmp_path, host).sha256 == DIGEST
    assert host.asked == [
        ("", ""),
        ("bytes=74000-", '"one"'),
        ("bytes=124000-", '"one"'),
        ("bytes=124001-", '"one"'),
    ]


def test_what_was_begun_is_taken_up_by_the_next_run(server: Server, client: Client, tmp_path: Path) -> None:
    host = Host(cuts=(74_000, 0))
    with pytest.raises(Unreachable):
        fetch(server, client, tmp_path, host)
    assert left(tmp_path) == ["talk.part", "talk.part.json"]
    assert fetch(server, client, tmp_path, host).sha256 == DIGEST
    assert host.asked[-1] == ("bytes=74000-", '"one"')


def test_a_file_that_changes_in_between_is_fetched_anew(
    server: Server, client: Client, tmp_path: Path
) -> None:
    host = Host(OTHER, '"other"', cuts=(74_000,))
    seen = []

    def change() -> None:
        seen.append(1)
        if len(seen) == 2:
            host.body, host.etag = SOUND, '"one"'

    host.before = change
    assert fetch(server, client, tmp_path, host).sha256 == DIGEST
    assert host.asked == [("", ""), ("bytes=74000-", '"other"')]


@pytest.mark.parametrize("etag", ["", 'W/"weak"', '"bro ken"', "bare"])
def test_without_a_strong_validator_nothing_is_ever_put_together(
    server: Server, client: Client, tmp_path: Path, etag: str
) -> None:
    host = Host(OTHER, etag, cuts=(74_000,))
    seen = []

    def change() -> None:
        seen.append(1)
        if len(seen) == 2:
            host.body = SOUND

    host.before = change
    got = fetch(server, client, tmp_path, host)
    assert (got.sha256, got.etag) == (DIGEST, "")
    assert host.asked == [("", ""), ("", "")]


def test_a_part_of_another_address_is_not_continued(server: Server, client: Client, tmp_path: Path) -> None:
    server.routes["/b"] = Host(OTHER, cuts=(74_000, 0))  # type: ignore[assignment]
    with pytest.raises(Unreachable):
        download(server.url("/b"), tmp_path / "talk", client, most=MOST)
    assert fetch(server, client, tmp_path, Host()).sha256 == DIGEST


@pytest.mark.parametrize("note", ["", "{}", "[]", '{"url": 1, "etag": 2, "of": "x"}'])
def test_a_part_with_a_broken_note_is_begun_anew(
    server: Server, client: Client, tmp_path: Path, note: str
) -> None:
    (tmp_path / "talk.part").write_bytes(OTHER[:1000])
    (tmp_path / "talk.part.json").write_text(note)
    assert fetch(server, client, tmp_path, Host()).sha256 == DIGEST


def lying(answer: Callable[[int], bytes]) -> Host:
    """A host that is cut once, and then answers the range in a way of its own, once."""
    host = Host(cuts=(74_000,))
    usual = host.__call__

    class Lying(Host):
        def __call__(self, asked: Asked) -> Chunks:
            if len(host.asked) == 1:
                host.asked.append(("lied", ""))
                return [answer(74_000)]
            return usual(asked)

    return Lying()


@pytest.mark.parametrize(
    "answer",
    [
        lambda at: whole(OTHER[at:], 206, Content_Range=f"bytes {at}-{len(OTHER) - 1}/{len(OTHER)}", ETag='"other"'),
        lambda at: whole(SOUND[at + 1 :], 206, Content_Range=f"bytes {at + 1}-{len(SOUND) - 1}/{len(SOUND)}", ETag='"one"'),
        lambda at: whole(SOUND, 206, Content_Range=f"bytes 0-{len(SOUND) - 1}/{len(SOUND)}", ETag='"one"'),
        lambda at: whole(SOUND[at:], 206, ETag='"one"'),
        lambda at: whole(SOUND[at:], 206, Content_Range=f"bytes {at}-{len(SOUND) - 1}/{len(SOUND) + 5}", ETag='"one"'),
        lambda at: whole(b"", 416, Content_Range="bytes */7", ETag='"one"'),
        lambda at: whole(b"", 416, Content_Range=f"bytes */{at}", ETag='"other"'),
        lambda at: whole(b"", 416),
        lambda at: whole(SOUND, 200, ETag='"one"'),
        lambda at: whole(SOUND[at : at + 500], 206, Content_Range=f"bytes {at}-{at + 499}/{len(SOUND)}", ETag='"one"'),
        lambda at: whole(SOUND[at:], 206, Content_Range=f"bytes {at}-{len(SOUND) - 1}/*"),
    ],
    ids=[
        "another file", "starts elsewhere", "starts at nought", "no Content-Range", "another length",
        "416 of another length", "416 of another file", "416 without words", "200 with all of it",
        "a piece of the piece", "length unknown",
    ],
)  # fmt: skip
def test_whatever_a_server_answers_to_a_range_the_bytes_are_right(
    server: Server, client: Client, tmp_path: Path, answer: Callable[[int], bytes]
) -> None:
    assert fetch(server, client, tmp_path, lying(answer)).sha256 == DIGEST
    assert left(tmp_path) == ["talk.mp3"]


def test_a_part_that_was_whole_when_the_program_was_killed_needs_no_server(
    server: Server, client: Client, tmp_path: Path
) -> None:
    note = {"url": server.url("/a"), "etag": '"one"', "of": len(SOUND)}
    (tmp_path / "talk.part").write_bytes(SOUND)
    (tmp_path / "talk.part.json").write_text(json.dumps(note))
    host = Host()
    assert fetch(server, client, tmp_path, host).sha256 == DIGEST
    assert host.asked == []
    (tmp_path / "talk.part").write_bytes(SOUND)
    (tmp_path / "talk.part.json").write_text(json.dumps(note | {"of": None}))
    assert fetch(server, client, tmp_path, host).sha256 == DIGEST
    assert host.asked == [(f"bytes={len(SOUND)}-", '"one"')]


def test_a_length_that_is_not_told_is_as_long_as_what_comes(
    server: Server, client: Client, tmp_path: Path
) -> None:
    chunk = b"%x\r\n%s\r\n" % (len(SOUND), SOUND)
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    assert fetch(server, client, tmp_path, lambda _: [head + chunk + b"0\r\n\r\n"]).sha256 == DIGEST
    with pytest.raises(Unreachable):  # the last chunk is missing
        fetch(server, client, tmp_path / "cut", lambda _: [head + chunk])


def test_a_server_that_always_cuts_at_the_same_place_is_left_for_later(
    server: Server, client: Client, tmp_path: Path
) -> None:
    with pytest.raises(Unreachable) as told:
        fetch(server, client, tmp_path, Host(etag="", cuts=(74_000,) * 99))
    assert told.value.retry


def test_a_server_that_gives_a_byte_an_answer_is_left_for_later(
    server: Server, client: Client, tmp_path: Path
) -> None:
    host = Host(cuts=(1,) * 99)
    with pytest.raises(Unreachable):
        fetch(server, client, tmp_path, host)
    assert len(host.asked) == stage.ATTEMPTS

    def never(asked: Asked) -> Chunks:
        start = int((re.findall(r"\d+", asked.headers.get("range", "")) or ["0"])[0])
        said = {"Content_Range": f"bytes {start}-{start}/99999", "ETag": '"x"'}
        return (
            [whole(b"ID3"[start : start + 1] or b"x", 206, **said)]
            if start
            else [whole(b"I", 200, ETag='"x"')]
        )

    (tmp_path / "b.part").write_bytes(b"I")
    (tmp_path / "b.part.json").write_text(json.dumps({"url": server.url("/b"), "etag": '"x"', "of": 99999}))
    server.routes["/b"] = never
    with pytest.raises(ServerFailed, match="never sends its whole file"):
        download(server.url("/b"), tmp_path / "b", client, most=MOST)


def test_a_silent_server_is_too_slow(server: Server, client: Client, tmp_path: Path) -> None:
    quick = Client(user_agent="t", allow_hosts=[server.host])
    plain = quick.open
    quick.open = lambda url, **told: plain(url, idle=0.1, **told)  # type: ignore[method-assign]
    with pytest.raises(TooSlow):
        fetch(server, quick, tmp_path, lambda _: [whole(SOUND)[:0], 0.5])


@pytest.mark.parametrize("page", [b"<!doctype html><p>Log in", b'\xef\xbb\xbf {"error": 1}', b"[]"])
def test_a_page_instead_of_audio_is_refused_at_its_first_bytes(
    server: Server, client: Client, tmp_path: Path, page: bytes
) -> None:
    with pytest.raises(BrokenFile, match="a page instead of audio"):
        fetch(server, client, tmp_path, lambda _: [whole(page, Content_Type="audio/mpeg")])
    assert left(tmp_path) == []


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04zip", b"just words", b"\xff\xff\xff"])
def test_what_is_no_audio_is_refused(server: Server, client: Client, tmp_path: Path, junk: bytes) -> None:
    with pytest.raises(BrokenFile, match="no audio that we know"):
        fetch(server, client, tmp_path, lambda _: [whole(junk)])
    assert left(tmp_path) == []


def test_what_the_check_refuses_does_not_stay(server: Server, client: Client, tmp_path: Path) -> None:
    def no(path: Path) -> None:
        assert path.read_bytes() == SOUND
        raise BrokenFile("It cannot be decoded.")

    with pytest.raises(BrokenFile, match="decoded"):
        fetch(server, client, tmp_path, Host(), check=no)
    assert left(tmp_path) == []


def test_more_bytes_than_allowed_are_refused_told_or_not(
    server: Server, client: Client, tmp_path: Path
) -> None:
    with pytest.raises(TooLarge, match="MANYMENTORS_AUDIO_LIMIT"):
        fetch(server, client, tmp_path, Host(), most=1000)
    head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    with pytest.raises(TooLarge):
        fetch(server, client, tmp_path, lambda _: [head + SOUND], most=1000)
    assert left(tmp_path) == []


def test_a_full_disk_is_told_before_anything_is_written(
    server: Server, client: Client, tmp_path: Path
) -> None:
    much = shutil.disk_usage(tmp_path).free * 2
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {much}\r\nConnection: close\r\n\r\n".encode()
    with pytest.raises(DiskFull, match="no room"):
        fetch(server, client, tmp_path, lambda _: [head], most=much * 2)


def test_other_answers_bring_no_file(server: Server, client: Client, tmp_path: Path) -> None:
    with pytest.raises(ServerFailed, match="brings no file"):
        fetch(server, client, tmp_path, lambda _: [whole(b"", 204)])
    with pytest.raises(ServerFailed, match="asked for all of it"):
        fetch(server, client, tmp_path, lambda _: [whole(SOUND, 206, Content_Range="bytes 0-9/10")])
    with pytest.raises(NotFound):
        fetch(server, client, tmp_path, lambda _: [whole(b"", 404)])
    with pytest.raises(ServerFailed):
        fetch(server, client, tmp_path, lambda _: [whole(b"", 416)])


def test_a_redirect_into_a_private_network_is_refused(server: Server, client: Client, tmp_path: Path) -> None:
    away = f"http://127.0.0.1:{server.port + 1}/secret.mp3"
    with pytest.raises(AddressRefused):
        fetch(server, client, tmp_path, lambda _: [whole(b"", 302, Location=away)])


def test_what_was_begun_can_be_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "talk.part").write_bytes(b"x")
    forget_part(tmp_path / "talk")
    forget_part(tmp_path / "talk")
    assert left(tmp_path) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 60_000), max_size=8).map(tuple))
def test_however_often_it_is_cut_the_bytes_are_right(cuts: tuple[int, ...]) -> None:
    import tempfile

    host = Host(cuts=cuts)
    with serving() as server, tempfile.TemporaryDirectory() as folder:
        client = Client(user_agent="t", allow_hosts=[server.host])
        for _ in range(len(cuts) + 1):
            try:
                got = fetch(server, client, Path(folder), host)
            except Unreachable:
                continue
            break
        assert got.sha256 == DIGEST


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04", MP3),
        (b"\xff\xfb\x90\x00", MP3),
        (b"\0\0\0\xff\xf3\x40\xc0", MP3),
        (b"\xff\xff\xfa\xb0\x00\xff\xfb\x90\x00", MP3),
        (b"\xff\xf1\x50\x80", AAC),
        (b"\0\0\0 ftypM4A ", MP4),
        (b"OggS\0", OGG),
        (b"fLaC\0", FLAC),
        (b"RIFF\0\0\0\0WAVEfmt ", WAV),
        (b"\x1aE\xdf\xa3", WEBM),
        (b"RIFF\0\0\0\0AVI ", None),
        (b"<html>", None),
        (b"", None),
        (b"\xff", None),
        (b"\xff\xfb\xf0\x00", None),
        (b"GIF89a", None),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, kind: object) -> None:
    assert kind_of(head) == kind


@given(st.binary(max_size=200))
def test_any_bytes_are_some_kind_or_none(head: bytes) -> None:
    kind_of(head)
    kind_of(b"\xff" + head)
