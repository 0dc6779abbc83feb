"""The player with real sound: from a second on, across pages, on two devices, by keys, with a transcript in step.

The sound is made here: a tone that swells each second, as long as the feed says the talk is, kept as if it had been fetched.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import PATIENCE, Site, expect, follow, go_by_keys, too_wide, until, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

SET_UP = """
import hashlib, math, wave
from manymentors.cli.output import open_for_me
me = open_for_me()
from manymentors.store.models import AudioFile, Item, Listening
from manymentors.store.queries.audio import audio_folder
folder = audio_folder()
folder.mkdir(parents=True, exist_ok=True)
second = bytes(int(128 + 40 * math.sin(2 * math.pi * 440 * n / 8000) * n / 8000) for n in range(8000))
for item in Item.objects.exclude(heard_from="").exclude(duration=None):
    path = folder / f"{item.pk}.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1), file.setsampwidth(1), file.setframerate(8000)
        file.writeframes(second * int(item.duration))
    Item.objects.filter(pk=item.pk).update(audio_url=item.audio_url.replace("sample.manymentors.invalid", "audio.example"))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    AudioFile.objects.update_or_create(item=item, defaults={
        "state": AudioFile.WHOLE, "path": path.name, "bytes": path.stat().st_size, "media_type": "audio/wav", "sha256": digest})
"""
TAKE_AWAY = """
from manymentors.cli.output import open_for_me
me = open_for_me()
from manymentors.store.models import AudioFile, Item, Listening
for item in Item.objects.filter(audio_file__isnull=False):
    Item.objects.filter(pk=item.pk).update(audio_url=item.audio_url.replace("audio.example", "sample.manymentors.invalid"))
