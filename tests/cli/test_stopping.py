"""Told to stop, a process ends what is under way first; what an interruption tears is not called a fault of the database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from manymentors.cli import main as cli
from manymentors.cli import processes
from tests.serving import serving
from tests.world import World


@pytest.fixture
def handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_nothing_is_torn(number: int) -> None:
    stop = processes.told_to_stop()
    assert not stop()
    os.kill(os.getpid(), number)
    assert stop()


def test_told_twice_it_ends_at_once() -> None:
    code = (
        "import os, signal, time\n"
        "from manymentors.cli.processes import told_to_stop\n"
        "told_to_stop()\n"
        "for _ in range(2): os.kill(os.getpid(), signal.SIGINT)\n"
        "time.sleep(60)"
    )
    began = time.monotonic()
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 130
    assert time.monotonic() - began < 30


def test_a_connection_that_an_interruption_tore_is_told_as_what_it_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def torn(*_: object, **__: object) -> None:
        try:
            raise KeyboardInterrupt
        finally:
            raise OperationalError("the connection is closed")

    monkeypatch.setattr(cli.mentors, "main", torn)
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == 130
    assert capsys.readouterr().err.startswith("Stopped.")


@pytest.mark.slow
def test_a_sync_that_watches_stops_as_it_is_told(world: World) -> None:
    with serving() as server:
        world.more["MANYMENTORS_ALLOW_HOSTS"] = server.host
        world.ok("follow", server.podcast("/feed.xml", "A show", []))
        watching = world.start("sync", "--watch")
        while server.asked["/feed.xml"] < 2:
            time.sleep(0.1)
        watching.send_signal(signal.SIGINT)
        _, err = watching.communicate(timeout=20)
    assert (watching.returncode, "Stopped" in err) == (130, True)
