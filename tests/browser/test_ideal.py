"""The ideal mentor by keys alone, on a phone, and for everyone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import Site, expect, follow, too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

TRAIT = "came up as an engineer"


def tab_to(page: Page, words: str) -> None:
    """Press Tab until a link or a button with these words has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if words in page.evaluate(
            "document.activeElement.matches('a, button') && document.activeElement.innerText || ''"
        ):
            return
    raise AssertionError(f"Tab never came to “{words}”")


def looked_for(page: Page) -> None:
    """Load the page again until the worker has looked for what proves the traits."""
    end = time.monotonic() + 300
    while page.get_by_text("is being looked for right now").count():
        assert time.monotonic() < end, "the worker did not look for five minutes"
        page.wait_for_timeout(500)
        page.goto("/ideal/")


def test_a_trait_is_wished_weighed_judged_and_undone_by_keys_alone(page: Page) -> None:
    page.goto("/ideal/")
    tab_to(page, f"+ {TRAIT}")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    looked_for(page)
    expect(page.locator(".verdict")).to_contain_text("Best single: 1 of 1")

    slider = page.locator(".matrix input[type=range]")
    slider.focus()
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
        expect(page.locator(".matrix output")).to_have_text("4")
    expect(slider).to_have_value("4")

    before = page.locator(".matrix .sum").last.inner_text()
    tab_to(page, "judge")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("x")
    expect(page.get_by_text("you said that it does not hold")).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.get_by_text("you said that it does not hold")).to_have_count(0)
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("x")
    page.goto("/ideal/")
    looked_for(page)
    expect(page.locator(".matrix .sum").last).not_to_have_text(before, use_inner_text=True)


def test_it_fits_a_phone_and_is_for_everyone_in_both_themes(
    page: Page, site: Site, open_browser: Callable[..., Page]
) -> None:
    page.goto("/ideal/")
    if not page.locator(".matrix").count():
        follow(page.get_by_role("button", name=f"+ {TRAIT}"))
    looked_for(page)
    cell = page.locator(".matrix .all").first.get_attribute("href")
    assert cell
    for theme, wide in (("light", 1280), ("dark", 360)):
        other = open_browser(
            base_url=site.url, storage_state=site.seen["cookies"], color_scheme=theme,
            viewport={"width": wide, "height": 800}, reduced_motion="reduce",
        )  # fmt: skip
        for path in ("/ideal/", cell):
            other.goto(path)
            assert violations(other) == []
            assert too_wide(other) == []
