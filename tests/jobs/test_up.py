"""`mentors up`: the pages and the worker together, started and stopped as one."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.world import World


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(world: World, port: int) -> Iterator[subprocess.Popen[str]]:
    """`mentors up`, once it has printed its address."""
    process = world.start("up", "--port", str(port))
    assert process.stdout is not None
    assert process.stdout.readline() == f"Manymentors is at http://127.0.0.1:{port}/\n", process.communicate()
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def children(process: subprocess.Popen[str]) -> list[int]:
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in told.stdout.split()]


def gone(pids: list[int], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.1)
    return False


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return not state.stdout.startswith("Z") and bool(state.stdout)


def status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_starts_both_and_stops_both(world: World, port: int) -> None:
    with running(world, port) as process:
        both = children(process)
        assert len(both) == 2
        assert status(port, "/health") == 200
        assert status(port, "/") == 302, "to the welcome page: nobody has an account yet"
        process.terminate()
        _, err = process.communicate(timeout=20)
        assert process.returncode == 0
        assert "Stopped." in err
        assert gone(both)


@pytest.mark.skipif(sys.platform != "linux", reason="ps and signals as on Linux")
def test_killed_it_leaves_nobody_behind(world: World, port: int) -> None:
    with running(world, port) as process:
        both = children(process)
        process.kill()
        process.wait()
        assert gone(both)


def test_where_one_of_the_two_dies_it_says_so_and_ends_the_other(world: World, port: int) -> None:
    with running(world, port) as process:
        pages, worker = children(process)
        os.kill(worker, signal.SIGKILL)
        _, err = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "The worker has ended (status -9), so all is stopped" in err
        assert gone([pages])


def test_a_port_that_is_taken_is_told_in_a_sentence(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        for command in ("up", "serve"):
            told = world.refused(command, "--port", str(number))
            assert f"Port {number} of 127.0.0.1 cannot be had" in told
            assert f"--port {number % 65535 + 1}" in told


def test_pages_that_others_can_reach_want_an_address(world: World) -> None:
    assert "Set MANYMENTORS_URL" in world.refused("serve", "--host", "0.0.0.0")


def test_the_first_address_carries_a_key_where_others_could_be_faster(world: World, port: int) -> None:
    world.more["MANYMENTORS_URL"] = "https://mentors.example.org"
    process = world.start("serve", "--port", str(port))
    assert process.stderr is not None
    told = process.stderr.readline()
    process.terminate()
    process.communicate(timeout=20)
    assert "https://mentors.example.org/welcome?key=" in told


def test_the_pages_never_load_what_only_the_worker_needs(world: World) -> None:
    code = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "manymentors.settings"
from manymentors.store.setup import open_store
open_store()
from manymentors.web.wsgi import application
from django.urls import get_resolver
assert get_resolver().url_patterns
print([name for name in ("dbos", "sqlalchemy", "manymentors.jobs") if name in sys.modules])
"""
    ran = subprocess.run([sys.executable, "-c", code], env=world.environ, capture_output=True, text=True, check=True)  # fmt: skip
    assert ran.stdout.strip() == "[]"
