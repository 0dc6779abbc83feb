"""One connection and one start a second for each host, over all threads, and no host holds up another."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from manymentors.errors import RateLimited
from manymentors.http_client import Client, Politeness
from tests.http_client.servers import Asked, Server, whole


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_starts_on_one_host_are_a_second_apart_and_other_hosts_do_not_wait() -> None:
    clock = Clock()
    politeness = Politeness(clock=clock, sleep=clock.sleep)
    for host in ("a", "b", "a", "a", "b"):
        with politeness.turn(host, f"http://{host}/"):
            pass
    assert clock.slept == [1.0, 1.0]


def test_a_host_is_never_asked_twice_at_once_and_others_go_on_meanwhile() -> None:
    politeness, lock = Politeness(0), threading.Lock()
    running, most, together = dict.fromkeys("abc", 0), dict.fromkeys("abc", 0), [0]

    def ask(number: int) -> None:
        host = "abc"[number % 3]
        with politeness.turn(host, host):
            with lock:
                running[host] += 1
                most[host] = max(most[host], running[host])
                together[0] = max(together[0], sum(running.values()))
            time.sleep(0.002)
            with lock:
                running[host] -= 1

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(ask, range(200)))
    assert set(most.values()) == {1}
    assert together[0] > 1


def test_patience_with_a_busy_host_ends_in_words() -> None:
    politeness = Politeness(patience=0.01)
    first, second = (politeness.turn("a.example", f"http://a.example/{number}") for number in (1, 2))
    with (
        first,
        pytest.raises(RateLimited, match=r"http://a\.example/2 will be asked later") as caught,
        second,
    ):
        pass
    assert (caught.value.wait, caught.value.whole_host) == (60.0, False)


def test_the_turn_is_given_back_when_the_request_fails(server: Server) -> None:
    politeness = Politeness(0, patience=0.01)
    with Client(user_agent="t", politeness=politeness, resolve=lambda *_: ["127.0.0.1"]) as client:
        for _ in range(2):
            with pytest.raises(Exception, match="private network"):
                client.get(server.url(host="b.example"))


def test_one_client_serves_many_threads(server: Server, client: Client) -> None:
    def echo(asked: Asked) -> list[bytes | float]:
        return [0.01, whole(asked.path.encode())]

    paths = [f"/{number}" for number in range(40)]
    server.routes.update(dict.fromkeys(paths, echo))
    with ThreadPoolExecutor(8) as threads:
        bodies = list(threads.map(lambda path: client.get(server.url(path)).body.decode(), paths))
    assert bodies == paths
