"""The reader by keyboard: to a fact, mend it, and what I said of it outlives a reading anew."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Site, expect, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def reader(page: Page) -> Page:
    """A talk of the sample world, at its milestones."""
    page.goto("/search?q=backups&kind=episode")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"{page.url.split('#')[0]}?show=milestones")
    return page


def has_the_focus(page: Page, name: str) -> None:
    until(page, f"document.activeElement.dataset.mark === '{name}'")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.dataset.mark || ''")


def test_a_milestone_is_corrected_by_keys_and_the_correction_outlives_reading_anew(
    reader: Page, site: Site
) -> None:
    talk = reader.url
    reader.keyboard.press("j")
    name = focused(reader)
    assert name.startswith("milestone-")
    with reader.expect_navigation():
        reader.keyboard.press("e")
    reader.get_by_label("What happened, in a line").fill("kept a lighthouse")
    reader.get_by_label("Year").fill("1987")
    with reader.expect_navigation():
        reader.get_by_role("button", name="Save").press("Enter")
    assert reader.url == talk
    card = reader.locator(f"[data-mark={name}]")
    expect(card).to_contain_text("kept a lighthouse")
    quote = reader.locator(f"#{name}").inner_text()

    site.world.ok("reread", "--all", timeout=600)
    reader.goto(talk)
    mended = reader.locator(".fact.milestone", has_text="kept a lighthouse")
    expect(mended).to_have_count(1)
    expect(mended).to_contain_text("1987")
    expect(mended).to_contain_text("confirmed")
    place = reader.locator(f"#{mended.get_attribute('data-mark')}")
    expect(place).to_have_text(quote, use_inner_text=True)


def test_the_focus_is_on_the_fact_again_after_a_key_and_undo_takes_it_back(reader: Page) -> None:
    reader.keyboard.press("j")
    reader.keyboard.press("j")
    name = focused(reader)
    with reader.expect_navigation():
        reader.keyboard.press("y")
    has_the_focus(reader, name)
    card = reader.locator(f"[data-mark={name}]")
    expect(card).to_contain_text("confirmed", use_inner_text=True)
    with reader.expect_navigation():
        reader.keyboard.press("u")
    expect(card).not_to_contain_text("confirmed", use_inner_text=True)


def test_an_answer_opens_at_its_passage_which_is_lit_up(page: Page) -> None:
    page.goto("/search?q=backups")
    link = page.locator(".answer .at").first
    place = (link.get_attribute("href") or "").partition("#")[2]
    assert re.fullmatch(r"passage-\d+", place)
    link.click()
    page.wait_for_url(re.compile(rf"#{place}$"))
    expect(page.locator(f"#{place}.lit")).to_be_visible()


def test_a_nugget_is_kept_by_key_and_written_in_my_words(page: Page) -> None:
    page.goto("/nuggets/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("s")
    expect(page.locator("#say")).to_contain_text("Kept.")
    page.goto("/nuggets/?view=kept")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("s")
    page.get_by_label("In my own words").fill("Burn the boats")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".mine-words")).to_contain_text("Burn the boats")
