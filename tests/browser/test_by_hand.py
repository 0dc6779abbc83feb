"""My word, given in the browser: pairs made by keyboard alone, corrections that outlive a re-read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import Site, expect, follow, go_by_keys

if TYPE_CHECKING:
    from playwright.sync_api import Page

WITH = "Crispin Dalisayan"
FOCUSED = "document.activeElement"


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the element with these words has the focus; it must be seen to have it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate(
            f"{FOCUSED}.textContent.includes({words!r}) && {FOCUSED}.matches('a, button, summary')"
        ):
            assert page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle") != "none"
            return
    raise AssertionError(f"no key leads to “{words}”")


def step_to(page: Page, wanted: str) -> None:
    """Press j until the step that has the focus is as wanted."""
    for _ in range(60):
        page.keyboard.press("j")
        if page.evaluate(wanted):
            return
    raise AssertionError(f"no step of the page is: {wanted}")


def test_two_steps_are_paired_by_keyboard_alone_and_parted_again(page: Page) -> None:
    page.goto("/")
    go_by_keys(page, "c")
    page.wait_for_url("**/compare/")
    tab_to(page, WITH)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/compare/\d+/$"))
    headline = page.get_by_role("heading", level=1)
    before = headline.inner_text()
    step_to(page, f"{FOCUSED}.dataset.side === 'mine' && !{FOCUSED}.querySelector('.why')")
    mine = page.evaluate(f"{FOCUSED}.dataset.what")
    page.keyboard.press("p")
    expect(page.get_by_role("status").filter(has_text="Picked up")).to_contain_text(mine)
    step_to(page, f"{FOCUSED}.dataset.side === 'theirs' && {FOCUSED}.dataset.what !== ''")
    with page.expect_navigation():
        page.keyboard.press("p")
    expect(page.get_by_text("paired by you").first).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.get_by_text("paired by you")).to_have_count(0)
    expect(headline).to_have_text(before, use_inner_text=True)


def test_a_corrected_milestone_stays_corrected_when_everything_is_read_again(page: Page, site: Site) -> None:
    page.goto("/people/")
    page.get_by_role("main").get_by_role("link", name=WITH, exact=True).click()
    page.wait_for_url(re.compile(r"/people/\d+/$"))
    road = f"{page.url}road"
    page.goto(road)
    entry = page.locator("[data-entry]").filter(has=page.get_by_role("link", name="Correct")).first
    quote = entry.locator("blockquote").first.inner_text()
    follow(entry.get_by_role("link", name="Correct").first)
    page.get_by_label("year").fill("1998")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Corrected. Your words will outlive every later reading.").wait_for()
    site.world.ok("reread", "--all", timeout=600)
    page.goto(road)
    corrected = page.locator("[data-entry]").filter(has_text=quote.strip("“”")).first
    expect(corrected).to_contain_text("1998")


def test_a_source_is_looked_at_and_what_goes_on_is_shown_live(page: Page) -> None:
    page.goto("/sources/")
    page.get_by_role("button", name="Look at everything now").click()
    page.get_by_text("Everything you follow is looked at").wait_for()
    page.locator("#progress.rests").wait_for(state="attached", timeout=300_000)
    first = page.locator("li.source").first
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("button", name="Unfollow").click()
    page.get_by_text(f"You follow “{title}” no more.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name=title).wait_for()


def test_without_scripts_a_step_is_paired_by_its_form_and_the_pair_taken_back(
    site: Site, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(base_url=site.url, storage_state=site.seen["cookies"], java_script_enabled=False)
    page.goto("/compare/")
    follow(page.get_by_role("main").get_by_role("link", name=WITH).first)
    step = page.locator("article.e-theirs").last
    step.get_by_text("confirm, correct, pair").click()
    step.get_by_label("Same as my step").select_option(index=1)
    step.get_by_role("button", name="Pair", exact=True).click()
    page.get_by_text("paired by you").first.wait_for()
    follow(page.get_by_role("button", name="Undo"))
    expect(page.get_by_text("paired by you")).to_have_count(0)