AudioFile.objects.all().delete()
Listening.objects.all().delete()
"""


@pytest.fixture(scope="module")
def sounding(site: Site) -> Iterator[Site]:
    """The talks of the sample world, with sound; without any again afterwards."""
    subprocess.run([sys.executable, "-c", SET_UP], env=site.world.environ, check=True)
    yield site
    subprocess.run([sys.executable, "-c", TAKE_AWAY], env=site.world.environ, check=True)


@pytest.fixture
def listener(sounding: Site, open_browser: Callable[..., Page]) -> Page:
    return a_device(sounding, open_browser)


def a_device(site: Site, open_browser: Callable[..., Page], **more: Any) -> Page:
    """A browser of its own: with the log-in, and nothing else that another one has kept."""
    cookies = {**site.seen["cookies"], "origins": []}
    options = {
        "viewport": {"width": 1280, "height": 900},
        "color_scheme": "light",
        "reduced_motion": "reduce",
    }
    return open_browser(base_url=site.url, storage_state=cookies, **{**options, **more})


WAITS = """Object.keys(JSON.parse(localStorage[`listened-${document.getElementById('player').dataset.user}`] || '{}')).length > 0"""
PLAYING = "player.playing() && player.known() && player.seconds() > 0"


def play_a_stop(page: Page) -> tuple[int, float]:
    """Presses the first Listen from here of Compare; returns the item and the second it names."""
    page.goto("/compare/")
    link = page.locator(".stand [data-listen]").first
    item, at = int(link.get_attribute("data-listen") or 0), float(link.get_attribute("data-at") or -1)
    link.click()
    until(page, PLAYING)
    return item, at


LOADED = """(() => { const { buffered, currentTime: now } = document.getElementById("player-audio");
    return buffered.length > 0 && buffered.end(buffered.length - 1) > now + 60; })()"""
HEARD = """(() => { const { played, currentTime: now, seeking } = document.getElementById("player-audio");
    for (let n = seeking ? 0 : played.length; n > 0; n -= 1)
        if (played.start(n - 1) <= now && now <= played.end(n - 1)) return [played.start(n - 1)];
    return null; })()"""


def heard_from(page: Page) -> float:
    """The second from which it has played in one go until now, as the recording counts: however late one looks."""
    return until(page, HEARD)[0]


def at_second(page: Page, wanted: float, within: float = 0.5) -> None:
    until(page, f"Math.abs(player.seconds() - {wanted}) <= {within}")


def pause(page: Page) -> float:
    """Presses the button; returns the second at which it stands still."""
    page.locator("#player-toggle").click()
    until(page, "!player.playing()")
    return page.evaluate("player.seconds()")


def until_told(page: Page, item: int, seconds: float) -> float:
    """Waits until the server knows that this is where I am; returns what it knows."""
    for _ in range(600):
        told = page.request.get(f"/items/{item}/listening").json()["position"]
        if told and abs(told["seconds"] - seconds) < 0.5:
            return told["seconds"]
        page.wait_for_timeout(100)
    raise AssertionError(f"the server was never told of {seconds}: {told}")


def walk_to(page: Page, way: str, where: str) -> None:
    shown(page).get_by_role("link", name=way, exact=True).first.click()
    until(page, f"location.pathname === '{where}'")
    until(page, "document.documentElement.classList.contains('walking')")
    shown(page).wait_for_load_state("load")


def shown(page: Page) -> Any:
    """The page that is seen: in the frame, where one walks."""
    return page.frame("walk") if page.locator("html.walking").count() else page


def test_listen_from_here_lands_within_a_second(listener: Page) -> None:
    item, at = play_a_stop(listener)
    assert listener.evaluate("player.item()") == item
    until(listener, "!document.getElementById('player-audio').muted")
    assert at - 0.1 <= heard_from(listener) < at + 1
    expect(listener.locator("#player")).to_be_visible()


def test_a_server_that_answers_late_does_not_lead_to_where_i_was_before(listener: Page) -> None:
    item, at = play_a_stop(listener)
    assert at > 40
    listener.evaluate("player.pause(); player.seek(33)")
    until(listener, "player.known()")
    until_told(listener, item, 33)
    listener.evaluate("player.close()")
    listener.evaluate("document.addEventListener('player:loaded', () => { window.answered = true; })")

    def late(route: Route) -> None:
        listener.wait_for_timeout(600)
        route.continue_()

    listener.route("**/listening*", late)
    listener.locator(".stand [data-listen]").first.click()
    until(listener, PLAYING)
    until(listener, "window.answered")
    listener.wait_for_timeout(1000)
    assert at - 0.1 <= heard_from(listener) < at + 1
    listener.unroute_all(behavior="wait")


def test_where_the_recording_is_another_cut_the_player_says_so_and_begins_early(
    listener: Page, sounding: Site
) -> None:
    def feed_says(more: int) -> None:
        script = f"Item.objects.filter(audio_file__isnull=False).update(duration=F('duration') + {more})"
        begin = (
            "from manymentors.cli.output import open_for_me; open_for_me(); from django.db.models import F; "
        )
        told = begin + "from manymentors.store.models import Item; " + script
        subprocess.run([sys.executable, "-c", told], env=sounding.world.environ, check=True)

    feed_says(120)
    try:
        _item, at = play_a_stop(listener)
        expect(listener.locator("#player-note")).to_contain_text("another cut")
        assert heard_from(listener) == pytest.approx(at - 120, abs=4)
    finally:
        feed_says(-120)


def test_it_plays_on_from_page_to_page_and_back_and_forward_work(listener: Page) -> None:
    play_a_stop(listener)
    before = listener.evaluate("player.seconds()")
    listener.evaluate(
        "window.stopped = 0; document.addEventListener('player:paused', () => { window.stopped += 1; })"
    )
    walk_to(listener, "Keep", "/nuggets/")
    until(listener, "document.title.startsWith('Nuggets')")
    walk_to(listener, "Today", "/")
    walk_to(listener, "People", "/people/")
    listener.go_back()
    until(listener, "location.pathname === '/'")
    listener.go_back()
    until(listener, "location.pathname === '/nuggets/'")
    listener.go_back()
    until(
        listener,
        "location.pathname === '/compare/' && !document.documentElement.classList.contains('walking')",
    )
    expect(listener.get_by_role("heading", name="Their roads beside mine")).to_be_visible()
    listener.go_forward()
    until(
        listener,
        "location.pathname === '/nuggets/' && document.documentElement.classList.contains('walking')",
    )
    assert listener.evaluate("player.playing()")
    assert listener.evaluate("window.stopped") == 0
    until(listener, f"player.seconds() > {before}")


def test_a_button_of_the_page_is_pressed_while_it_plays(listener: Page) -> None:
    """The page from which one listens: its forms lead on without ending the sound, and the answer is the page's own."""
    listener.goto("/nuggets/")
    listener.locator("[data-listen]").first.click()
    until(listener, PLAYING)
    listener.locator("main").get_by_role("button", name="Keep").first.click()
    until(listener, "document.documentElement.classList.contains('walking')")
    expect(shown(listener).locator("#say")).to_contain_text("Kept.")
    assert listener.evaluate("player.playing()")
    shown(listener).get_by_role("button", name="Undo").click()
    expect(shown(listener).locator("#say")).not_to_contain_text("Kept.")
    assert listener.evaluate("player.playing()")


