"""The queue by keys alone: filled, reordered, taken out, taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.browser.conftest import expect, follow, until

if TYPE_CHECKING:
    from playwright.sync_api import Page


def order(page: Page) -> list[str]:
    return page.locator(".queued h3").all_inner_texts()


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_queue_is_filled_and_reordered_by_keys(page: Page) -> None:
    page.goto("/listen/")
    follow(page.get_by_role("button", name="Fill my week").first)
    expect(page.locator(".queued").first).to_be_visible()
    first, second, *rest = order(page)
    assert page.locator(".queued .why").first.inner_text()
    page.keyboard.press("j")
    press_and_wait(page, "Shift+J")
    assert order(page) == [second, first, *rest]
    until(page, f"document.activeElement.querySelector('h3')?.innerText === {json.dumps(first)}")
    press_and_wait(page, "Shift+K")
    assert order(page) == [first, second, *rest]
    press_and_wait(page, "x")
    assert order(page) == [second, *rest]
    press_and_wait(page, "u")
    assert order(page) == [first, second, *rest]
    page.goto("/listen/?minutes=42")
    plan = page.locator("#plan-title").inner_text()
    assert "minutes" in plan
    follow(page.get_by_role("button", name="Put this first"))
    expect(page.locator(".done")).to_contain_text(plan)
