"""AntennaPod's “Nextcloud” choice: it begins, I say yes in the browser, it takes its key, once. Its requests are those of its source."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from manymentors.actions.app_key import MOST
from manymentors.actions.app_request import HOLDS, MOST_OPEN, clear, let_me_in
from manymentors.api.gpodder.login_flow import ASKS
from manymentors.logs import redact
from manymentors.store.models import AppKey, AppRequest, User
from tests.api.test_at_once import wait_for
from tests.factories import a_user
from tests.world import World

FORM = "application/x-www-form-urlencoded"
AGENT = "AntennaPod/3.9.0"
YES = {"say": "yes", "label": "Telephone", "shows": "1"}


class Phone:
    """AntennaPod that was told to log in to Nextcloud at this address."""

    def __init__(self, place: str = "127.0.0.1") -> None:
        self.client = Client(headers={"User-Agent": AGENT}, REMOTE_ADDR=place)

    def begin(self) -> Any:
        answer = self.client.post("/index.php/login/v2", "", content_type=FORM)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        self.token = told["poll"]["token"]
        assert told["poll"]["endpoint"] == "http://testserver/index.php/login/v2/poll"
        self.page = urlsplit(told["login"]).path
        return told

    def ask(self) -> Any:
        # the token goes into the body as it is, so it may hold nothing that a form would read otherwise
        assert re.fullmatch(r"[\w-]{40,}", self.token)
        return self.client.post("/index.php/login/v2/poll", f"token={self.token}", content_type=FORM)


@pytest.fixture
def browser(me: User) -> Client:
    client = Client()
    client.force_login(me, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def antennapod(me: User) -> Phone:
    phone = Phone()
    phone.begin()
    return phone


def test_an_app_that_i_let_in_gets_a_key_of_its_own_and_syncs_with_it(
    antennapod: Phone, browser: Client, me: User
) -> None:
    not_yet = antennapod.ask()
    assert (not_yet.status_code, not_yet.json()) == (404, [])
    shown = browser.get(antennapod.page).text
    assert "AntennaPod asks to be let in" in shown
    assert "from the same address as this browser" in shown
    said = browser.post(antennapod.page, YES, follow=True)
    assert "“Telephone” is let in" in said.text
    assert not AppKey.objects.exists(), "no key lies about before the app takes it"
    got = antennapod.ask()
    assert got.status_code == 200
    told = got.json()
    assert told.keys() == {"server", "loginName", "appPassword"}
    assert told["server"] == "http://testserver"
    assert told["loginName"] == me.username
    row = AppKey.objects.get()
    assert (row.user, row.opens, row.label, row.shows) == (me, "sync", "Telephone", True)
    basic = base64.b64encode(f"{told['loginName']}:{told['appPassword']}".encode()).decode()
    with_key = {"Authorization": f"Basic {basic}", "Accept": "application/json"}
    url = "/index.php/apps/gpoddersync/subscriptions?since=0"
    assert Client(headers=with_key).get(url).status_code == 200
    assert "Telephone" in browser.get("/settings/apps").text
    browser.post(f"/settings/apps/{row.pk}/revoke")
    assert Client(headers=with_key).get(url).status_code == 401


def test_a_key_is_taken_once(antennapod: Phone, browser: Client) -> None:
    browser.post(antennapod.page, YES)
    assert antennapod.ask().status_code == 200
    assert antennapod.ask().status_code == 404
    assert browser.get(antennapod.page).status_code == 404
    assert browser.post(antennapod.page, YES).status_code == 404
    assert AppKey.objects.count() == 1


def test_who_says_no_lets_nobody_in(antennapod: Phone, browser: Client) -> None:
    assert "not let in" in browser.post(antennapod.page, {"say": "no"}, follow=True).text
    assert antennapod.ask().status_code == 404
    assert not AppKey.objects.exists()
    assert not AppRequest.objects.exists()


def test_it_is_over_after_twenty_minutes_whoever_said_yes(antennapod: Phone, browser: Client) -> None:
    later = Phone()
    later.begin()
    browser.post(antennapod.page, YES)
    AppRequest.objects.update(created=timezone.now() - HOLDS - timedelta(seconds=1))
    assert antennapod.ask().status_code == 404
    assert browser.get(later.page).status_code == 404
    assert browser.post(later.page, YES).status_code == 404
    assert not AppKey.objects.exists()
    assert clear(timezone.now()) == 2
    assert not AppRequest.objects.exists()


def test_the_page_wants_a_log_in_first_and_comes_back(antennapod: Phone) -> None:
    answer = Client().get(antennapod.page)
    assert answer.status_code == 302
    assert f"next={antennapod.page}" in answer["Location"]


def test_no_secret_stands_in_a_row_or_in_the_log(antennapod: Phone, browser: Client) -> None:
    browser.post(antennapod.page, YES)
    row = str(AppRequest.objects.values().get())
    secret = antennapod.page.rpartition("/")[2]
    assert antennapod.token not in row
    assert secret not in row
    assert secret not in redact(f"Not Found: {antennapod.page}")


def test_an_app_elsewhere_is_said_to_be_elsewhere_and_its_name_is_only_what_it_says(
    browser: Client,
) -> None:
    phone = Phone("203.0.113.9")
    phone.client.defaults["HTTP_USER_AGENT"] = "<b>Evil</b> \u202e thing/1"
    phone.begin()
    shown = browser.get(phone.page).text
    assert "from another address than this browser" in shown
    assert "203.0.113.9" in shown
    assert "<b>Evil" not in shown
    assert "\u202e" not in shown


def test_two_who_say_yes_at_once_let_it_in_for_one(antennapod: Phone, browser: Client, me: User) -> None:
    eve = Client()
    eve.force_login(a_user("eve"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post(antennapod.page, YES).status_code == 303
    assert eve.post(antennapod.page, YES).status_code == 404
    assert antennapod.ask().json()["loginName"] == me.username


def test_an_account_that_was_closed_meanwhile_lets_nobody_in(
    antennapod: Phone, browser: Client, me: User
) -> None:
    browser.post(antennapod.page, YES)
    me.is_active = False
    me.save()
    assert antennapod.ask().status_code == 404
    assert not AppKey.objects.exists()


def test_there_is_an_end_to_keys_and_a_key_has_a_name(antennapod: Phone, browser: Client, me: User) -> None:
    assert browser.post(antennapod.page, YES | {"label": " "}).status_code == 400
    AppKey.objects.bulk_create(AppKey(user=me, opens="sync", label="x", digest=str(n)) for n in range(MOST))
    refused = browser.post(antennapod.page, YES)
    assert refused.status_code == 400
    assert "Revoke those" in refused.text
    AppKey.objects.first().delete()  # type: ignore[union-attr]  # there are fifty
    assert browser.post(antennapod.page, YES).status_code == 303, "and can still say yes"


def test_beginning_and_guessing_have_an_end(browser: Client) -> None:
    phone = Phone()
    for _ in range(20):
        phone.begin()
    assert phone.client.post("/index.php/login/v2", "", content_type=FORM).status_code == 429
    Phone("203.0.113.9").begin()
    assert browser.get("/index.php/login/v2/flow/guess").status_code == 404
    cache.set("asked-key-127.0.0.1", ASKS - 1, 300)
    guess = ("/index.php/login/v2/poll", "token=guess")
    assert [phone.client.post(*guess, content_type=FORM).status_code for _ in range(3)] == [404, 429, 429]
    assert phone.ask().status_code == 404, "one that waits is asked for as often as it likes"
    AppRequest.objects.bulk_create(
        AppRequest(page=str(n), poll=str(n), created=timezone.now()) for n in range(MOST_OPEN)
    )
    full = Client(REMOTE_ADDR="203.0.113.8").post("/index.php/login/v2", "", content_type=FORM)
    assert full.status_code == 400
    assert "Too many apps wait" in full.json()["error"]


def test_other_methods_and_other_pages_get_nothing(antennapod: Phone, browser: Client) -> None:
    for path in ("/index.php/login/v2", "/index.php/login/v2/poll"):
        assert Client().get(path).status_code == 405
        foreign = {"Sec-Fetch-Site": "cross-site"}
        assert Client(headers=foreign).post(path, "", content_type=FORM).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(antennapod.page, YES).status_code == 403, "no page of others can press yes for me"


def test_two_polls_at_the_same_moment_bring_one_key(browser: Client, me: User) -> None:
    page, poll = let_me_in("AntennaPod", "", timezone.now())
    browser.post(f"/index.php/login/v2/flow/{page}", YES)
    answers = [
        Client().post("/index.php/login/v2/poll", f"token={poll}", content_type=FORM).status_code
        for _ in range(3)
    ]
    assert answers == [200, 404, 404]


# --- through a real socket -----------------------------------------------------------------------------------------

SAY_YES = """
import sys
from manymentors.cli.output import open_for_me
me = open_for_me()
me.username = "ada"
me.set_password("long enough and dull")
me.save()
from django.utils import timezone
from manymentors.actions.app_request import let_in
let_in(me, sys.argv[1], "Telephone", True, timezone.now())
"""


def sent(port: int, method: str, path: str, body: str | None, **headers: str) -> tuple[int, Any]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body, {"User-Agent": AGENT, **headers})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())


@pytest.mark.slow
def test_it_all_goes_over_a_real_socket_as_antennapod_sends_it(world: World) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = [sys.executable, "-c", "from manymentors.cli.output import open_for_me; m = open_for_me(); "
            "m.set_password('long enough and dull'); m.save()"]  # fmt: skip
    subprocess.run(made, env=world.environ, check=True)
    server = world.start("serve", "--port", str(port))
    try:
        wait_for(port)
        form = {"Content-Type": FORM}
        status, told = sent(port, "POST", "/index.php/login/v2", "", **form)
        assert status == 200
        endpoint, page = urlsplit(told["poll"]["endpoint"]), urlsplit(told["login"])
        assert endpoint.netloc == page.netloc == f"127.0.0.1:{port}"
        body = f"token={told['poll']['token']}"
        assert sent(port, "POST", endpoint.path, body, **form) == (404, [])
        secret = page.path.rpartition("/")[2]
        subprocess.run([sys.executable, "-c", SAY_YES, secret], env=world.environ, check=True)
        status, got = sent(port, "POST", endpoint.path, body, **form)
        assert status == 200
        assert got["server"] == f"http://127.0.0.1:{port}"
        basic = base64.b64encode(f"{got['loginName']}:{got['appPassword']}".encode()).decode()
        status, shows = sent(
            port, "GET", "/index.php/apps/gpoddersync/subscriptions?since=0", None,
            Authorization=f"Basic {basic}", Accept="application/json",
        )  # fmt: skip
        assert status == 200
        assert {"add", "remove", "timestamp"} <= shows.keys()
        assert sent(port, "POST", endpoint.path, body, **form) == (404, [])
    finally:
        server.terminate()
        server.communicate(timeout=30)
