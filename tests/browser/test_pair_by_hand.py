"""My word on two steps, given by keyboard alone and by dragging."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import expect, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def rails(page: Page) -> Page:
    """The roads of the person with whom most is shared, beside mine."""
    page.goto("/compare/")
    page.locator(".stand h2 a").first.click()
    page.wait_for_url(re.compile(r"/compare/\d+/$"))
    return page


def focused(page: Page) -> dict[str, str]:
    return page.evaluate("({...document.activeElement.dataset})")


def go_to(page: Page, key: str, side: str, number: str) -> None:
    for _ in range(80):
        page.keyboard.press(key)
        if (here := focused(page)).get("side") == side and here.get("id") == number:
            return
    raise AssertionError(f"{key} never came to {side} {number}")


def two_apart(page: Page) -> tuple[str, str]:
    """A step of mine that is the last before the notch, and theirs behind it: the two are never paired by the reader."""
    mine = page.locator(".rails [data-side=mine]").last.get_attribute("data-id")
    theirs = page.locator(".r-stop [data-side=theirs]").get_attribute("data-id")
    assert mine
    assert theirs
    return mine, theirs


def paired(page: Page, times: int) -> None:
    expect(page.get_by_text("paired by you")).to_have_count(times)


def test_two_steps_are_paired_by_keys_alone_let_go_and_undone(rails: Page) -> None:
    mine, theirs = two_apart(rails)
    before = rails.locator("h1").inner_text()
    go_to(rails, "j", "mine", mine)
    rails.keyboard.press("p")
    expect(rails.locator("#picked")).to_contain_text("Picked up")
    rails.keyboard.press("Escape")
    expect(rails.locator("#picked")).to_have_text("Let go.")
    rails.keyboard.press("p")
    go_to(rails, "j", "theirs", theirs)
    with rails.expect_navigation():
        rails.keyboard.press("p")
    paired(rails, 1)
    until(rails, f"document.activeElement.dataset.id === '{theirs}'")  # the keys go on from there
    with rails.expect_navigation():
        rails.keyboard.press("u")
    paired(rails, 0)
    expect(rails.locator("h1")).to_have_text(before, use_inner_text=True)


def test_two_steps_are_paired_by_dragging_one_onto_the_other(rails: Page) -> None:
    rails.set_viewport_size({"width": 1280, "height": 4000})
    mine, theirs = two_apart(rails)
    line = {"x": 40, "y": 12}
    with rails.expect_navigation():
        rails.locator(f"#mine-{mine}").drag_to(
            rails.locator(f"#theirs-{theirs}"), source_position=line, target_position=line
        )
    paired(rails, 1)
    with rails.expect_navigation():
        rails.keyboard.press("u")
    paired(rails, 0)
