"""A real browser in front of a real server: Chromium, driven by Playwright, and `mentors up` over the sample world.

Where one of the two is missing these tests are skipped, and say so; where MANYMENTORS_REQUIRE_SHARED=1 (CI) they fail.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Frame, Locator, Page

PATIENCE = 30_000
"""Milliseconds that a page may take on a busy machine to load, and to show what its scripts and the worker fill in."""
NAME, PASSWORD = "ada", "long enough and dull"
OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
MAKE_ME = f"""
from manymentors.cli.output import open_for_me
me = open_for_me()
me.username = {NAME!r}
me.set_password({PASSWORD!r})
me.save()
"""


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.slow)


@dataclass
class Site:
    """A running `mentors up`; `world` is its data folder, for what is easier done by a command."""

    url: str
    world: World
    seen: dict[str, Any] = field(default_factory=dict)
    """What a test keeps for the next, such as the cookies of a log-in."""


@contextmanager
def up(world: World) -> Iterator[Site]:
    """`mentors up` on a free port, until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = world.start("up", "--port", str(port))
    try:
        end = time.monotonic() + 300
        while not answers(port):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < end, "mentors up did not answer within five minutes"
            time.sleep(0.1)
        yield Site(f"http://127.0.0.1:{port}", world)
    finally:
        process.terminate()
        process.communicate(timeout=60)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    try:
        from playwright.sync_api import expect, sync_playwright
    except ImportError:
        missing("Playwright is missing: ./run test installs it (the group browser)")
    if not path:
        missing("Chromium is missing: as root, ./run test installs Debian's package chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=OPTIONS)
        yield browser
        browser.close()


def chromium_path() -> str:
    return shutil.which("chromium") or shutil.which("chromium-browser") or ""


def missing(what: str) -> None:
    if os.environ.get("MANYMENTORS_REQUIRE_SHARED") == "1":
        pytest.fail(f"THE BROWSER TESTS DID NOT RUN. {what}.")
    pytest.skip(f"THE BROWSER TESTS DID NOT RUN. {what}.")


@pytest.fixture(scope="session")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample world, read, and an account with a road."""
    base = tmp_path_factory.getbasetemp()
    made = sample_world(base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base)
    world = World(tmp_path_factory.mktemp("browser") / "home")
    shutil.copytree(made, world.home)
    with up(world) as site:
        log_in(chromium, site)
        yield site


def sample_world(shared: Path) -> Path:
    """A data folder with the sample world, made by the first process that needs it; each takes a copy."""
    made, making = shared / "sample-world", World(shared / "sample-world-in-the-making")
    with (shared / "sample-world.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(making.home, ignore_errors=True)
            making.ok("demo", "--keep", str(making.home), timeout=900)
            subprocess.run([sys.executable, "-c", MAKE_ME], env=making.environ, check=True)
            making.home.rename(made)
    return made


def log_in(browser: Browser, site: Site) -> None:
    """Keeps the cookies with the site."""
    context = browser.new_context(base_url=site.url)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"{site.url}/")
    site.seen["cookies"] = context.storage_state()
    context.close()


@dataclass
class Complaints:
    """What the browser complained of, while it was listened to: errors in the console, violations of the CSP among them."""

    said: list[str] = field(default_factory=list)

    def listen_to(self, page: Page) -> None:
        page.on("console", lambda told: self.said.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))


@pytest.fixture
def open_browser(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page of a new visit; the test fails where the browser complained of anything."""
    complaints, contexts = Complaints(), []

    def opened(**options: Any) -> Page:
        context: BrowserContext = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        complaints.listen_to(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints.said == []


@pytest.fixture
def page(site: Site, open_browser: Callable[..., Page]) -> Page:
    """A page of someone who is logged in and sees the sample world; light, 1280 wide."""
    return open_browser(
        base_url=site.url,
        storage_state=site.seen["cookies"],
        viewport={"width": 1280, "height": 900},
        color_scheme="light",
        reduced_motion="reduce",
    )


def expect(seen: Page | Locator) -> Any:
    """Playwright's own: it looks again and again until what it is told is so. Imported late, since it may be missing."""
    from playwright.sync_api import expect as expecting

    return expecting(seen)


def until(page: Page | Frame, told: str, seconds: float = 60) -> Any:
    """The value of a script, as soon as it is true; Playwright's own wait wants eval, which our pages forbid."""
    from playwright.sync_api import Error

    end = time.monotonic() + seconds
    while True:
        try:
            value = page.evaluate(told)
        except Error as error:  # it is asked of the page that comes, where one has just gone
            value, wrong = None, str(error)
        else:
            wrong = ""
        if value:
            return value
        assert time.monotonic() < end, f"never: {told} at {page.url} {wrong}"
        page.wait_for_timeout(50)


def follow(what: Locator) -> None:
    """Press what leads to a page, and wait for that page: who looks, presses or goes elsewhere before may come too early."""
    with what.page.expect_navigation():
        what.click()


def go_by_keys(page: Page, letter: str) -> None:
    """g and a letter, which belong together within a second; where this machine needs longer they are pressed again."""
    for _ in range(10):
        before, began = page.url, time.monotonic()
        page.keyboard.press("g")
        page.keyboard.press(letter)
        if time.monotonic() - began < 0.9:
            return
        page.wait_for_timeout(3000)
        if page.url != before:
            return


def violations(page: Page | Frame, *rules: str) -> list[str]:
    """What axe finds wrong on the page; of these rules only, where some are named."""
    from axe_playwright_python.sync_playwright import Axe

    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("(options) => axe.run(options).then((all) => all.violations)", options)
    return [
        f"{one['id']}: {one['help']} at {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found
    ]


def too_wide(page: Page) -> list[str]:
    """What sticks out of a page that should not be scrolled sideways."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 5).map(e => e.outerHTML.slice(0, 120))"""
    )