def test_the_keys_reach_the_page_and_the_player(listener: Page) -> None:
    listener.goto("/compare/")
    listener.keyboard.press("j")
    for _ in range(150):
        listener.keyboard.press("Tab")
        if listener.evaluate("document.activeElement.dataset.listen"):
            break
    listener.keyboard.press("Enter")
    until(listener, PLAYING)
    go_by_keys(listener, "a")
    until(
        listener, "location.pathname === '/atlas/' && document.documentElement.classList.contains('walking')"
    )
    listener.keyboard.press("Space")
    until(listener, "!player.playing()")
    at = listener.evaluate("player.seconds()")
    listener.keyboard.press("ArrowRight")
    at_second(listener, at + 30)
    listener.keyboard.press("ArrowLeft")
    at_second(listener, at + 15)
    listener.keyboard.press(">")
    until(listener, "player.rate() === 1.1")
    expect(listener.locator("#player-rate")).to_have_value("1.1")
    listener.keyboard.press("<")
    listener.locator("#player-toggle").focus()
    go_by_keys(listener, "p")
    until(listener, "location.pathname === '/people/'")
    shown(listener).wait_for_load_state("load")
    shown(listener).locator("#find").focus()
    listener.keyboard.type(" <a")
    expect(shown(listener).locator("#find")).to_have_value(" <a")
    assert not listener.evaluate("player.playing()")


def test_where_i_am_comes_back_after_the_page_was_loaded_anew(listener: Page) -> None:
    item, _at = play_a_stop(listener)
    pause(listener)
    listener.evaluate("player.seek(321)")
    until(listener, "player.known()")
    listener.goto("/people/")
    until(listener, f"window.player && player.item() === {item} && player.known()")
    at_second(listener, 321)
    assert not listener.evaluate("player.playing()")
    listener.locator("#player-toggle").click()
    until(listener, "player.playing()")


def test_positions_of_two_devices_become_one(sounding: Site, open_browser: Callable[..., Page]) -> None:
    desk, phone = (
        a_device(sounding, open_browser),
        a_device(sounding, open_browser, viewport={"width": 360, "height": 740}),
    )
    item, _at = play_a_stop(desk)
    stands = pause(desk)
    until_told(desk, item, stands)
    phone.goto(f"/items/{item}/")
    phone.get_by_role("link", name=re.compile("Go on at")).click()
    until(phone, PLAYING)
    assert heard_from(phone) == pytest.approx(stands, abs=5)
    phone.evaluate("player.seek(700)")
    until(phone, "player.known()")
    assert heard_from(phone) == pytest.approx(700, abs=0.5)
    told = until_told(phone, item, pause(phone))
    # An older report of the first device, arriving late, changes nothing; it is offered where the other one was.
    token = desk.evaluate("document.getElementById('player').dataset.token")
    late = desk.request.post(f"/items/{item}/listening", form={"seconds": "5", "ago": "600", "device": "desk"}, headers={"X-CSRFToken": token, "Referer": sounding.url})  # fmt: skip
    assert late.json()["position"]["seconds"] == told
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    desk.get_by_role("button", name="Go there").click()
    at_second(desk, told)


def test_without_a_network_the_position_waits_on_the_device(sounding: Site, chromium: Browser) -> None:
    """Not opened as the others are: that a request fails without a network is what the browser then complains of."""
    context = chromium.new_context(
        base_url=sounding.url, storage_state={**sounding.seen["cookies"], "origins": []}
    )
    context.set_default_timeout(PATIENCE)
    listener = context.new_page()
    item, _at = play_a_stop(listener)
    until(listener, LOADED)  # what comes next is here before the network goes
    listener.context.set_offline(True)
    listener.evaluate("player.seek(player.seconds() + 40)")
    until(listener, "player.known()")
    at = pause(listener)
    until(listener, WAITS)
    listener.context.set_offline(False)
    until(listener, f"!({WAITS})")
    until_told(listener, item, at)
    context.close()


def test_the_lock_screen_knows_what_plays_and_its_keys_work(
    sounding: Site, open_browser: Callable[..., Page]
) -> None:
    page = a_device(sounding, open_browser)
    page.add_init_script(
        """window.keys = {}; const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
        navigator.mediaSession.setActionHandler = (name, does) => { window.keys[name] = does; set(name, does); };"""
    )
    page.goto("/search?q=restores&kind=episode")
    page.locator("a[data-listen]").first.click()
    until(page, PLAYING)
    until(page, "Boolean(navigator.mediaSession.metadata)")
    until(page, "player.title() && navigator.mediaSession.metadata.title === player.title()")
    until(page, "player.show() && navigator.mediaSession.metadata.artist === player.show()")
    until(page, "navigator.mediaSession.playbackState === 'playing'")
    page.evaluate("keys.pause()")
    until(page, "!player.playing()")
    page.evaluate("keys.seekto({ action: 'seekto', seekTime: 200 })")
    at_second(page, 200)
    page.evaluate("keys.seekbackward({ action: 'seekbackward' })")
    at_second(page, 185)
    page.evaluate("keys.play()")
    until(page, "player.playing()")


