"""Marks by key, button and headset, on line and off, tabs and whole browsers killed between: none lost, none doubled. Episodes
that were taken along play, are read and are marked in airplane mode, and go when somebody logs out.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import (
    OPTIONS,
    PATIENCE,
    Site,
    chromium_path,
    expect,
    follow,
    go_by_keys,
    log_in,
    too_wide,
    until,
    violations,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    Opened = Callable[..., tuple[BrowserContext, Page]]

NETWORK = re.compile(r"ERR_(INTERNET_DISCONNECTED|FAILED|ABORTED|CONNECTION|TIMED_OUT)")
"""What a browser says of a network that is not there; nobody can keep it from doing so."""
A_RECORDING = """
import hashlib, math, wave
from pathlib import Path
from manymentors.cli.output import open_for_me
open_for_me()
from django.conf import settings
from manymentors.store.models import AudioFile, Item
item = Item.objects.filter(kind="episode").exclude(spans=[]).exclude(audio_url="").order_by("pk").first()
path = Path(settings.HOME) / "audio" / "tone.wav"
path.parent.mkdir(exist_ok=True)
second = bytes(int(128 + 40 * math.sin(2 * math.pi * 220 * n / 8000)) for n in range(8000))
with wave.open(str(path), "wb") as out:
    out.setnchannels(1), out.setsampwidth(1), out.setframerate(8000)
    out.writeframes(second * 600)
data = path.read_bytes()
AudioFile.objects.update_or_create(item=item, defaults=dict(state="whole", path="tone.wav", bytes=len(data),
    sha256=hashlib.sha256(data).hexdigest(), media_type="audio/wav", duration=600.0, by_hand=True))
