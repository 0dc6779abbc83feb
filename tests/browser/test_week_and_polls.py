"""My week, polls with and without a network, and review: by keys alone, on a phone, and for everyone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import MAKE_ME, Site, expect, log_in, too_wide, until, up, violations
from tests.http_client.servers import serving
from tests.post_server import KEY, Networks
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"viewport": {"width": 360, "height": 800}, "reduced_motion": "reduce"}
CONNECT = f"""
import sys
from manymentors.cli.output import open_for_me
me = open_for_me()
from manymentors.store.models import Token
from manymentors.store.sealed import ELSEWHERE, seal
Token.objects.create(user=me, network="mastodon", server=sys.argv[1], account="3", handle="@me@social.example", sealed=seal({KEY!r}, ELSEWHERE))
"""

LONG_AGO = """
from datetime import timedelta
from manymentors.cli.output import open_for_me
open_for_me()
from django.utils import timezone
from manymentors.store.models import Keepsake
Keepsake.objects.update(created=timezone.now() - timedelta(days=40))
"""


def fits_everyone(page: Page) -> None:
    assert violations(page) == []
    assert too_wide(page) == []


def press(page: Page, name: str) -> None:
    """By keys: the button has the focus, and Enter leads to the next page."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page: Page, label: str, words: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def test_my_week_is_worked_out_by_the_worker_and_read_on_a_phone(
    site: Site, open_browser: Callable[..., Page]
) -> None:
    phone = open_browser(base_url=site.url, storage_state=site.seen["cookies"], **PHONE)
    phone.goto("/digest/")
    fits_everyone(phone)
    if phone.get_by_role("button", name="Work out the last week now").count():  # else the worker was faster
        press(phone, "Work out the last week now")
    until(
        phone,
        "fetch(location.href).then((r) => r.text()).then((text) => text.includes('Save as Markdown'))",
        120,
    )
    phone.reload()
    expect(phone.locator(".lead")).to_be_visible()
    fits_everyone(phone)
    phone.get_by_label("Worked out each").select_option(label="never")
    press(phone, "Save")
    expect(phone.get_by_label("Worked out each")).to_have_value("")
    press(phone, "Undo")
    expect(phone.get_by_label("Worked out each")).not_to_have_value("")
    type_into(phone, "For which reader", "my reader")
    press(phone, "Make its address")
    expect(phone.locator("p.link")).to_contain_text("http")
    fits_everyone(phone)


def test_a_poll_is_made_by_keys_and_voted_on_a_phone_without_an_account(
    site: Site, page: Page, open_browser: Callable[..., Page]
) -> None:
    page.goto("/polls/")
    type_into(page, "Question", "Should we pair more?")
    page.get_by_label("Answers, one a line").focus()
    page.keyboard.type("Pair more\nReview more")
    type_into(page, "For how many people (links)", "2")
    press(page, "Make it")
    links = page.locator("ol.links input")
    expect(links).to_have_count(2)
    guest = open_browser(base_url=site.url, **PHONE)
    guest.goto(links.first.input_value())
    fits_everyone(guest)
    guest.get_by_label("Review more").focus()
    guest.keyboard.press("Space")
    press(guest, "Vote")
    expect(guest.get_by_text("Your vote is counted.")).to_be_visible()
    fits_everyone(guest)
    page.reload()
    expect(page.get_by_text("n=1 of 2 asked")).to_be_visible()
    expect(page.get_by_text("has voted")).to_have_count(1)
    press(page, "Close it now")
    guest.reload()
    expect(guest.get_by_text("This poll is closed.")).to_be_visible()


def test_what_i_keep_comes_back_and_is_answered_by_keys(site: Site, page: Page) -> None:
    page.goto("/nuggets/")
    page.locator("form[action$='/keep'] button").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Kept: write it in my words").first).to_be_visible()
    subprocess.run([sys.executable, "-c", LONG_AGO], env=site.world.environ, check=True)
    page.goto("/review/")
    due = page.locator("[data-entry]")
    expect(due.first).to_be_visible()
    many = due.count()
    fits_everyone(page)
    page.keyboard.press("j")
    until(page, "document.activeElement.matches('[data-entry]')")
    with page.expect_navigation():
        page.keyboard.press("n")
    expect(due).to_have_count(many - 1)
    press(page, "Undo")
    expect(due).to_have_count(many)


@dataclass
class Connected:
    site: Site
    networks: Networks


@pytest.fixture(scope="module")
def connected(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connected]:
    """`mentors up` with an empty store and an account on a Mastodon server of the test."""
    with serving() as server:
        world = World(tmp_path_factory.mktemp("connected") / "home")
        world.more = {"MANYMENTORS_ALLOW_HOSTS": server.host}
        world.ok("people", timeout=600)
        for code in (MAKE_ME, CONNECT):
            subprocess.run(
                [sys.executable, "-c", code, server.url().rstrip("/")],
                env=world.environ,
                check=True,
                cwd=Path(__file__).parents[2],
            )
        networks = Networks(server)
        with up(world) as site:
            log_in(chromium, site)
            yield Connected(site, networks)


def test_a_poll_on_a_network_goes_out_once_when_post_is_pressed_and_is_read_back(
    connected: Connected, open_browser: Callable[..., Page]
) -> None:
    site, networks = connected.site, connected.networks
    phone = open_browser(base_url=site.url, storage_state=site.seen["cookies"], **PHONE)
    phone.goto("/polls/")
    fits_everyone(phone)
    type_into(phone, "Question", "Should we pair more?")
    phone.get_by_label("Answers, one a line").focus()
    phone.keyboard.type("Pair more\nReview more")
    phone.get_by_label("everybody on Mastodon").focus()
    phone.keyboard.press("Space")
    press(phone, "Make it")
    expect(phone.get_by_text("This is what goes out, to the letter")).to_be_visible()
    fits_everyone(phone)
    assert networks.posts == []
    press(phone, "Post it on Mastodon as @me@social.example")
    until(
        phone, "fetch(location.href).then((r) => r.text()).then((text) => text.includes('Read it again now'))"
    )
    assert len(networks.posts) == 1
    networks.vote("1", 1)
    phone.reload()
    press(phone, "Read it again now")
    until(phone, "fetch(location.href).then((r) => r.text()).then((text) => text.includes('n=1'))")
    phone.reload()
    expect(phone.get_by_text("1 of 1")).to_be_visible()
    fits_everyone(phone)
    assert len(networks.posts) == 1
