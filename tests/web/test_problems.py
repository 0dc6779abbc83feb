from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from manymentors import logs, urls
from manymentors.actions.invite import invite
from manymentors.actions.welcome import welcome_key
from manymentors.store.models import User
from tests.world import World


def explode(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the boiler at https://bob:hunter2@feeds.example/x?key=verysecret went off")


def no_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("unable to open database file")


urlpatterns = [*urls.urlpatterns, path("explode", explode), path("no-database", no_database)]
handler400, handler403, handler404 = urls.handler400, urls.handler403, urls.handler404
handler429, handler500 = urls.handler429, urls.handler500

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet(browser: Client) -> Client:
    """As a browser: what breaks is an answer, not an exception in the test."""
    browser.raise_request_exception = False
    return browser


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """mentors.log of this test, written by the handler that the settings make."""
    file = tmp_path / "mentors.log"
    told = logs.configuration(file)
    handler = logging.handlers.WatchedFileHandler(file)
    handler.setFormatter(logs.Redacted(told["formatters"]["line"]["format"]))
    loggers = [logging.getLogger(name) for name in told["loggers"]]
    for logger in loggers:
        logger.addHandler(handler)
    yield file
    for logger in loggers:
        logger.removeHandler(handler)
    handler.close()


def test_each_problem_is_a_page_of_ours(quiet: Client, settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = quiet.cookies
    answers = {
        404: quiet.get("/no/such/page"),
        405: quiet.post("/settings/"),
        400: quiet.get("/settings/", HTTP_HOST="evil.example"),
        403: strict.post("/settings/look", {"theme": "dark"}),
        413: quiet.post("/settings/name", {"name": "x" * 6_000_000}),
        500: quiet.get("/explode"),
        503: quiet.get("/no-database"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer["Content-Type"].startswith("text/html"), status
        assert answer.text.count("<h1") == 1
        assert '<a class="brand"' in answer.text
        assert "Traceback" not in answer.text
        assert "boiler" not in answer.text
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answers[405]["Allow"] == "GET, HEAD"
    assert "grown old" in answers[403].text
    assert "too large" in answers[413].text
    assert "in mentors.log" in answers[500].text
    assert "finds the cause in mentors.log" in answers[503].text
    assert str(settings.HOME) not in answers[503].text
    here = quiet.get("/no-database", HTTP_HOST="localhost")
    assert "It is not allowed to write" in here.text, "who sits at the machine is told where"


def test_the_page_for_a_fault_needs_no_database(quiet: Client, settings: Settings) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from manymentors.web.problems import broken

    request = HttpRequest()
    with CaptureQueriesContext(connection) as asked:
        answer = broken(request)
    assert answer.status_code == 500
    assert not asked.captured_queries


def test_without_a_database_the_server_says_so(tmp_path: Path) -> None:
    """A real process whose rows are gone: a page, not a traceback."""
    code = (
        "from manymentors.store.setup import open_store; open_store()\n"
        "from django.conf import settings; from django.db import connection; import pathlib\n"
        "connection.close()\n"
        "for f in settings.HOME.glob('store.sqlite3*'): f.unlink()\n"
        "pathlib.Path(settings.HOME, 'store.sqlite3').write_text('this is no database, it is a text')\n"
        "from django.test import Client\n"
        "c = Client(raise_request_exception=False)\n"
        "a = c.get('/', HTTP_HOST='localhost'); print(a.status_code); print(a.text)"
    )
    world = World(tmp_path / "home")
    ran = subprocess.run(
        [sys.executable, "-c", code], env=world.environ, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.startswith("503"), ran.stdout + ran.stderr
    assert "is damaged" in ran.stdout
    assert "Traceback" not in ran.stdout


def test_a_fault_is_told_in_the_log_without_its_secrets(quiet: Client, settings: Settings, log: Path) -> None:
    settings.ROOT_URLCONF = __name__
    quiet.get("/explode?key=alsosecret&token=third")
    told = log.read_text()
    assert "the boiler at https://" in told
    assert "Traceback" in told
    for secret in ("hunter2", "verysecret", "alsosecret", "third"):
        assert secret not in told


def test_what_happens_to_accounts_is_written_down_and_no_secret_is(me: User, log: Path) -> None:
    me.is_staff = True
    me.save()
    password = "long enough and dull"
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/", {"login": "ada", "password": "guessed it"})
    client.post("/accounts/login/", {"login": "my password by mistake", "password": "ada"})
    client.get(f"/welcome?key={welcome_key()}")
    client.post("/accounts/login/", {"login": "ada", "password": password})
    _row, token = invite(me)
    Client().get(f"/join/{token}")
    joined = Client()
    joined.get(f"/join/{token}")
    joined.post(
        "/accounts/signup/",
        {"username": "bo", "password1": "another dull one", "password2": "another dull one"},
    )
    client.get("/settings/export.json")
    joined.post("/settings/forget-me", {"name": "bo"})
    client.post("/accounts/logout/")
    told = log.read_text()
    for line in (
        f"log-in failed user={me.pk} from=127.0.0.1",
        "log-in failed user=nobody here from=127.0.0.1",
        f"logged in user={me.pk} from=127.0.0.1",
        f"invitation made by={me.pk}",
        "by invitation",
        f"export user={me.pk}",
        "account deleted",
        f"logged out user={me.pk}",
    ):
        assert line in told, told
    for secret in ("guessed it", "by mistake", welcome_key(), password, token, "another dull one", "bo "):
        assert secret not in told, told


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("GET /welcome?key=abc&x=1", "GET /welcome?key=•••&x=1"),
        ("https://u:p@h.example/feed", "https://•••@h.example/feed"),
        ("postgresql://me:pw@db:5432/x", "postgresql://•••@db:5432/x"),
        ("Not Found: /join/abc-DEF_1", "Not Found: /join/•••"),
        ("/media/0123/aHR0cHM6Ly9h", "/media/•••"),
        ("Authorization: Bearer abcdefgh12", "Authorization: Bearer •••"),
        ('{"password": "hush", "name": "ada"}', '{"password": "•••", "name": "ada"}'),
        ("feed?token=1234567&auth=9", "feed?token=•••&auth=•••"),
        ("the monkey: a keyboard, tokens of love", "the monkey: a keyboard, tokens of love"),
    ],
)
def test_secrets_are_struck_out(text: str, redacted: str) -> None:
    assert logs.redact(text) == redacted


def test_every_answer_carries_its_headers(browser: Client) -> None:
    for client in (browser, Client()):
        for where in ("/settings/", "/accounts/login/", "/no/such/page", "/health"):
            answer = client.get(where)
            policy = answer["Content-Security-Policy"]
            for part in (
                "default-src 'none'",
                "script-src 'self'",
                "frame-ancestors 'self'",
                "form-action 'self'",
            ):
                assert part in policy, where
            assert "unsafe" not in policy
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["Referrer-Policy"] == "same-origin"
            assert "private" in answer["Cache-Control"]
            assert "no-store" in answer["Cache-Control"]
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_under_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    code = (
        "import json; from manymentors.store.setup import open_store; open_store()\n"
        "from django.contrib.auth import get_user_model as m; u = m().objects.create_user('ada', password='x')\n"
        "from django.test import Client; c = Client(headers={'x-forwarded-proto': 'https'})\n"
        "a = c.post('/accounts/login/', {'login': 'ada', 'password': 'x'}, HTTP_HOST='mentors.example')\n"
        "b = c.get('/accounts/2fa/', HTTP_HOST='mentors.example')\n"
        "print(json.dumps([a.status_code, [m.OutputString() for m in c.cookies.values()], b['Strict-Transport-Security']]))"
    )
    world = World(
        tmp_path / "home", more={"MANYMENTORS_URL": "https://mentors.example", "MANYMENTORS_PROXIES": "1"}
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], env=world.environ, capture_output=True, text=True, timeout=60
    )
    assert not ran.stderr, ran.stderr
    status, cookies, transport = json.loads(ran.stdout)
    assert status == 302
    assert {cookie.split("=")[0] for cookie in cookies} == {"__Host-session", "__Host-csrf"}
    for cookie in cookies:
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
            assert part in cookie.split("; "), cookie
        assert "Domain" not in cookie
    assert transport.startswith("max-age=")
