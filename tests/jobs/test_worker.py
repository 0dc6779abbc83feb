"""The worker does what the pages ask for; killed anywhere, it does it when it runs again."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.serving import Server, serving
from tests.world import AT, SAMPLE, World

INTERVIEWS = sorted((SAMPLE / "transcripts").glob("*"))
ERRANDS = """
import json, sys
from manymentors.cli.output import open_for_me
me = open_for_me()
from manymentors.actions.errand import ask
from manymentors.store.models import Errand
for verb, payload in json.loads(sys.argv[1]):
    ask(me, verb, **payload)
rows = Errand.objects.order_by("id").values_list("verb", "begun", "ended", "problem")
print(json.dumps([[verb, bool(begun), bool(ended), problem] for verb, begun, ended, problem in rows]))
"""


def errands(world: World, *ask: tuple[str, dict[str, object]]) -> list[tuple[str, bool, bool, str]]:
    """Ask for these in a process of its own, as the pages do; returns all errands: verb, begun, ended, problem."""
    ran = subprocess.run(
        [sys.executable, "-c", ERRANDS, json.dumps(ask)],
        env=world.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(row) for row in json.loads(ran.stdout)]


COUNTS = """
import json, sys
from manymentors.cli.output import open_for_me
open_for_me()
from django.db.models import Count
from manymentors.store.models import Item
if len(sys.argv) > 1:
    Item.objects.update(read_by=sys.argv[1])
print(json.dumps(dict(Item.objects.order_by().values_list("read_by").annotate(Count("id")))))
"""


def counts(world: World, *older: str) -> dict[str, int]:
    """How many items each reader has read; first, all are said to be read by an `older` one."""
    command = [sys.executable, "-c", COUNTS, *older]
    ran = subprocess.run(command, env=world.environ, capture_output=True, text=True, check=True)
    found: dict[str, int] = json.loads(ran.stdout)
    return found


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.2)


@contextmanager
def working(world: World) -> Iterator[subprocess.Popen[str]]:
    """A worker, at work; stopped cleanly at the end where it still runs."""
    worker = world.start("worker", "--json")
    assert worker.stdout is not None
    assert worker.stdout.readline().strip() == "{", worker.communicate()[1]
    try:
        yield worker
    finally:
        began = time.monotonic()
        if worker.poll() is None:
            worker.terminate()
            out, err = worker.communicate(timeout=20)
            assert (worker.returncode, err) == (0, ""), out
            assert time.monotonic() - began < 15
        else:
            worker.communicate()


def following(server: Server, world: World, episodes: int = 2, sources: int = 1) -> None:
    world.more["MANYMENTORS_ALLOW_HOSTS"] = server.host
    for number in range(sources):
        files = [INTERVIEWS[(number + at) % len(INTERVIEWS)] for at in range(episodes)]
        world.ok("follow", server.podcast(f"/{number}/feed.xml", f"Show {number}", files))


def test_the_worker_looks_reads_and_makes_it_found_by_itself(world: World) -> None:
    with serving() as server:
        world.more["MANYMENTORS_ALLOW_HOSTS"] = server.host
        with working(world):
            following(server, world)
            until(lambda: bool(world.ok("search", "backups that nobody had tried", "--json").json["answers"]))


def test_a_sync_beside_a_worker_asks_it_and_waits(world: World) -> None:
    with serving() as server:
        following(server, world)
        with working(world):
            ran = world.ok("sync", "--now", "--json")
            assert "A worker is running" in ran.err
            assert (ran.json["heard"], ran.json["read"], ran.json["failed"]) == (2, 2, 0)
            assert "is at work in" in world.refused("sync", "--watch")


def test_each_errand_is_begun_and_ended(world: World) -> None:
    with serving() as server:
        following(server, world)
        world.ok("me", "add", "answered phones on a help desk")
        asked = ("sync", {}), ("reread", {"everything": True}), ("stand", {}), ("index", {"anew": True})
        assert [row[1:] for row in errands(world, *asked)] == [(False, False, "")] * 4
        with working(world):
            until(lambda: all(ended for _, _, ended, _ in errands(world)))
        assert [row[3] for row in errands(world)] == [""] * 4
        assert server.asked["/0/feed.xml"] == 2, "once to follow, once to sync"
        assert world.ok("search", "backups that nobody had tried", "--json").json["answers"]


def test_what_was_pressed_is_followed_by_the_worker_or_it_says_why_not(world: World) -> None:
    theirs = {"address": f"{AT}feeds/anselmo.xml", "person": "Anselmo Quispe"}
    errands(world, ("circle", {}), ("follow", theirs), ("follow", {"address": "nowhere at all"}))
    with working(world):
        until(lambda: len(errands(world)) == 4 and all(ended for _, _, ended, _ in errands(world)))
    told = [row[3] for row in errands(world)]
    assert (told[0], told[1], told[3]) == ("", "", "")
    assert "not a web address" in told[2]
    assert [one["person"] for one in world.ok("people", "--json").json] == ["Anselmo Quispe"]


def test_the_worker_lets_the_pages_have_the_processor_first(world: World) -> None:
    with working(world) as worker:
        assert os.getpriority(os.PRIO_PROCESS, worker.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_what_nobody_knows_how_to_do_is_said_so(world: World) -> None:
    errands(world, ("dance", {}))
    with working(world):
        until(lambda: errands(world)[0][2])
    assert "Nobody here knows how to do “dance”" in errands(world)[0][3]


def test_asking_for_the_same_again_before_it_began_asks_once(world: World) -> None:
    assert len(errands(world, ("sync", {}), ("sync", {}), ("sync", {"sources": [1]}))) == 2


def test_only_what_the_user_follows_is_looked_at(world: World) -> None:
    with serving() as server:
        following(server, world, sources=2)
        world.ok("sync")
        world.ok("unfollow", server.url("/1/feed.xml"))
        before = dict(server.asked)
        errands(world, ("sync", {"sources": [1, 2, 77]}))
        with working(world):
            until(lambda: errands(world)[0][2])
        assert server.asked["/0/feed.xml"] == before["/0/feed.xml"] + 1
        assert server.asked["/1/feed.xml"] == before["/1/feed.xml"]


def test_what_is_new_is_read_before_a_library_is_read_again(world: World, tmp_path: Path) -> None:
    copies = [tmp_path / f"{number}-{INTERVIEWS[1].name}" for number in range(5)]
    for copy in copies:
        copy.write_bytes(INTERVIEWS[1].read_bytes())
    with serving() as server:
        world.more["MANYMENTORS_ALLOW_HOSTS"] = server.host
        world.ok("follow", server.podcast("/old/feed.xml", "Old", copies))
        world.ok("sync", timeout=120)
        assert counts(world, "older reader") == {"older reader": 5}
        world.ok("follow", server.podcast("/new/feed.xml", "New", INTERVIEWS[2:3]))
        errands(world, ("sync", {}))
        with working(world):
            until(lambda: errands(world)[0][2])
            told = counts(world)
            until(lambda: "older reader" not in counts(world))
    assert sum(told.values()) == 6
    assert "" not in told
    assert told.get("older reader", 0) > 0, "the new one had to wait for all"


@pytest.mark.slow
def test_killed_again_and_again_the_errands_end_as_if_undisturbed(world: World) -> None:
    with serving() as server:
        following(server, world, sources=4)
        errands(world, ("sync", {}), ("stand", {}), ("index", {}))
        for seconds in (0.2, 1.0, 1.5, 2.0):
            with working(world) as worker:
                time.sleep(seconds)
                worker.kill()
                worker.wait()
        with working(world):
            until(lambda: all(ended for _, _, ended, _ in errands(world)))
        items = world.ok("export").json["items"]
        assert len({(item["source"], item["key"]) for item in items}) == len(items) == 8
        assert all(item["passages"] and item["heard_from"] for item in items)
        assert [row[3] for row in errands(world)] == [""] * 3


@pytest.mark.django_db
def test_an_errand_that_a_living_worker_has_is_left_to_it_and_that_of_a_dead_one_is_taken_up() -> None:
    from datetime import timedelta

    from manymentors.actions import beat
    from manymentors.actions.errand import ask, clear, end, take
    from manymentors.store.models import Errand
    from manymentors.store.queries.work import errands_to_take
    from tests.factories import a_user

    now = datetime(2026, 11, 1, tzinfo=UTC)
    errand = ask(a_user(), "sync")
    beat.beat("north", now)
    assert take(errand, "north", now)
    assert not take(Errand(pk=errand.pk), "south", now), "another was faster"
    assert list(errands_to_take("north", now)) == [errand], "it is its own: it was killed"
    assert list(errands_to_take("south", now)) == []
    later = now + timedelta(minutes=1)
    assert list(errands_to_take("south", later)) == [errand], "north has been silent for too long"
    end(errand, later)
    assert list(errands_to_take("south", later)) == []
    assert clear(later + timedelta(days=6)) == 0
    assert clear(later + timedelta(days=8)) == 1


def test_workflows_that_ended_are_forgotten_after_a_day(world: World) -> None:
    with serving() as server:
        following(server, world)
        world.ok("sync")
        code = """
