"""Several devices upload at the same time, to a server with several threads, while another reads: nothing is lost or doubled."""

from __future__ import annotations

import base64
import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from typing import Any

import pytest

from tests.world import World

MAKE_KEYS = """
from manymentors.cli.output import open_for_me
me = open_for_me()
me.username = "ada"
me.set_password("long enough and dull")
me.save()
from manymentors.actions.app_key import make_key
print(*[make_key(me, "sync", f"device {n}")[1] for n in range(5)])
"""
WRITERS, LOTS = 4, 12


class Device:
    def __init__(self, port: int, secret: str) -> None:
        self.port = port
        told = base64.b64encode(f"ada:{secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {told}", "Content-Type": "application/json"}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, json.dumps(body) if body is not None else None, self.headers)
            answer = connection.getresponse()
            told = answer.read()
        assert answer.status == 200, told
        return json.loads(told)


def an_action(writer: int, lot: int) -> dict[str, Any]:
    return {
        "podcast": "https://p.example/feed",
        "episode": f"https://p.example/{writer}-{lot}.mp3",
        "device": f"device{writer}",
        "action": "play",
        "timestamp": "2026-01-01T00:00:00",
        "started": 0,
        "position": lot + 1,
        "total": 500,
    }


@pytest.mark.slow
def test_what_several_devices_upload_at_once_is_read_whole_and_once(world: World) -> None:
    made = subprocess.run(
        [sys.executable, "-c", MAKE_KEYS], env=world.environ, capture_output=True, text=True, check=True
    )
    secrets = made.stdout.split()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = world.start("serve", "--port", str(port), "--threads", "6")
    try:
        wait_for(port)
        wrong: list[BaseException] = []

        def write(writer: int) -> None:
            try:
                device = Device(port, secrets[writer])
                for lot in range(LOTS):
                    device.ask("POST", "/api/2/episodes/ada.json", [an_action(writer, lot)])
            except BaseException as exc:  # noqa: BLE001  # told by the thread that waits
                wrong.append(exc)

        threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        reader, since, read = Device(port, secrets[WRITERS]), 0, []
        while True:
            alive = any(thread.is_alive() for thread in threads)
            got = reader.ask("GET", f"/api/2/episodes/ada.json?since={since}")
            since = got["timestamp"]
            read += [one["episode"] for one in got["actions"]]
            if not alive:
                break
        assert not wrong
        assert len(read) == WRITERS * LOTS
        assert len(set(read)) == WRITERS * LOTS
    finally:
        server.terminate()
        server.communicate(timeout=30)


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            assert time.monotonic() < until, "the server did not begin within a minute"
            time.sleep(0.1)