print(item.pk)
"""


@pytest.fixture(scope="module")
def item(site: Site) -> int:
    """An episode with a transcript, and ten minutes of a tone as its recording, kept by the server."""
    done = subprocess.run(
        [sys.executable, "-c", A_RECORDING],
        env=site.world.environ,
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout)


@pytest.fixture
def opened(chromium: Browser, site: Site) -> Iterator[Opened]:
    """Opens a browser of its own, logged in; the test fails where it complained of anything but the network."""
    said: list[str] = []
    contexts: list[BrowserContext] = []

    def open_one(**options: Any) -> tuple[BrowserContext, Page]:
        given = {
            "base_url": site.url,
            "storage_state": site.seen["cookies"],
            "viewport": {"width": 1280, "height": 900},
        }
        context = chromium.new_context(**{**given, "reduced_motion": "reduce", **options})
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
        context.on("weberror", lambda error: said.append(str(error.error)))
        return context, context.new_page()

    yield open_one
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")
        context.close()
    assert [text for text in said if not NETWORK.search(text)] == []


def held(context: BrowserContext) -> set[str]:
    """The marks that the server holds, to be looked through."""
    return set(re.findall(r'data-client="([^"]+)"', context.request.get("/marks/").text()))


def waiting(page: Page) -> int:
    return page.evaluate("pocket.all('marks').then((all) => all.length)")


def play(page: Page, item: int, seconds: float = 100) -> None:
    page.mouse.click(2, 300)  # a browser lets nothing sound before somebody has pressed something
    page.evaluate("([item, seconds]) => window.player.load({ item, seconds })", [item, seconds])
    until(page, "window.player.known() && window.player.playing()")


MARKED = """() => { window.said = 0; window.hears ??= new MutationObserver(() => {
    if (/Marked at/.test(document.getElementById("mark-say")?.textContent)) said += 1; });
    hears.observe(document.body, { childList: true, subtree: true, characterData: true }); }"""
"""Counts how often “Marked at” was said: it stays for a few seconds, in which a busy machine may not look."""
TWICE = """() => { for (let n = 0; n < 2; n += 1)
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "m", bubbles: true, cancelable: true })); }"""
"""Twice within one moment, as nervous thumbs do: one press."""
pressed_at = 0.0


def press(page: Page, how: Callable[[], object] | None = None) -> None:
    """One press, and what it says; a second within a moment would be taken for the same."""
    global pressed_at
    page.wait_for_timeout(max(0, 750 - 1000 * (time.monotonic() - pressed_at)))
    page.evaluate(MARKED)
    (how or (lambda: page.keyboard.press("m")))()
    until(page, "said > 0")
    pressed_at = time.monotonic()


def all_sent(page: Page) -> None:
    until(page, "pocket.all('marks').then((all) => !all.length)")


def clear(context: BrowserContext) -> None:
    """Drop what earlier tests left."""
    token = context.request.get("/offline/me").json()["token"]
    dropped = [{"mark": client, "verb": "drop", "words": ""} for client in held(context)]
    answer = context.request.post(
        "/marks/sync",
        data={"marks": [], "decisions": dropped},
        headers={"X-CSRFToken": token, "Referer": context.request.get("/offline/me").url},
    )
    assert answer.ok, answer.text()
    assert held(context) == set()


def test_a_key_a_button_and_a_headset_mark_once_each(opened: Opened, item: int) -> None:
    context, page = opened()
    page.add_init_script(
        "window.able = {}; const set = MediaSession.prototype.setActionHandler;"
        "MediaSession.prototype.setActionHandler = function (name, does) { able[name] = does; set.call(this, name, does); };"
        "window.tones = 0; const begin = OscillatorNode.prototype.start;"
        "OscillatorNode.prototype.start = function (...all) { tones += 1; return begin.apply(this, all); };"
    )
    clear(context)
    page.goto(f"/items/{item}/")
    page.keyboard.press("m")
    assert waiting(page) == 0  # nothing plays
    play(page, item)
    press(page)
    assert page.evaluate("tones") == 2
    press(page, lambda: page.get_by_role("button", name="Mark", exact=True).click())
    press(page, lambda: page.evaluate(TWICE))
    with page.expect_navigation():
        go_by_keys(page, "m")  # a way, not a mark
    assert page.url.endswith("/me/")
    page.goto("/mow/")
    until(page, "window.player.known()")
    press(page, lambda: page.locator("#mow-mark").click())
    page.evaluate("able.previoustrack()")  # not chosen: it goes back
    page.locator("summary", has_text="Headset").click()
    page.get_by_label("A key of my headset marks").select_option("previoustrack")
    press(page, lambda: page.evaluate("able.previoustrack()"))
    page.locator("#find").evaluate("(field) => { field.style.display = 'block'; field.focus(); }")
    all_sent(page)
    assert len(held(context)) == 5
    page.goto("/mow/")
    expect(page.locator("#mow-count")).to_have_text("5 marks to look through")


def test_marks_made_offline_survive_the_killed_tab_and_come_once(opened: Opened, item: int) -> None:
    context, page = opened(service_workers="block")
    before = held(context)
    page.goto(f"/items/{item}/")
    play(page, item)
    context.set_offline(True)
    for _ in range(5):
        press(page)
    assert waiting(page) == 5
    page.close(run_before_unload=False)
    assert held(context) == before
    context.set_offline(False)
    again = context.new_page()
    again.goto("/")
    all_sent(again)
    assert len(held(context) - before) == 5
    again.evaluate("pocket.flush()")
    assert len(held(context) - before) == 5


def test_a_mark_whose_sending_never_ended_is_sent_by_the_next_page(opened: Opened, item: int) -> None:
    context, page = opened(service_workers="block")
    before = held(context)
    page.goto(f"/items/{item}/")
    play(page, item)
    page.route("**/marks/sync", lambda route: None)  # the net hangs
    press(page)
    page.close()
    other = context.new_page()
    other.goto("/people/")
    all_sent(other)
    assert len(held(context) - before) == 1


def test_a_mark_whose_answer_was_lost_is_one_mark(opened: Opened, item: int) -> None:
    context, page = opened(service_workers="block")
    before = held(context)
    page.goto(f"/items/{item}/")
    play(page, item)
    lost: list[int] = []

    def swallow(route: Any) -> None:
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/marks/sync", swallow)
    press(page)
    for _ in range(600):
        if lost:
            break
        page.wait_for_timeout(50)
    assert waiting(page) == 1
    page.unroute_all(behavior="wait")
    assert set(lost) == {200}
    page.evaluate("marks.send()")
    all_sent(page)
    assert len(held(context) - before) == 1


def test_two_tabs_that_send_at_once_send_each_mark_once(opened: Opened, item: int) -> None:
    context, page = opened(service_workers="block")
    before = held(context)
    page.goto(f"/items/{item}/")
    play(page, item)
    context.set_offline(True)
    other = context.new_page()
    press(page)
    press(page)
    context.set_offline(False)
    other.goto("/")
    page.evaluate("Promise.all([pocket.flush(), pocket.flush()])")
    all_sent(other)
    assert len(held(context) - before) == 2


def test_a_browser_killed_right_after_the_press_has_lost_nothing(
    chromium: Browser, site: Site, item: int, tmp_path: Path
) -> None:
    """SIGKILL for the whole browser, between “Marked” and the sending."""
    options: dict[str, Any] = {"executable_path": chromium_path(), "args": OPTIONS, "base_url": site.url}
    kind = chromium.browser_type
    context = kind.launch_persistent_context(tmp_path / "profile", **options)
    context.set_default_timeout(PATIENCE)
    context.add_cookies(site.seen["cookies"]["cookies"])
    before = held(context)
    page = context.new_page()
    page.goto(f"/items/{item}/")
    play(page, item)
    page.route("**/marks/sync", lambda route: None)
    press(page)
    for pid in processes_of(tmp_path / "profile"):
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(Exception, match=r"closed|crash"):
        page.wait_for_timeout(60_000)
    until_gone(tmp_path / "profile")
    (tmp_path / "profile" / "SingletonLock").unlink(missing_ok=True)
    context = kind.launch_persistent_context(tmp_path / "profile", **options)
    context.set_default_timeout(PATIENCE)
    context.add_cookies(site.seen["cookies"]["cookies"])
    page = context.new_page()
    page.goto("/")
    all_sent(page)
    assert len(held(context) - before) == 1
    context.close()


def processes_of(profile: Path) -> list[int]:
    """The browser that was started for this profile."""
    found = [pid for pid, words in started(profile) if not any(word.startswith(b"--type=") for word in words)]
    assert found
    return found


def started(profile: Path) -> Iterator[tuple[int, list[bytes]]]:
    """The browser of this profile and its helpers, which die after it: the number and the words of each."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in words:
            yield int(entry.name), words