def test_chapters_are_gone_to_by_list_and_by_key(listener: Page) -> None:
    talk = with_chapters(listener)
    listener.goto(talk)
    listener.locator(".ways-out [data-listen]").click()
    until(listener, PLAYING)
    until(listener, "player.chapters().length > 2")
    starts = listener.evaluate("player.chapters().map((one) => one.start)")
    pause(listener)
    listener.locator("#player-chapter").select_option(index=2)
    until(listener, "player.known()")
    at_second(listener, starts[2])
    listener.locator("h1").click()
    listener.keyboard.press("Shift+ArrowLeft")
    at_second(listener, starts[1])
    listener.keyboard.press("Shift+ArrowRight")
    at_second(listener, starts[2])


def with_chapters(page: Page) -> str:
    """A talk of the sample world that tells its chapters."""
    page.goto("/search?q=crispin+dalisayan&kind=episode")
    found = page.locator(".group", has_text="low tide").locator("h3 a").first
    return found.get_attribute("href") or ""


def test_the_transcript_goes_in_step_a_press_seeks_and_it_can_be_searched(listener: Page) -> None:
    item, at = play_a_stop(listener)
    listener.locator("#player-title").click()
    until(
        listener,
        f"location.pathname === '/items/{item}/' && document.documentElement.classList.contains('walking')",
    )
    page = shown(listener)
    page.locator(".sentence.now").first.wait_for()
    starts = float(page.locator(".sentence.now").first.get_attribute("data-at") or -1)
    assert at - 30 < starts <= listener.evaluate("player.seconds()") + 0.1
    expect(page.locator(".sentence.now").first).to_be_visible()
    until(page, "document.querySelector('.sentence.now')?.getBoundingClientRect().top < innerHeight")

    pause(listener)
    page.evaluate("document.getElementById('follow').click()")
    page.evaluate("scrollTo(0, 0)")
    line = page.locator(".words .sentence").nth(4)
    line.scroll_into_view_if_needed()
    line.click()
    until(listener, "player.known()")
    wanted = float(line.get_attribute("data-at") or -1)
    at_second(listener, wanted)

    page.get_by_label("Search in this talk").last.fill("the")
    hits = page.locator(".hits")
    expect(hits).to_have_text(re.compile(r"^1 of ([4-9]|\d\d+)$"))
    listener.keyboard.press("Enter")
    expect(hits).to_have_text(re.compile("^2 of"))
    page.get_by_label("Search in this talk").last.fill("xylophone")
    expect(hits).to_have_text("not said here")


def test_the_player_is_usable_by_everyone_in_both_themes_and_on_a_telephone(listener: Page) -> None:
    play_a_stop(listener)
    wrong: list[str] = []

    def look(where: str, *elsewhere: str) -> None:
        for scheme in ("light", "dark"):
            listener.emulate_media(color_scheme=scheme)
            found = [one for page in (listener, listener.frame("walk")) if page for one in violations(page)]
            wrong.extend(
                f"{where} {scheme}: {one}" for one in found if not one.startswith(elsewhere or ("-",))
            )
        listener.emulate_media(color_scheme="light")

    look("home")
    listener.set_viewport_size({"width": 360, "height": 740})
    wrong.extend(f"360: {one}" for one in too_wide(listener))
    walk_to(listener, "Keep", "/nuggets/")
    # The window's main part and its heading are in the frame, into which axe does not look from outside.
    look("walking at 360", "landmark-one-main", "page-has-heading-one")
    wrong.extend(f"360 walking: {one}" for one in too_wide(listener))
    tops = listener.evaluate(
        "[...document.querySelectorAll('#player button, #player select, #player a')].filter(e => e.offsetParent).map(e => Math.min(e.offsetWidth, e.offsetHeight))"
    )
    assert wrong == []
    assert min(tops) >= 24


def test_who_logs_out_hears_no_more(sounding: Site, open_browser: Callable[..., Page]) -> None:
    page = open_browser(base_url=sounding.url)
    page.goto("/accounts/login/")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill("long enough and dull")
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(f"{sounding.url}/")
    play_a_stop(page)
    walk_to(page, "Settings", "/settings/")
    shown(page).evaluate("document.querySelector('form[action*=logout]').requestSubmit()")
    page.wait_for_url("**/accounts/login/**")
    page.get_by_label("Password").wait_for()
    expect(page.locator("#player")).to_have_count(0)


def test_without_scripts_the_page_of_a_talk_has_a_plain_player(
    sounding: Site, open_browser: Callable[..., Page]
) -> None:
    page = a_device(sounding, open_browser, java_script_enabled=False)
    page.goto("/compare/")
    follow(page.get_by_role("link", name=re.compile("Listen from here")).first)
    page.wait_for_url("**/items/**")
    expect(page.locator("audio.plain-audio")).to_be_visible()
