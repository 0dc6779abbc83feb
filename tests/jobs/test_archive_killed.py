"""A large archive that was brought is kept whole, though the worker is killed while it keeps it, and others write meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from bench.archives import write
from manymentors.actions.look import MANY
from tests.world import World

pytestmark = pytest.mark.slow

TWEETS = MANY + 1_000

BRING = """
import sys
from manymentors.store.setup import open_store
open_store()
from manymentors.actions import bring
from manymentors.actions.be_user import local_user
me = local_user()
with open(sys.argv[1], "rb") as file:
    path = bring.set_down(me, "twitter.zip", file)
kind = bring.look_into(path, "twitter.zip")
told = bring.count(me, path, "twitter.zip", kind)
bring.read_it(me, told.token, person="Ada Example", why="", via="", tier="")
"""

TAKE_IN = """
import os, signal, threading, time
from manymentors.store.setup import open_store
open_store()
from django.utils import timezone
from manymentors.actions.bring import take_in
from manymentors.store.models import Errand, Item
def watch():
    while Item.objects.count() < 1_000:
        time.sleep(0.005)
    os.kill(os.getpid(), signal.SIGKILL)
threading.Thread(target=watch, daemon=True).start()
errand = Errand.objects.get(verb="bring")
take_in(errand.user, errand.payload["source"], errand.payload["file"], timezone.now())
"""

TELL = """
import json
from manymentors.store.setup import open_store
open_store()
from manymentors.store.models import Errand, Item
errand = Errand.objects.get(verb="bring")
print(json.dumps([Item.objects.count(), Item.objects.values("key").distinct().count(), bool(errand.ended), errand.problem]))
"""


def test_an_archive_is_kept_whole_though_the_worker_is_killed(world: World, tmp_path: Path) -> None:
    write(tmp_path / "twitter.zip", TWEETS)
    script(world, BRING, str(tmp_path / "twitter.zip"))

    assert run(world, TAKE_IN).returncode == -9
    kept, _, ended, _ = told(world)
    assert 1_000 <= kept < TWEETS, "it was killed in the middle"
    assert not ended

    worker = world.start("worker")
    try:
        until(lambda: told(world)[2])
        world.ok("me", "add", "answered phones", "--kind", "job")
    finally:
        worker.terminate()
        worker.communicate()
    whole = TWEETS + 5  # likes by month, the list of follows; long tweets are joined with theirs
    items, keys, _, problem = told(world)
    assert (items, keys, problem) == (items, items, "")
    assert abs(items - whole) < 10
    assert not list((world.home / "brought").rglob("*.zip"))


def run(world: World, words: str, *more: str) -> subprocess.CompletedProcess[str]:
    script = [sys.executable, "-c", words, *more]
    return subprocess.run(script, env=world.environ, check=False, capture_output=True, text=True)


def script(world: World, words: str, *more: str) -> str:
    ran = run(world, words, *more)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def told(world: World) -> list[Any]:
    """How many items there are, how many keys, whether the errand is done, and what was wrong."""
    found = json.loads(script(world, TELL))
    assert isinstance(found, list)
    return found


def until(true: Any, seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing goes on"
        time.sleep(0.1)