def until_gone(profile: Path) -> None:
    for _ in range(300):
        if not list(started(profile)):
            return
        time.sleep(0.1)


def test_the_inbox_is_cleared_by_keys_with_the_focus_on_the_next(opened: Opened, item: int) -> None:
    context, page = opened(service_workers="block")
    clear(context)
    page.goto(f"/items/{item}/")
    page.evaluate(
        """async (item) => { for (let n = 1; n <= 8; n += 1) await pocket.put("marks", { client: pocket.id(), user: marks.user, item,
        title: "", seconds: 40 * n, reach: 30, pressed: new Date(Date.now() - 1000 * (20 - n)).toISOString(), duration: 921 });
        await marks.send(); }""",
        item,
    )
    page.goto("/marks/")
    entries = page.locator("#inbox [data-entry]")
    expect(entries).to_have_count(8)
    assert violations(page) == []
    on_an_entry = "document.activeElement.matches('#inbox [data-entry]')"
    keys = 0

    def pressed(key: str) -> None:
        """As a person does who sees where the focus is: a key that comes before the page is there goes nowhere."""
        nonlocal keys
        until(page, on_an_entry)
        with page.expect_navigation():
            page.keyboard.press(key)
        keys += 1

    page.keyboard.press("j")
    for left in range(7, 3, -1):
        pressed("s" if left % 2 else "x")
        expect(entries).to_have_count(left)
        until(page, on_an_entry)
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(entries).to_have_count(5)
    page.keyboard.press("j")
    page.keyboard.press("w")
    expect(entries.first.locator("textarea")).to_be_focused()
    page.keyboard.type("Ask for the rota first.")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    for left in range(4, 0, -1):
        expect(entries).to_have_count(left)
        pressed("x")
    assert keys + len("juj w") < 20  # two minutes for a walk's marks were promised: six seconds for each key
    expect(page.locator("main")).to_contain_text("Nothing to look through")
    page.goto("/marks/?view=notes")
    expect(page.locator("main")).to_contain_text("Ask for the rota first.")
    assert violations(page) == []
    page.goto(f"/items/{item}/")
    beside = page.locator(".fact.note", has_text="Ask for the rota first.")
    expect(beside).to_be_visible()
    expect(page.locator(f"#{beside.get_attribute('data-mark')}").first).to_be_visible()


@pytest.fixture
def taken(opened: Opened, item: int) -> tuple[BrowserContext, Page]:
    """A device that took the episode along."""
    context, page = opened()
    page.goto(f"/items/{item}/")
    page.get_by_role("button", name="Take along").click()
    until(page, "/On this device, 4.8 MB/.test(document.querySelector('[data-along]').textContent)")
    return context, page


