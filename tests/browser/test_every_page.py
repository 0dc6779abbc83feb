"""Every page of the sample world: without a complaint of the browser, usable by everyone, and as wide as the screen."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from django.urls import Resolver404, resolve

from tests.browser.conftest import Site, too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

EACH = 2
"""Pages looked at of each kind: two people, two items."""
NO_PAGE = re.compile(r"^/(static|media|health|accounts/logout)|\.(opml|json|md|csv)$|/export")


@pytest.fixture(scope="module")
def pages(site: Site, chromium: object) -> list[str]:
    """The addresses of all pages that links lead to from Today, at most a few of each kind."""
    context = chromium.new_context(base_url=site.url, storage_state=site.seen["cookies"])  # type: ignore[attr-defined]
    found: dict[str, list[str]] = defaultdict(list)
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if not kind or len(found[kind]) >= EACH:
            continue
        answer = context.request.get(path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.ok, f"{path}: {answer.status}"
        found[kind].append(path)
        for link in re.findall(r'<a [^>]*?href="(/[^"#]*)', answer.text()):
            link = link.replace("&amp;", "&")
            if link not in known and "?" not in link:
                known.add(link)
                waiting.append(link)
    context.close()
    return [*sorted(path for paths in found.values() for path in paths), "/search?q=how+do+I+delegate"]


def kind_of(path: str) -> str:
    """The name of the view; "" for what is no page."""
    if NO_PAGE.search(path):
        return ""
    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return f"a link that leads nowhere: {path}"


def test_no_link_leads_nowhere(pages: list[str]) -> None:
    assert len(pages) > 12
    assert [path for path in pages if kind_of(path).startswith("a link")] == []


def test_every_page_is_quiet_usable_by_everyone_and_fits_a_phone(page: Page, pages: list[str]) -> None:
    wrong: dict[str, list[str]] = {}
    for path in pages:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        page.goto(path)
        found = violations(page)
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {one}" for one in violations(page, "color-contrast", "link-in-text-block")]
        page.set_viewport_size({"width": 360, "height": 800})
        found += [f"360 wide: {one}" for one in too_wide(page)]
        if found:
            wrong[path] = found
    assert wrong == {}
