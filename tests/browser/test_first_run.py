"""The first visit, as a person makes it: from the printed address to the moment where two roads part."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import NAME, PASSWORD, expect, follow, up
from tests.world import World

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

FEWER_THAN = 12


class Hand:
    """Presses what it is shown, and counts; each press leads to a page."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def press(self, what: Locator) -> None:
        follow(what)
        self.clicks += 1

    def button(self, words: str) -> None:
        self.press(self.page.get_by_role("button", name=words))

    def link(self, words: str) -> None:
        self.press(self.page.get_by_role("link", name=words).first)


def test_from_the_first_visit_to_the_comparison_in_fewer_than_twelve_clicks(
    open_browser: Callable[..., Page], tmp_path: Path
) -> None:
    with up(World(tmp_path / "home")) as site:
        page = open_browser(base_url=site.url)
        hand = Hand(page)
        page.goto("/")
        page.get_by_label("Your name here").fill(NAME)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("The password once more").fill(PASSWORD)
        hand.button("Begin")
        hand.button("Open the sample world")
        hand.link("Sources")
        page.locator("#progress.rests").wait_for(state="attached", timeout=600_000)
        hand.link("Compare")
        person = page.get_by_role("main").get_by_role("link", name="Anselmo Quispe")
        for _ in range(600):  # what is derived follows what was read within seconds
            if person.count():
                break
            page.wait_for_timeout(500)
            page.reload()
        hand.press(person.first)
        page.get_by_role("heading", level=1, name="You share").wait_for()
        hand.link("Listen from here")
        page.wait_for_url(re.compile(r"/items/\d+/#milestone-\d+$"))
        expect(page.locator(":target")).to_have_count(1)
        assert hand.clicks < FEWER_THAN