from datetime import timedelta
from manymentors.cli.output import open_for_me
open_for_me()
from django.utils import timezone
from manymentors.jobs import queue
from manymentors.jobs.worker import worker
from dbos import DBOS
with worker():
    held = len(DBOS.list_workflows())
    print(held, queue.clear(timezone.now() - timedelta(hours=1)), queue.clear(timezone.now() + timedelta(seconds=1)), len(DBOS.list_workflows()))
"""
        ran = subprocess.run(
            [sys.executable, "-c", code], env=world.environ, capture_output=True, text=True, check=True
        )
        assert ran.stdout.split() == ["1", "0", "1", "0"]


def test_the_log_of_a_worker_holds_no_fault(world: World, tmp_path: Path) -> None:
    with serving() as server:
        following(server, world)
        with working(world):
            until(lambda: world.ok("search", "backups that nobody had tried", "--json").json["answers"] != [])
    log = world.home / "mentors.log"
    assert "Traceback" not in (log.read_text() if log.exists() else "")


@pytest.mark.slow
def test_a_worker_that_finds_the_store_locked_for_long_goes_on_after_it(world: World) -> None:
    if world.database_url:
        pytest.skip("PostgreSQL lets others write meanwhile")
    with working(world) as worker:
        lock = sqlite3.connect(world.home / "store.sqlite3", isolation_level=None)
        errands(world, ("stand", {}))
        lock.execute("BEGIN IMMEDIATE")
        time.sleep(24)
        lock.execute("ROLLBACK")
        lock.close()
        until(lambda: all(ended for _, _, ended, _ in errands(world)))
        errands(world, ("stand", {}))
        until(lambda: all(ended for _, _, ended, _ in errands(world)))
        assert worker.poll() is None
    assert "it is tried again" in (world.home / "mentors.log").read_text()
