"""The queue by keys alone: filled, reordered, taken out, taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def order(page: Page) -> list[str]:
    return page.locator(".queued h3").all_inner_texts()


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_queue_is_filled_and_reordered_by_keys(page: Page) -> None:
    page.goto("/listen/")
    page.get_by_role("button", name="Fill my week").first.click()
    page.wait_for_selector(".queued")
    first, second, *rest = order(page)
    assert page.locator(".queued .why").first.inner_text()
    page.keyboard.press("j")
    press_and_wait(page, "Shift+J")
    assert order(page) == [second, first, *rest]
    assert page.evaluate("document.activeElement.querySelector('h3').innerText") == first
    press_and_wait(page, "Shift+K")
    assert order(page) == [first, second, *rest]
    press_and_wait(page, "x")
    assert order(page) == [second, *rest]
    press_and_wait(page, "u")
    assert order(page) == [first, second, *rest]
    page.goto("/listen/?minutes=42")
    plan = page.locator("#plan-title").inner_text()
    assert "minutes" in plan
    page.get_by_role("button", name="Put this first").click()
    page.wait_for_selector(".done")
    assert plan in page.locator(".done").inner_text()
