"""A reader that hangs, swells or dies costs one answer, and nothing else."""

from __future__ import annotations

import io
import os
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from manymentors.errors import BrokenFile, NotAFeed, TakesTooLong
from manymentors.sources import cage
from manymentors.sources.cage import Cage, serve, work
from manymentors.sources.feeds.json_feed import read_json


@pytest.fixture
def small() -> Iterator[Cage]:
    ready = Cage(workers=2, seconds=1, memory=512 * 1024 * 1024)
    yield ready
    ready.close()


def test_a_call_returns_what_the_function_returns(small: Cage) -> None:
    assert small.call(max, 1, 2) == 2
    assert small.call(sorted, [2, 1], reverse=True) == [2, 1]


def test_the_worker_is_another_process_and_is_kept(small: Cage) -> None:
    first = small.call(os.getpid)
    assert first != os.getpid()
    assert small.call(os.getpid) == first


def test_our_errors_come_through(small: Cage) -> None:
    with pytest.raises(NotAFeed, match="no list called"):
        small.call(read_json, "{}", "", 1)


def test_a_call_that_hangs_is_given_up_and_the_next_one_works(small: Cage) -> None:
    began = time.monotonic()
    with pytest.raises(TakesTooLong, match="too long"):
        small.call(time.sleep, 30)
    assert time.monotonic() - began < 3
    assert small.call(max, 1, 2) == 2


def test_a_call_that_swells_is_given_up_and_the_next_one_works(small: Cage) -> None:
    with pytest.raises(BrokenFile, match="brings the reader down"):
        small.call(bytes, 1024 * 1024 * 1024)
    assert small.call(max, 1, 2) == 2


def test_a_call_that_dies_is_given_up_and_the_next_one_works(small: Cage) -> None:
    with pytest.raises(BrokenFile):
        small.call(os.abort)
    assert small.call(max, 1, 2) == 2


def test_a_worker_that_died_while_idle_is_replaced(small: Cage) -> None:
    first = small.call(os.getpid)
    os.kill(first, 9)
    time.sleep(0.05)
    assert small.call(os.getpid) != first


def test_a_worker_is_replaced_after_its_share_of_calls() -> None:
    one = Cage(workers=1, calls=2)
    pids = [one.call(os.getpid) for _ in range(4)]
    one.close()
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_what_cannot_be_sent_harms_nothing(small: Cage) -> None:
    with pytest.raises((pickle.PicklingError, AttributeError)):
        small.call(lambda: 1)
    assert small.call(max, 1, 2) == 2


def test_where_the_worker_does_not_come_back_the_address_is_named() -> None:
    assert cage.read("https://a.example/", max, 1, 2) == 2
    with pytest.raises(
        BrokenFile, match=r"^https://a\.example/ cannot be read\. What came brings the reader down"
    ):
        cage.read("https://a.example/", os.abort)


def test_many_threads_share_few_workers(small: Cage) -> None:
    small.call(max, 1, 2)
    with ThreadPoolExecutor(8) as threads:
        pids = list(threads.map(lambda _: small.call(os.getpid), range(60)))
    assert 1 <= len(set(pids)) <= 2


def test_after_a_fork_the_childs_calls_use_workers_of_its_own() -> None:
    program = """
import os, sys
from manymentors.sources.cage import CAGE
mine = CAGE.call(os.getpid)
child = os.fork()
if child == 0:
    os._exit(0 if CAGE.call(os.getpid) != mine else 1)
sys.exit(os.waitpid(child, 0)[1] or CAGE.call(os.getpid) != mine)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_workers_of_another_process_are_left_alone(small: Cage) -> None:
    first = small.call(os.getpid)
    kept = small._idle[0]
    small._pid = -1
    assert small.call(os.getpid) != first
    kept.stop()


# --- the worker, in this process


def question(*asked: object) -> io.BytesIO:
    pipe = io.BytesIO()
    for each in asked:
        cage._send(pipe, each)
    pipe.seek(0)
    return pipe


def answers(pipe: io.BytesIO) -> Iterator[object]:
    pipe.seek(0)
    while pipe.tell() < len(pipe.getvalue()):
        yield cage._receive(pipe)


def test_a_worker_answers_each_question_under_an_alarm_until_they_end() -> None:
    out, alarms = io.BytesIO(), list[int]()
    serve(question((max, (1, 2), {}), (read_json, ("{}", "", 1), {})), out, 7, alarm=alarms.append)
    first, second = answers(out)
    assert (first, type(second), alarms) == (2, NotAFeed, [7, 0, 7, 0])


def test_any_other_error_ends_the_worker() -> None:
    with pytest.raises(ZeroDivisionError):
        serve(question((divmod, (1, 0), {})), io.BytesIO(), 7, alarm=lambda _: None)


def test_a_worker_limits_its_memory_and_keeps_prints_out_of_its_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out, limits = io.BytesIO(), list[object]()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=question()))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    work(7, 1234, limit=lambda *said: limits.append(said))
    assert limits == [(resource.RLIMIT_AS, (1234, 1234))]
    assert sys.stdout is sys.stderr


def test_a_system_without_such_a_limit_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*said: object) -> None:
        raise ValueError

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=question()))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=io.BytesIO()))
    work(7, 1234, limit=refuse)
