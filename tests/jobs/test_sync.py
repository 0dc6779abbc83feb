"""From a followed source to the stop, as a person runs it; killed anywhere, nothing is lost and nothing is twice."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.serving import Server, serving
from tests.world import SAMPLE, World

INTERVIEWS = sorted((SAMPLE / "transcripts").glob("*"))


def a_world_with(server: Server, world: World, sources: int, episodes: int = 2) -> World:
    """`world`, following that many podcasts on the server."""
    world.more["MANYMENTORS_ALLOW_HOSTS"] = server.host
    for number in range(sources):
        files = [INTERVIEWS[(number + at) % len(INTERVIEWS)] for at in range(episodes)]
        url = server.podcast(f"/{number}/feed.xml", f"Show {number}", files)
        world.ok("follow", url)
    return world


def export(world: World) -> str:
    return world.ok("export").out


def test_following_and_syncing_brings_roads_passages_and_answers(world: World) -> None:
    with serving() as server:
        a_world_with(server, world, 2)
        told = world.ok("sync", "--json").json
        assert (told["sources"], told["items"], told["heard"], told["read"]) == (2, 4, 4, 4)
        assert told["failed"] == 0
        assert told["problems"] == []
        people = world.ok("people", "--json").json
        assert any(line["milestones"] > 3 for line in people)
        answers = world.ok("search", "backups that nobody had tried", "--json").json["answers"]
        assert answers


def test_a_second_sync_does_nothing_again(world: World) -> None:
    with serving() as server:
        a_world_with(server, world, 1)
        world.ok("sync")
        before, asked = export(world), dict(server.asked)
        world.ok("sync")
        assert export(world) == before
        assert server.asked == asked, "it was not due"


def test_an_item_that_a_feed_no_longer_lists_stays(world: World) -> None:
    with serving() as server:
        a_world_with(server, world, 1)
        world.ok("sync")
        before = export(world)
        server.podcast("/0/feed.xml", "Show 0", [])
        world.ok("sync", "--now")
        assert export(world) == before


@pytest.mark.slow
def test_killed_again_and_again_it_ends_as_if_undisturbed(world: World, tmp_path: Path) -> None:
    random.seed(7)
    with serving() as server:
        calm = World(tmp_path / "calm") if not world.database_url else None
        a_world_with(server, world, 4)
        for _ in range(6):
            process = world.start("sync")
            time.sleep(random.uniform(1.0, 4.0))
            process.kill()
            process.communicate()
        world.ok("sync")
        after = world.ok("export", "--json").json
        assert len(after["items"]) == 8
        assert all(item["passages"] and item["heard_from"] for item in after["items"])
        assert len({(item["source"], item["key"]) for item in after["items"]}) == 8
        if calm:
            a_world_with(server, calm, 4)
            calm.ok("sync")
            assert export(calm) == export(world)


def test_two_syncs_at_once_the_second_says_so(world: World) -> None:
    with serving() as server:
        a_world_with(server, world, 1)
        first = world.start("sync")
        lock, second = world.home / "worker-local.lock", None
        while first.poll() is None and not lock.exists():
            time.sleep(0.02)
        if first.poll() is None:
            second = world.run("sync")
        first.communicate(timeout=60)
        assert first.returncode == 0
        if second is not None and second.status == 1:
            assert "is at work in" in second.err
        else:
            assert second is None or second.status == 0, "the first had ended before"


def test_watching_goes_on_until_it_is_stopped_and_stops_cleanly(world: World) -> None:
    with serving() as server:
        a_world_with(server, world, 1)
        watching = world.start("sync", "--watch")
        folder = world.home / ("index" if not world.database_url else "")
        while watching.poll() is None and not (folder.exists() and any(world.home.glob("index*/*"))):
            time.sleep(0.1)
        watching.terminate()
        out, err = watching.communicate(timeout=30)
        assert (watching.returncode, out) == (130, "")
        assert "goes on when you run it again" in err
        assert world.ok("sync", "--json").json["heard"] == 2