KEPT = """async (path, words) => { for (const name of await pocket.names()) {
    const page = await (await caches.open(name)).match(path, { ignoreVary: true }), text = page ? await page.text() : "";
    if (words.every((word) => text.includes(word))) return true; } return false; }"""
"""Whether this device keeps that page, with these words in it: the worker stores it while one reads."""


def test_a_whole_walk_in_airplane_mode(taken: tuple[BrowserContext, Page], item: int) -> None:
    context, page = taken
    clear(context)
    play(page, item, 200)
    press(page)
    all_sent(page)
    page.goto("/marks/")
    before = held(context)
    until(page, f"({KEPT})('/marks/', {json.dumps(list(before))})")
    page.close()
    context.set_offline(True)

    page = context.new_page()
    page.goto("/mow/")
    page.locator("#mow-list button").first.click()
    until(page, "window.player.playing()")
    page.evaluate("window.player.seek(500)")  # far into the last part
    until(page, "window.player.seconds() > 500.5")
    for _ in range(2):
        press(page, lambda: page.locator("#mow-mark").click())
    expect(page.get_by_text("Some wait on this device")).to_be_visible()
    page.close()  # the tab is killed

    page = context.new_page()
    page.goto(f"/items/{item}/")
    expect(page.locator(".words").nth(5)).to_be_attached()
    page.goto("/marks/")
    expect(page.locator("#marks-here li")).to_have_count(2)
    page.locator("#inbox button[value=keep]").first.click()
    until(page, "!document.querySelector('#inbox [data-entry]:not([hidden])')")
    page.reload()
    expect(page.locator("#inbox [data-entry]:not([hidden])")).to_have_count(0)
    page.goto("/people/")
    expect(page.locator("h1")).to_have_text("On this device")

    context.set_offline(False)
    page.goto("/marks/")
    all_sent(page)
    until(page, "pocket.all('decisions').then((all) => !all.length)")
    now = held(context)
    assert len(now - before) == 2
    assert now & before == set()


def test_a_part_that_is_here_is_not_fetched_again(opened: Opened, item: int) -> None:
    _, page = opened()
    page.goto("/offline/")
    page.evaluate(
        """async (item) => {
        const answer = await fetch(`/items/${item}/audio`, { headers: { Range: "bytes=0-2097151" } });
        const blob = await answer.blob();
        await pocket.within(["episodes", "parts"], "readwrite", (rows, parts) => {
            parts.put({ item, n: 0, blob, mine: true });
            rows.put({ item, user: marks.user, title: "cut", state: "comes", parts: 1, done: blob.size, total: 4800044,
                etag: answer.headers.get("ETag"), type: "audio/wav", at: 1 });
        }); }""",
        item,
    )
    page.reload()
    until(page, "document.querySelector('[data-state]')?.textContent.includes('here, 4.8 MB')")
    parts = page.evaluate(
        "pocket.all('parts').then((all) => all.map((part) => [part.n, part.blob.size, Boolean(part.mine)]))"
    )
    assert parts == [[0, 2097152, True], [1, 2097152, False], [2, 605740, False]]


def test_another_file_than_the_one_begun_with_is_fetched_from_the_front(opened: Opened, item: int) -> None:
    _, page = opened()
    page.goto("/offline/")
    page.evaluate(
        """(item) => pocket.within(["episodes", "parts"], "readwrite", (rows, parts) => {
            parts.put({ item, n: 0, blob: new Blob(["of another cut"]), mine: true });
            rows.put({ item, user: marks.user, title: "cut", state: "comes", parts: 1, done: 14, total: 99, etag: '"other"', at: 1 });
        })""",
        item,
    )
    page.reload()
    until(page, "document.querySelector('[data-state]')?.textContent.includes('here, 4.8 MB')")
    assert page.evaluate("(item) => pocket.recording(item).then((blob) => blob.size)", item) == 4800044
    assert not page.evaluate("pocket.all('parts').then((all) => all.some((part) => part.mine))")


