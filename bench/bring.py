"""Brings an archive of 50,000 tweets through the page, kills the worker in the middle, and counts; hostile zips after it.

    .venv/bin/python -m bench.bring [--tweets 50000] [--kills 3]

`mentors serve` and `mentors worker` run as a person has them. Told are the seconds until the page says what is in the file,
until the worker has kept all of it (killed by SIGKILL so many times meanwhile), the memory of both at their peak, and the
longest that another page and another write took while it was kept.
"""

from __future__ import annotations

import argparse
import http.client
import io
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parent))
from archives import write

from tests.bluesky.network import free_port
from tests.world import World

LOGIN = """
from manymentors.store.setup import open_store
open_store()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from manymentors.store.models import User
user = User.objects.get(local=True)
user.set_password("correct horse battery")
user.save()
session = SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
session.create()
print(session.session_key)
"""


class Browser:
    """A session of the user's: sends forms as a browser does."""

    def __init__(self, port: int, session: str) -> None:
        self._port, self._cookie = port, f"session={session}"
        page = self.get("/bring")
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found, page[:500]
        self._token = found[1]

    def get(self, path: str) -> str:
        return self._send("GET", path)[1]

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        body = urlencode(fields | {"csrfmiddlewaretoken": self._token}).encode()
        return self._send("POST", path, body, "application/x-www-form-urlencoded")

    def upload(self, path: str, file: Path) -> tuple[int, str]:
        edge = "edge-of-the-form"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{self._token}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            "Content-Type: application/zip\r\n\r\n"
        ).encode()
        body = head + file.read_bytes() + f"\r\n--{edge}--\r\n".encode()
        return self._send("POST", path, body, f"multipart/form-data; boundary={edge}")

    def _send(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=300)
        headers = {"Cookie": self._cookie, "Host": f"127.0.0.1:{self._port}"}
        if body is not None:
            headers |= {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self._port}"}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrf="):
                self._cookie = f"{self._cookie.split(';')[0]}; {value.split(';')[0]}"
        text = answer.read().decode()
        connection.close()
        return answer.status, text


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tweets", type=int, default=50_000)
    parser.add_argument("--kills", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        size = write(place / "twitter.zip", options.tweets)
        zipped = (place / "twitter.zip").stat().st_size
        print(
            f"{options.tweets} tweets, {size / 1e6:.0f} MB of JSON, {zipped / 1e6:.0f} MB zipped", flush=True
        )
        world = World(place / "home")
        world.ok("people")
        login = subprocess.run(
            [sys.executable, "-c", LOGIN], env=world.environ, check=True, capture_output=True, text=True
        )
        port = free_port()
        pages = start(world, "serve", "--port", str(port))
        worker = start(world, "worker")
        try:
            wait_for(port)
            browser = Browser(port, login.stdout.split()[-1])
            print(f"before: pages at {peak(pages):.0f} MB", flush=True)
            failed = bring(world, browser, place / "twitter.zip", options, pages, worker)
            return failed + hostile(browser, place, pages)
        finally:
            for process in (pages, *STARTED):
                process.kill()
                process.wait()


STARTED: list[subprocess.Popen[bytes]] = []


def start(world: World, *words: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "manymentors", *words],
        env=world.environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    STARTED.append(process)
    return process


def wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            connection.getresponse().read()
            return
        except OSError:
            assert time.monotonic() < until, "the pages do not answer"
            time.sleep(0.2)


def bring(
    world: World,
    browser: Browser,
    file: Path,
    options: argparse.Namespace,
    pages: subprocess.Popen[bytes],
    worker: subprocess.Popen[bytes],
) -> int:
    began = time.monotonic()
    status, text = browser.upload("/bring", file)
    token = re.search(r'name="token" value="([^"]+)"', text)
    told = re.search(r"([\d,.\s\xa0]+) posts of their own", text)
    print(f"the page says what is in it ({status}) after {time.monotonic() - began:.1f} s, posts: {told and told[1].strip()}; pages at most {peak(pages):.0f} MB", flush=True)  # fmt: skip
    assert token, text[-2000:]
    slow = Meanwhile(browser)
    began = time.monotonic()
    status, text = browser.post("/bring", {"token": token[1], "verb": "read", "person": "Ada Example"})
    assert status == 303, text[-2000:]
    store = world.home / "store.sqlite3"
    memory = 0.0
    with slow:
        for number in range(options.kills):
            goal = options.tweets * (number + 1) // (options.kills + 1)
            until(lambda goal=goal: items(store) >= goal or ended(store))  # type: ignore[misc]
            memory = max(memory, peak(worker))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            print(f"killed at {items(store)} items, {time.monotonic() - began:.1f} s", flush=True)
            worker = start(world, "worker")
        while not ended(store):
            assert worker.poll() is None, "the worker has ended by itself"
            memory = max(memory, peak(worker))
            time.sleep(0.2)
    seconds = time.monotonic() - began
    want = options.tweets + 5  # notes are joined to their tweets; likes by month, and the list of follows
    n, keys = items(store), distinct(store)
    left = [path.name for path in (world.home / "brought").rglob("*") if path.is_file()]
    print(f"kept {n} items ({keys} keys) in {seconds:.1f} s, worker at most {memory:.0f} MB; left in brought/: {left}; {problem(store)}")  # fmt: skip
    print(f"meanwhile a page took at most {slow.page:.2f} s, a write {slow.written:.2f} s", flush=True)
    return int(not (n == keys == want and not left))


class Meanwhile:
    """Somebody else who reads and writes while the archive is kept."""

    def __init__(self, browser: Browser) -> None:
        self.page = self.written = 0.0
        self._browser, self._stop = browser, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *what: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        number = 0
        while not self._stop.wait(2.0):
            number += 1
            self.page = max(self.page, timed(lambda: self._browser.get("/sources/")))
            fields = {"what": f"step {number}", "kind": "job", "year": "2020"}
            self.written = max(self.written, timed(lambda: self._browser.post("/me/", fields)))  # noqa: B023


def timed(do: Callable[[], object]) -> float:
    began = time.monotonic()
    do()
    return time.monotonic() - began


def hostile(browser: Browser, place: Path, pages: subprocess.Popen[bytes]) -> int:
    """Each must be refused with 400 and a sentence, soon, without the pages swelling."""
    failed = 0
    for name, body in zips().items():
        (place / f"{name}.zip").write_bytes(body)
        began = time.monotonic()
        status, text = browser.upload("/bring", place / f"{name}.zip")
        sentence = re.search(r'<div class="errorlist"[^>]*>\s*(?:<p>)?([^<]+)', text) or re.search(r'role="alert"[^>]*>(?:<[^>]+>)*([^<]+)', text)  # fmt: skip
        print(f"{name}: {status} after {time.monotonic() - began:.1f} s, pages at most {peak(pages):.0f} MB: {sentence and sentence[1].strip()}", flush=True)  # fmt: skip
        failed += status != 400 or not sentence
        if token := re.search(r'name="token" value="([^"]+)"', text):
            browser.post("/bring", {"token": token[1], "verb": "drop"})
    return failed


def zips() -> dict[str, bytes]:
    def zipped(files: dict[str, bytes]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, content in files.items():
                archive.writestr(inside, content)
        return out.getvalue()

    head = b"window.YTD.tweets.part0 = "
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(310_000):
            archive.writestr(f"{number}", b"")
    return {
        "a bomb": zipped({"data/tweets.js": b" " * 500_000_000}),
        "a zip in a zip": zipped({"data/tweets.js": zipped({"data/tweets.js": b" " * 10_000_000}) * 3}),
        "many entries": many.getvalue(),
        "out of the folder": zipped({"../../data/tweets.js": b"[", "/etc/passwd": b"x"}),
        "deep": zipped({"data/tweets.js": head + b"[" + b'{"tweet":' * 200_000}),
        "cut off": zipped({"data/tweets.js": head + os.urandom(5_000_000)})[:2_000_000],
        "no list": zipped({"data/tweets.js": head + b'{"a": 1}'}),
    }


# --- what the store says


def ask(store: Path, query: str) -> list[tuple[int | str | None, ...]]:
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=20)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def items(store: Path) -> int:
    return int(ask(store, "SELECT count(*) FROM store_item")[0][0] or 0)


def distinct(store: Path) -> int:
    return int(ask(store, "SELECT count(DISTINCT key) FROM store_item")[0][0] or 0)


def ended(store: Path) -> bool:
    return bool(ask(store, "SELECT 1 FROM store_errand WHERE verb = 'bring' AND ended IS NOT NULL"))


def problem(store: Path) -> str:
    return str(ask(store, "SELECT problem FROM store_errand WHERE verb = 'bring'")[0][0] or "no problem told")


def until(true: Callable[[], bool], seconds: float = 900.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "nothing goes on"
        time.sleep(0.2)


def peak(process: subprocess.Popen[bytes]) -> float:
    """Of the process and its children now, in MB; the pages have theirs, which answer."""
    total = 0.0
    for pid in (process.pid, *children(process.pid)):
        try:
            told = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            continue
        if found := re.search(r"VmHWM:\s+(\d+) kB", told):
            total += int(found[1]) / 1024
    return total


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


if __name__ == "__main__":
    sys.exit(main())
