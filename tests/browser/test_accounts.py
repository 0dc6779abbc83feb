"""The first visit, a second factor and a passkey, in a real browser, on an installation of their own; the first visit by keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser.conftest import PASSWORD, Site, expect, follow, too_wide, up, violations
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

VIRTUAL = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def fresh(chromium: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Nobody has been here yet. Under the name localhost, since browsers give no passkeys to bare addresses."""
    with up(World(tmp_path_factory.mktemp("accounts") / "home")) as site:
        site.url = site.url.replace("127.0.0.1", "localhost")
        yield site


def look(page: Page) -> None:
    """Usable by everyone in both themes, and as narrow as a phone."""
    assert violations(page) == [], page.url
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    assert violations(page, "color-contrast") == [], page.url
    assert too_wide(page) == [], page.url
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_from_the_first_visit_to_a_passkey(fresh: Site, open_browser: Callable[..., Any]) -> None:
    page: Page = open_browser(base_url=fresh.url)
    page.goto("/people/")
    assert page.url == f"{fresh.url}/welcome"
    look(page)
    expect(page.locator("input[name=username]")).to_be_focused()  # at once
    page.keyboard.type("ada")
    for _ in range(2):
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{fresh.url}/")

    page.goto("/accounts/2fa/")
    look(page)
    follow(page.get_by_role("link", name="Set it up"))
    look(page)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="It is me"))
    look(page)
    secret = page.locator(".secret").inner_text()
    code = page.get_by_label("Code that the app shows")
    while code.count():  # a code may run out while it is typed
        code.fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
        follow(page.get_by_role("button", name="Use it from now on"))
    expect(page.locator(".codes li")).to_have_count(10)
    look(page)

    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    chrome.send("WebAuthn.addVirtualAuthenticator", {"options": VIRTUAL})
    page.goto("/accounts/2fa/webauthn/add/")
    look(page)
    page.get_by_label("Log in with it alone").check()
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("The passkey is added.").wait_for()
    page.goto("/accounts/2fa/webauthn/")
    look(page)
    expect(page.locator("main")).to_contain_text("logs in alone")
    page.goto("/accounts/sessions/")
    expect(page.locator("main")).to_contain_text("Chrome on")
    look(page)

    log_out(page)
    look(page)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Log in", exact=True))
    look(page)
    assert page.url.endswith("/accounts/2fa/authenticate/"), "the password alone is not enough any more"
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{fresh.url}/")

    log_out(page)
    page.get_by_role("button", name="Log in with a passkey").click()
    page.wait_for_url(f"{fresh.url}/")
    page.goto("/settings/")
    look(page)


def log_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/")


def test_an_invitation_opens_an_account_in_another_browser(
    site: Site, open_browser: Callable[..., Any]
) -> None:
    link = site.world.ok("user", "invite").out.strip()
    page: Page = open_browser(base_url=site.url)
    page.goto("/join/" + link.rpartition("/")[2])
    look(page)
    page.get_by_label("Name that you log in with").fill("bo")
    page.get_by_label("Password", exact=True).fill("another dull sentence")
    page.get_by_label("The password once more").fill("another dull sentence")
    page.get_by_role("button", name="Open my account").click()
    page.wait_for_url(f"{site.url}/")
    page.goto("/settings/")
    expect(page.get_by_label("Name that you log in with")).to_have_value("bo")
    page.get_by_label("dark").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    follow(page.get_by_role("link", name="Forget me"))
    look(page)
    page.get_by_label("type your name, bo").fill("bo")
    page.get_by_role("button", name="Delete all of it").click()
    page.wait_for_url("**/accounts/login/")
    names = [row["name"] for row in site.world.ok("user", "list", "--json").json]
    assert names == ["ada"]
