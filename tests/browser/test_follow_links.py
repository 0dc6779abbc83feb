"""A person is followed by pasting each kind of link; two accounts of one person are merged, and the merge is undone.

The networks are servers of the test on loopback: in the program's processes the names of their hosts lead there.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import MAKE_ME, Site, expect, follow, log_in, up, violations
from tests.sources.mastodon_server import Mastodon, a_status, an_account
from tests.sources.networks import Query, Said, answering
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LEAD_ELSEWHERE = """
import json, os
from manymentors.http_client.client import Client
HOSTS, real = json.loads(os.environ["TEST_ELSEWHERE"]), Client.get
def get(self, url, **how):
    for here, there in HOSTS.items():
        if url.startswith(here):
            return real(self, there + url.removeprefix(here), **how)
    return real(self, url, **how)
Client.get = get
"""
CHANNEL = "UC" + "a" * 22
DID = "did:plc:bo"
FEED = (
    "<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title><link>{link}</link>"
    "<item><title>{item}</title><guid>1</guid><description>said</description>{more}</item></channel></rss>"
)
LINKS = {
    "@ada@social.example": "Ada Example",
    "https://bsky.app/profile/bo.example": "Bo Sample",
    "https://github.com/cy-proof": "Cy Proof",
    f"https://www.youtube.com/channel/{CHANNEL}": "Dee Trial",
    "https://blog.example/": "Eva Draft",
    "https://show.example/feed": "Flo Sketch",
}


def bluesky(path: str, query: Query) -> Said:
    if path.endswith("getProfile"):
        return Said({"did": DID, "handle": "bo.example", "displayName": "Bo Sample", "description": ""})
    return Said({"feed": []})


def github(path: str, query: Query) -> Said:
    if path == "/users/cy-proof":
        return Said({"id": 42, "login": "cy-proof", "name": "Cy Proof", "blog": "", "bio": "builds"})
    return Said([])


def pages(path: str, query: Query) -> Said:
    if path == "/":
        link = '<link rel="alternate" type="application/rss+xml" href="https://blog.example/feed.xml">'
        return Said(f"<!doctype html><html><head>{link}</head><body>Eva</body></html>".encode())
    audio = "<enclosure url='https://show.example/1.mp3' type='audio/mpeg' length='1'/>"
    told = {
        "/feed.xml": FEED.format(title="Drafts", link="https://blog.example/", item="A draft", more=""),
        "/feed": FEED.format(title="The Show", link="https://show.example/", item="An hour", more=audio),
        "/feeds/videos.xml": FEED.format(
            title="Dee films", link="https://dee.example/", item="A film", more=""
        ),
    }
    return (
        Said(told[path].encode(), headers={"Content-Type": "application/rss+xml"})
        if path in told
        else Said(status=404)
    )


@pytest.fixture(scope="module")
def networks(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`mentors up` with an empty store, in a world in which these networks exist."""
    mastodon = Mastodon()
    code = '<a href="https://github.com/cy-proof" rel="me">cy-proof</a>'
    fields = [{"name": "Code", "value": code, "verified_at": "2026-01-01T00:00:00.000Z"}]
    ada = an_account("ada", fields=fields, display_name="Ada Example")
    mastodon.add(ada, a_status(1, ada))
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "sitecustomize.py").write_text(LEAD_ELSEWHERE)
    with ExitStack() as stack:
        there = {
            "https://social.example": stack.enter_context(answering(mastodon)),
            "https://public.api.bsky.app": stack.enter_context(answering(bluesky)),
            "https://api.github.com": stack.enter_context(answering(github)),
        }
        web = stack.enter_context(answering(pages))
        there |= dict.fromkeys(
            ("https://www.youtube.com", "https://blog.example", "https://show.example"), web
        )
        world = World(tmp_path_factory.mktemp("networks") / "home")
        world.more = {
            "PYTHONPATH": str(folder),
            "TEST_ELSEWHERE": json.dumps(there),
            "MANYMENTORS_ALLOW_HOSTS": ",".join(
                sorted({url.removeprefix("http://") for url in there.values()})
            ),
        }
        world.ok("people", timeout=600)
        subprocess.run(
            [sys.executable, "-c", MAKE_ME], env=world.environ, check=True, cwd=Path(__file__).parents[2]
        )
        site = stack.enter_context(up(world))
        log_in(chromium, site)
        yield site


@pytest.fixture
def visit(networks: Site, open_browser: Callable[..., Page]) -> Page:
    return open_browser(
        base_url=networks.url,
        storage_state=networks.seen["cookies"],
        viewport={"width": 360, "height": 800},
        reduced_motion="reduce",
    )


def test_a_person_is_followed_by_pasting_each_kind_of_link(visit: Page) -> None:
    for link, name in LINKS.items():
        visit.goto("/people/add")
        visit.get_by_label("Link", exact=True).fill(link)
        visit.get_by_role("button", name="Look there").click()
        visit.get_by_label("Their name").fill(name)
        visit.get_by_label("someone else:").check()
        visit.get_by_role("button", name="Follow", exact=True).click()
        visit.get_by_text(f"You follow {name}.").wait_for()
    visit.goto("/people/")
    for name in LINKS.values():
        expect(visit.get_by_role("main").get_by_role("link", name=name, exact=True)).to_have_count(1)


def until_told(visit: Page, *words: str) -> None:
    """Open the accounts that are proposed until these words stand there: the worker looks, and then draws what follows."""
    for _ in range(600):
        visit.goto("/people/accounts")
        if all(visit.get_by_text(told).count() for told in words):
            return
        visit.wait_for_timeout(500)
    raise AssertionError(visit.get_by_role("main").inner_text())


def test_two_accounts_of_one_person_are_merged_on_evidence_and_the_merge_is_undone(visit: Page) -> None:
    until_told(
        visit, "Are Cy Proof and Ada Example one person?", "the network has checked that it links back"
    )
    for scheme in ("light", "dark"):
        visit.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(visit) == []
    assert visit.evaluate("document.querySelector('main').scrollWidth") <= 360
    follow(visit.get_by_role("link", name="Are Cy Proof and Ada Example one person?"))
    visit.get_by_role("button", name="They are one person").click()
    visit.get_by_text("Cy Proof is Ada Example from now on.").wait_for()
    visit.goto("/people/")
    expect(visit.get_by_role("main").get_by_role("link", name="Cy Proof", exact=True)).to_have_count(0)
    visit.goto(
        visit.get_by_role("main").get_by_role("link", name="Ada Example", exact=True).get_attribute("href")
        or ""
    )
    visit.get_by_text("Manage: sources, names, unfollow, forget").click()
    visit.get_by_role("button", name="Split Cy Proof off again").click()
    visit.get_by_text("Cy Proof and Ada Example are two people again.").wait_for()
    until_told(visit, "Are Cy Proof and Ada Example one person?")


def test_an_account_is_confirmed_with_one_press_and_that_is_undone(visit: Page) -> None:
    until_told(visit, "the network has checked that it links back")
    visit.get_by_role("button", name="cy-proof is Ada Example’s").click()
    visit.get_by_text("cy-proof is Ada Example’s.").wait_for()
    visit.get_by_role("button", name="Undo").click()
    visit.get_by_role("button", name="cy-proof is Ada Example’s").wait_for()
