"""Bad input gets one clear sentence on stderr and exit status 1; nothing that was there is harmed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.serving import serving
from tests.world import AT, World


def test_an_unreachable_host(world: World) -> None:
    told = world.refused("follow", "http://no-such-host.invalid/feed.xml")
    assert "no-such-host.invalid" in told


def test_a_private_address_is_refused_unless_a_setting_allows_it(world: World) -> None:
    with serving() as server:
        server.pages["/feed.xml"] = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
        told = world.refused("follow", server.url("/feed.xml"))
        assert "MANYMENTORS_ALLOW_HOSTS" in told
        assert server.asked == {}
        world.more["MANYMENTORS_ALLOW_HOSTS"] = server.host
        world.ok("follow", server.url("/feed.xml"))


def test_html_without_a_feed(world: World) -> None:
    with serving() as server:
        world.more["MANYMENTORS_ALLOW_HOSTS"] = server.host
        server.pages["/"] = b"<html><head><title>Hi</title></head><body><p>Nothing here.</p></body></html>"
        assert "feed" in world.refused("follow", server.url("/"))
        assert world.ok("sources", "--json").json == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.vtt", b""),
        ("only-header.vtt", b"WEBVTT\n\n"),
        ("picture.vtt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(range(256))),
        ("broken.json", b'{"segments": [{"body": "hal'),
        ("music.md", b"ID3\x04\x00\x00" + b"\x00" * 400),
    ],
)
def test_a_file_that_is_no_transcript(world: World, tmp_path: Path, name: str, data: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    assert name in world.refused("read", str(file))
    assert name in world.refused("follow", str(file))
    assert world.ok("sources", "--json").json == []


def test_a_transcript_that_is_not_there(world: World, tmp_path: Path) -> None:
    assert "nowhere.vtt" in world.refused("read", str(tmp_path / "nowhere.vtt"))
    assert "cannot be read" in world.refused("read", str(tmp_path))


def test_a_person_nobody_knows_is_answered_with_near_names(world: World) -> None:
    world.ok("follow", AT + "feeds/low-tide-notes.xml", "--person", "Crispin Dalisayan")
    assert "Did you mean Crispin Dalisayan" in world.refused("road", "Cripsin Dalisayen")
    assert "mentors people" in world.refused("compare", "Zyx")


def test_a_road_file_that_is_no_road(world: World, tmp_path: Path) -> None:
    road, mine = tmp_path / "road.json", tmp_path / "mine.json"
    mine.write_text('["answered phones"]')
    for text in ("", "{", "[]", '{"milestones": 7}', "null"):
        road.write_text(text)
        world.refused("compare", "--road", str(road), "--mine", str(mine), "--json")
    road.write_text(json.dumps({"person": "Ada", "milestones": []}))
    for text in ("{", '{"a": 1}', "[7]", "null"):
        mine.write_text(text)
        world.refused("compare", "--road", str(road), "--mine", str(mine), "--json")


def test_a_resume_that_is_none(world: World, tmp_path: Path) -> None:
    file = tmp_path / "resume.json"
    file.write_text('{"work": "yes"}')
    world.refused("me", "import", str(file))
    assert world.ok("me", "list", "--json").json == []


def test_an_opml_that_ends_early_still_gives_what_it_holds(world: World, tmp_path: Path) -> None:
    file = tmp_path / "list.opml"
    file.write_text(
        f"<opml version='2.0'><body><outline text='Read'><outline type='rss' xmlUrl='{AT}feeds/deniz.json'/>"
    )
    world.ok("follow", str(file))
    assert [line["url"] for line in world.ok("sources", "--json").json] == [AT + "feeds/deniz.json"]


def test_wrong_usage_is_status_2(world: World) -> None:
    for words in (
        ["no-such-command"],
        ["read"],
        ["compare"],
        ["compare", "Ada", "--road", "x"],
        ["me", "add"],
    ):
        ran = world.run(*words)
        assert ran.status == 2, words
        assert "Traceback" not in ran.err


def test_a_mistyped_setting(world: World) -> None:
    world.more["MANYMENTORS_ALOW_HOSTS"] = "x"
    assert "did you mean MANYMENTORS_ALLOW_HOSTS" in world.refused("people")


def test_a_damaged_database_is_told_and_not_touched(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.home.mkdir()
    (world.home / "store.sqlite3").write_bytes(b"this is no database at all" * 100)
    assert "is damaged" in world.refused("people")
    assert (world.home / "store.sqlite3").read_bytes() == b"this is no database at all" * 100


def test_data_of_a_newer_version_are_not_touched(world: World) -> None:
    if world.database_url:
        pytest.skip("the same check; told once is enough")
    world.ok("me", "add", "answered phones")
    import sqlite3

    with sqlite3.connect(world.home / "store.sqlite3") as connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')"
        )
    connection.close()
    assert "newer version" in world.refused("me", "list")


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "data folder" in World(tmp_path / "file" / "home").refused("people")


@pytest.mark.skipif(os.geteuid() != 0, reason="a small file system can be mounted by root only")
def test_a_full_disk_is_told_and_harms_nothing(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)], capture_output=True, check=False
    ).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        world = World(small / "home")
        world.ok("me", "add", "answered phones", "--year", "2009")
        world.ok("follow", AT + "feeds/rack-and-ladder.xml")
        (small / "filler").write_bytes(
            b"x" * max(0, os.statvfs(small).f_bavail * os.statvfs(small).f_frsize - 8192)
        )
        ran = world.run("sync")
        assert ran.status == 1
        assert "Traceback" not in ran.err
        assert "No room left" in ran.err
        (small / "filler").unlink()
        assert [step["what"] for step in world.ok("me", "list", "--json").json] == ["answered phones"]
    finally:
        subprocess.run(["umount", "-l", str(small)], check=False)