def test_what_is_stored_is_shown_and_can_be_removed(taken: tuple[BrowserContext, Page], item: int) -> None:
    _, page = taken
    page.goto("/offline/")
    line = page.locator("#on-device [data-item]")
    expect(line).to_contain_text("here, 4.8 MB")
    room = re.compile(r"holds \d[\d.]* MB here in all, of at most [\d.]+ GB")
    expect(page.locator("#on-device")).to_contain_text(room)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        assert violations(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert too_wide(page) == []
    line.get_by_role("button", name="Remove").click()
    expect(page.locator("#on-device [data-item]")).to_have_count(0)
    expect(page.get_by_text("Nothing is taken along yet")).to_be_visible()
    until(page, "pocket.all('parts').then((all) => !all.length)")
    until(page, "caches.keys().then((all) => !all.some((name) => name.startsWith('pages-')))")


def test_a_whole_queue_is_taken_along_with_one_press(opened: Opened, item: int) -> None:
    _, page = opened()
    page.goto(f"/items/{item}/")
    follow(page.get_by_role("button", name="Add to queue").first)
    page.goto("/listen/")
    place = page.locator("[data-along-all]").last
    wanted = place.locator("data").count()
    assert wanted
    place.get_by_role("button", name="Take all of these along").click()
    until(page, "pocket.all('episodes').then((all) => all.some((row) => row.state === 'whole' && row.parts))")
    until(page, "/on this device/.test(document.querySelector('[data-along-all]').innerText)")
    until(page, f"pocket.all('episodes').then((all) => all.length === {wanted})")
    page.goto("/offline/")
    expect(page.locator("#on-device [data-item]")).to_have_count(wanted)


def test_what_somebody_else_took_along_goes_as_soon_as_i_am_here(taken: tuple[BrowserContext, Page]) -> None:
    _, page = taken
    page.evaluate(
        """async () => {
        for (const row of await pocket.all("episodes")) await pocket.put("episodes", { ...row, user: "somebody else" });
        await pocket.put("facts", { name: "owner", user: "somebody else" });
        await (await caches.open("pages-somebody else")).put("/mow/", new Response("theirs"));
    }"""
    )
    page.goto("/")
    until(page, "pocket.all('episodes').then((all) => !all.length)")
    until(page, "caches.keys().then((all) => !all.some((name) => name.startsWith('pages-')))")


def test_whoever_logs_out_leaves_nothing_but_marks_that_wait_for_them(
    chromium: Browser, opened: Opened, site: Site, item: int
) -> None:
    log_in(chromium, site)  # a session of its own, which this test ends
    context, page = opened(storage_state=site.seen["cookies"])
    log_in(chromium, site)
    before = held(context)
    page.goto(f"/items/{item}/")
    page.get_by_role("button", name="Take along").click()
    until(page, "/On this device, 4.8 MB/.test(document.querySelector('[data-along]').textContent)")
    play(page, item)
    context.set_offline(True)
    press(page)
    page.evaluate(
        "pocket.put('marks', { client: pocket.id(), user: 'somebody else', item: 1, seconds: 1, pressed: new Date().toISOString() })"
    )
    context.set_offline(False)
    until(page, "marks.send().then(() => pocket.waiting(marks.user)).then((all) => !all.length)")
    page.goto("/accounts/logout/")
    with page.expect_navigation(url="**/accounts/login/"):
        page.get_by_role("button", name="Log out", exact=True).click()
    until(page, "caches.keys().then((names) => !names.some((name) => name.startsWith('pages-')))")
    left = until(
        page,
        """() => new Promise((done) => { const asked = indexedDB.open("pocket"); asked.onsuccess = () => {
        const run = asked.result.transaction(["marks", "episodes", "parts", "facts"]);
        const counted = {}; for (const name of run.objectStoreNames) run.objectStore(name).getAll().onsuccess = (event) => {
            counted[name] = name === "marks" ? event.target.result.map((mark) => mark.user) : event.target.result.length; };
        run.oncomplete = () => { asked.result.close(); done(counted.episodes + counted.facts ? null : counted); }; }; })""",
    )
    assert left == {"episodes": 0, "facts": 0, "marks": ["somebody else"], "parts": 0}
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_"):
        page.goto(f"/items/{item}/")
    context.set_offline(False)
    _, mine = opened()
    assert len(held(mine.context) - before) == 1


def test_mowing_mode_fits_a_phone_and_thumbs(opened: Opened, item: int) -> None:
    _, page = opened(viewport={"width": 360, "height": 640}, has_touch=True)
    page.goto("/mow/")
    expect(page.locator("#mow-mark")).to_be_disabled()
    play(page, item)
    expect(page.locator("#mow-mark")).to_be_enabled()
    box = page.locator("#mow-mark").bounding_box()
    assert box
    assert box["width"] > 300
    assert box["height"] > 250
    press(page, lambda: page.locator("#mow-mark").tap())
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its words
        assert violations(page) == []
    assert too_wide(page) == []
    page.get_by_role("button", name="Pause").click()
    until(page, "!window.player.playing()")
