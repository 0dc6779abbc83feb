"""Ask by keys alone, on a phone, and for everyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import Site, expect, follow, too_wide, until, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASKED = "/ask?q=how+do+I+learn+to+delegate"
NOBODY = "/ask?q=which+mushrooms+of+the+forest+are+safe+to+eat"


def test_a_question_is_asked_kept_and_let_go_by_keys_alone(page: Page) -> None:
    page.goto("/ask")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("how do I learn to delegate")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".answers blockquote").first).to_be_visible()
    expect(page.get_by_role("heading", name="Who is silent, and why")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    until(page, "document.activeElement.matches('.answers figure')")
    keep = page.get_by_role("button", name="Keep this question")
    keep.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    with page.expect_navigation():
        page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("button", name="let it go")).to_have_count(0)


def test_answers_silence_and_topics_fit_a_phone_and_serve_everyone(
    site: Site, open_browser: Callable[..., Page]
) -> None:
    for scheme in ("light", "dark"):
        phone = open_browser(
            base_url=site.url,
            storage_state=site.seen["cookies"],
            viewport={"width": 360, "height": 800},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        for path in ("/ask", ASKED, NOBODY, "/topics/"):
            phone.goto(path)
            assert violations(phone) == []
            assert too_wide(phone) == []
        follow(phone.locator(".topic-list a").first)
        assert violations(phone) == []
        assert too_wide(phone) == []
        expect(phone.locator(".over-time figure").first).to_be_attached()
