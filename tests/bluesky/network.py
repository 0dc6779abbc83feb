"""A Bluesky network for tests: PostgreSQL, Redis and the servers of @atproto/dev-env, on the loopback, started and stopped here.

Nothing is installed here: `./run test-bluesky` does that, into a folder outside the clone that is named by the lock file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
BOOT = 120.0
"""Seconds that a machine may need which does much else."""


def installed_at() -> Path:
    """Where the servers are installed, or would be; another lock file has another folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return cache / "manymentors" / f"bluesky-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]}"


def lacking() -> str:
    """What this machine lacks for the network, "" for nothing. Costs no time."""
    if not (installed_at() / ".installed").is_file():
        return "its servers are not installed"
    if not (shutil.which("node") and shutil.which("redis-server") and postgres_at()):
        return "node, Debian's postgresql or redis-server is missing"
    return ""


def postgres_at() -> Path | None:
    """The folder of Debian's newest PostgreSQL: the AppView wants its extension pg_trgm."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@dataclass
class Network:
    """`appview` and `pds` are addresses. Bluesky's own client speaks by `ask`, logged in as somebody or as nobody ("")."""

    appview: str
    pds: str
    process: subprocess.Popen[str]

    @property
    def hosts(self) -> list[str]:
        return [address.removeprefix("http://") for address in (self.appview, self.pds)]

    def join(self, name: str) -> str:
        """A new account, name.test; returns its DID."""
        return str(self._do("join", name=name)["did"])

    def ask(self, name: str, call: str, /, **params: Any) -> Any:
        return self._do("ask", **{"as": name}, call=call, params=params)

    def tell(self, name: str, call: str, /, **body: Any) -> Any:
        return self._do("ask", **{"as": name}, call=call, input=body)

    def settle(self) -> None:
        """Wait until the AppView knows all that was posted."""
        self._do("settle")

    def record(self, name: str, did: str, collection: str, /, **record: Any) -> dict[str, str]:
        """Write a record; returns its uri and cid."""
        named = {"rkey": "self"} if collection.endswith(".profile") else {}
        record = {"$type": collection, "createdAt": moment(), **record}
        create = "com.atproto.repo.createRecord"
        said = self.tell(name, create, repo=did, collection=collection, record=record, **named)
        return {"uri": said["uri"], "cid": said["cid"]}

    def delete(self, name: str, did: str, uri: str) -> None:
        collection, key = uri.split("/")[-2:]
        self.tell(name, "com.atproto.repo.deleteRecord", repo=did, collection=collection, rkey=key)

    def _do(self, verb: str, **more: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": verb, **more}) + "\n")
        self.process.stdin.flush()
        return heard(self.process)


_seconds = 0


def moment() -> str:
    """Each a second after the one before: what was posted in one millisecond has no order."""
    global _seconds
    _seconds += 1
    return f"2026-01-02T{3 + _seconds // 3600:02}:{_seconds // 60 % 60:02}:{_seconds % 60:02}.000Z"


def heard(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, f"the network ended with {process.wait()}"
    said = json.loads(line)
    assert "error" not in said, said["error"]
    return said["said"]


@contextmanager
def network() -> Iterator[Network]:
    """All of it, while the block lasts; some twenty seconds to start."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="manymentors-bluesky-")))
        folder.chmod(0o755)
        postgres = stack.enter_context(postgresql(folder / "postgres"))
        redis = stack.enter_context(redis_server(folder))
        temporary = folder / "pds"
        temporary.mkdir()
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(temporary),
            "REDIS_HOST": redis,
            "DB_POSTGRES_URL": postgres,
            "DB_POSTGRES_SCHEMA": "bluesky",
            "LOG_ENABLED": "false",
        }
        errors = stack.enter_context((folder / "errors").open("w+"))
        with running(
            ["node", str(HERE / "network.cjs")], cwd=installed_at(), env=environ, errors=errors
        ) as process:
            try:
                where = heard(process)
            except AssertionError as exc:
                errors.seek(0)
                raise AssertionError(f"the network did not start: {errors.read()[-4000:]}") from exc
            yield Network(where["appview"], where["pds"], process)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a server of our own, in memory's speed: nothing of it is to be kept."""
    tools = postgres_at()
    assert tools is not None
    folder.mkdir()
    as_whom: list[str] = []
    if os.geteuid() == 0:  # which PostgreSQL refuses
        shutil.chown(folder, "postgres", "postgres")
        as_whom = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    port = free_port()
    made = [
        *as_whom,
        str(tools / "initdb"),
        "-D",
        str(folder / "data"),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-N",
    ]
    subprocess.run(made, check=True, capture_output=True, cwd="/")
    settings = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"} | {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    server = [*as_whom, str(tools / "postgres"), "-D", str(folder / "data"), "-p", str(port), *options]
    with running(server, cwd="/", errors=subprocess.DEVNULL, end=signal.SIGINT, silent=True):
        wait_for(port)
        ready = [str(tools / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        until(lambda: subprocess.run(ready, check=False).returncode == 0)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    port = free_port()
    server = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with running(server, cwd=folder, errors=subprocess.DEVNULL, silent=True):
        wait_for(port)
        yield f"127.0.0.1:{port}"


@contextmanager
def running(
    words: Sequence[str],
    *,
    cwd: Path | str,
    errors: IO[str] | int,
    env: Mapping[str, str] | None = None,
    end: signal.Signals = signal.SIGTERM,
    silent: bool = False,
) -> Iterator[subprocess.Popen[str]]:
    """A process of ours, ended by its own number and in no other way."""
    process = subprocess.Popen(
        words,
        cwd=cwd,
        env=env,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL if silent else subprocess.PIPE,
        stderr=errors,
    )
    try:
        yield process
    finally:
        process.send_signal(end)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def wait_for(port: int) -> None:
    def answers() -> bool:
        with socket.socket() as made:
            return made.connect_ex(("127.0.0.1", port)) == 0

    until(answers)


def until(true: Any) -> None:
    end = time.monotonic() + BOOT
    while not true():
        assert time.monotonic() < end, "a server of the network did not start"
        time.sleep(0.05)
