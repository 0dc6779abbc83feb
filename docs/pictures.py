"""Takes the pictures of the pages, of the sample world, into docs/pictures/.

    .venv/bin/python -m docs.pictures [NAME …]

The account is one of some weeks (docs/lived_in.py), and the talks have sound. Needs Chromium and the group `browser`
(`uv sync --group browser`). Run it when a page has changed its looks, and look at each.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from docs.small import smaller
from tests.browser.conftest import OPTIONS, Site, chromium_path, log_in, sample_world, up
from tests.browser.test_player import SET_UP as SOUND
from tests.world import ROOT, World

HERE = Path(__file__).parent / "pictures"
WIDE, PHONE = (1280, 900), (360, 780)
WITH = "Anselmo Quispe"


@dataclass(frozen=True)
class Picture:
    """`path`, or the words of the links to press one after the other, from there on."""

    name: str
    path: str
    links: tuple[str, ...] = ()
    size: tuple[int, int] = WIDE
    dark: bool = False
    do: Callable[[Page], object] = lambda page: None


def listen(page: Page) -> None:
    """Play the stop, and go to mowing with it: in the frame in which one walks while something plays."""
    page.locator("[data-listen]").first.click()
    page.wait_for_function("window.player.playing() && window.player.seconds() > 2")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Listen").click()
    walk = page.frame_locator("#walk")
    walk.get_by_role("link", name="Mowing").click()
    walk.locator("#mow.plays").wait_for()
    page.wait_for_timeout(1000)


PICTURES = (
    Picture("today", "/"),
    Picture("today-dark", "/", dark=True),
    Picture("today-phone", "/", size=PHONE),
    Picture("people", "/people/"),
    Picture("person", "/people/", (WITH,), do=lambda page: page.locator(".manage summary").click()),
    Picture("road", "/people/", (WITH,), do=lambda page: page.goto(f"{page.url}road")),
    Picture("compare", "/compare/", (WITH,)),
    Picture("compare-dark", "/compare/", (WITH,), dark=True),
    Picture("compare-phone", "/compare/", (WITH,), size=PHONE),
    Picture("compare-all", "/compare/"),
    Picture("me", "/me/"),
    Picture("atlas", "/atlas/"),
    Picture("ideal", "/ideal/"),
    Picture("circle", "/circle/picture"),
    Picture("ask", "/ask?q=how+do+I+give+my+first+talk"),
    Picture("search", "/search?q=how+do+I+delegate+without+losing+touch"),
    Picture("queue", "/listen/?minutes=42"),
    Picture("mowing", "/compare/", (WITH,), size=PHONE, do=listen),
    Picture("marks", "/marks/"),
    Picture("nuggets", "/nuggets/"),
    Picture("review", "/review/"),
    Picture("mentor", "/mentor/"),
    Picture("shelf", "/shelf/"),
    Picture("item", "/compare/", (WITH,), do=lambda page: page.goto(page.locator("a.at").first.get_attribute("href") or "")),
    Picture("item-phone", "/compare/", (WITH,), size=PHONE, do=lambda page: page.goto(page.locator("a.at").first.get_attribute("href") or "")),
    Picture("add", "/people/add"),
    Picture("sources", "/sources/"),
    Picture("settings", "/settings/"),
)  # fmt: skip


def main(names: list[str]) -> None:
    HERE.mkdir(exist_ok=True)
    wanted = [picture for picture in PICTURES if not names or picture.name in names]
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        world = World(sample_world(Path(folder)))
        subprocess.run([sys.executable, "-c", SOUND], env=world.environ, check=True)
        subprocess.run([sys.executable, "-m", "docs.lived_in"], env=world.environ, cwd=ROOT, check=True)
        site = stack.enter_context(up(world))
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium_path(), args=OPTIONS
        )
        log_in(browser, site)
        rest(browser, site)
        for picture in wanted:
            take(browser, site, picture)
        browser.close()


def rest(browser: Browser, site: Site) -> None:
    """Until the worker is there, and has done what was asked of it."""
    page = browser.new_page(base_url=site.url, storage_state=site.seen["cookies"])
    for _ in range(120):
        page.goto("/progress")
        if page.locator("#progress.rests").count() and "No worker" not in page.locator("main").inner_text():
            break
        page.wait_for_timeout(1000)
    page.close()


def take(browser: Browser, site: Site, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        base_url=site.url,
        storage_state=site.seen["cookies"],
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.goto(picture.path)
    for link in picture.links:
        page.get_by_role("main").get_by_role("link", name=link).first.click()
        page.wait_for_load_state()
    picture.do(page)
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    file = HERE / f"{picture.name}.png"
    file.write_bytes(smaller(context.new_page(), page.screenshot()))
    context.close()
    print(f"{file.name}  {file.stat().st_size / 1000:.0f} kB  {page.url.removeprefix(site.url)}")


if __name__ == "__main__":
    main(sys.argv[1:])
