"""A note on a coworker, written on a phone with one field and one key; what another user finds of it, and what leaves with a file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser.conftest import PASSWORD, Site, expect, too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

MARK = "zweitlosungswort"
MAKE_EVE = f"""
from manymentors.cli.output import open_for_me
me = open_for_me()
from manymentors.store.models import Follow, User
eve, _ = User.objects.get_or_create(username="eve")
eve.set_password({PASSWORD!r})
eve.save()
for follow in me.follows.all():
    Follow.objects.get_or_create(user=eve, source=follow.source, person=follow.person)
"""


def test_a_locked_note_is_written_in_one_line_and_found_by_nobody_else(
    site: Site, page: Page, open_browser: Callable[..., Page]
) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/people/")
    page.get_by_label("Note on someone you work with").fill(f"Dana Reinholt: pre-brief the {MARK}")
    page.keyboard.press("Enter")
    page.get_by_text("Dana Reinholt is new here, and yours alone.").wait_for()
    theirs = page.url
    page.get_by_label("A note").fill(f"how did you get the {MARK}?")
    page.get_by_label("a question to ask them").check()
    page.get_by_role("button", name="Note it").click()
    page.get_by_role("heading", name="To ask them").wait_for()
    assert too_wide(page) == []
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, "color-contrast") == []
    page.get_by_role("button", name="Answered").click()
    page.get_by_text("1 answered question").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Answered").wait_for()

    request = page.context.request
    assert MARK not in request.get("/settings/export.json").text()
    assert MARK in request.get("/settings/export.json?notes=1").text()
    assert MARK not in request.get("/sources/manymentors.opml").text()
    page.goto(f"/search?q={MARK}")
    expect(page.get_by_text("pre-brief")).to_have_count(0)

    subprocess.run([sys.executable, "-c", MAKE_EVE], env=site.world.environ, check=True)
    hers = open_browser(base_url=site.url)
    hers.goto("/accounts/login/")
    hers.get_by_label("Name").fill("eve")
    hers.get_by_label("Password").fill(PASSWORD)
    hers.get_by_role("button", name="Log in", exact=True).click()
    hers.wait_for_url(f"{site.url}/")
    for path in (
        "/",
        "/people/",
        "/people/work",
        "/trails/",
        "/shelf/",
        f"/search?q={MARK}",
        "/settings/export.json?notes=1",
    ):
        text = hers.context.request.get(path).text()
        assert "Dana Reinholt" not in text, path
        assert "pre-brief the" not in text.replace("pre-brief the sceptic", ""), path
    assert hers.context.request.get(theirs).status == 404
    page.goto(theirs)
    page.get_by_role("button", name="Remove").first.click()
    page.get_by_text("The note is gone.").wait_for()
