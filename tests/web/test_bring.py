"""Bring what you have: shown before it is done, read by the worker, and removed after."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from manymentors.actions import bring
from manymentors.actions.bring import clear, take_in
from manymentors.actions.forget_me import forget_me
from manymentors.store.models import Errand, Follow, Item, Person, PersonNote, Source, User
from tests.factories import a_user
from tests.roads.test_linkedin import CONNECTIONS, POSITIONS, zipped
from tests.sources.test_brought import CHANNELS
from tests.sources.test_x import PAIR
from tests.sources.test_x import folder_of as x_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def upload(name: str, body: bytes | dict[str, bytes]) -> SimpleUploadedFile:
    if isinstance(body, dict):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for inside, content in body.items():
                archive.writestr(inside, content)
        body = out.getvalue()
    return SimpleUploadedFile(name, body)


def files(home: Path) -> list[Path]:
    return sorted(path for path in (home / "brought").rglob("*") if path.is_file())


def token_of(browser: Client) -> str:
    answer = browser.post("/bring", {"file": upload("twitter-2024.zip", x_files(PAIR))})
    assert answer.status_code == 200, answer.text
    return str(answer.context["brought"].token)


def test_an_archive_is_shown_then_read_then_removed(browser: Client, me: User, home: Path) -> None:
    answer = browser.post("/bring", {"file": upload("twitter-2024.zip", x_files(PAIR))})
    for words in ("Ada Holm (@ada on X)", "posts of their own", "passed on", 'value="Ada Holm"'):
        assert words in answer.text
    assert not Source.objects.exists()
    (path,) = files(home)
    assert path.stat().st_mode & 0o077 == 0
    told = {
        "token": answer.context["brought"].token,
        "verb": "read",
        "person": "Ada Holm",
        "why": "help desks",
    }
    answer = browser.post("/bring", told, follow=True)
    assert "The archive is being read" in answer.text
    follow = Follow.objects.get()
    assert (str(follow.person), follow.why, follow.paused, follow.found_in) == (
        "Ada Holm",
        "help desks",
        True,
        "brought",
    )
    errand = Errand.objects.get()

    now = timezone.now()
    for _ in range(2):  # killed and run again, it does nothing twice
        assert take_in(me, errand.payload["source"], errand.payload["file"], now) == ""
    assert Item.objects.filter(source=follow.source).count() == 10
    assert files(home) == []
    follow.source.refresh_from_db()
    assert follow.source.url == f"brought:{path.stem}"
    assert "Bring a newer archive" in browser.get("/sources/").text
    assert browser.get("/progress").status_code == 200


def test_a_newer_archive_goes_on_where_the_last_ended(browser: Client, me: User, home: Path) -> None:
    for _ in range(2):
        browser.post("/bring", {"token": token_of(browser), "verb": "read", "person": "Ada Holm"})
        errand = Errand.objects.latest("pk")
        take_in(me, errand.payload["source"], errand.payload["file"], timezone.now())
    assert Source.objects.count() == Follow.objects.count() == 1
    assert Item.objects.count() == 10


def test_an_archive_that_is_dropped_or_left_alone_is_removed(
    browser: Client, me: User, home: Path, as_user: Callable[[User], Client]
) -> None:
    token = token_of(browser)
    eve = as_user(a_user("eve"))
    assert eve.post("/bring", {"token": token, "verb": "read"}).status_code == 404
    assert (
        "Nothing of it was kept" in browser.post("/bring", {"token": token, "verb": "drop"}, follow=True).text
    )
    assert files(home) == []
    assert browser.post("/bring", {"token": token, "verb": "read"}).status_code == 404
    assert browser.post("/bring", {"token": "made up", "verb": "read"}).status_code == 400

    token_of(browser)
    (home / "brought" / "x.part").write_bytes(b"what a kill left of an upload")
    assert clear(timezone.now()) == 0
    for path in files(home):
        os.utime(path, (0, 0))
    assert clear(timezone.now()) == 2
    assert files(home) == []


def test_what_is_waiting_to_be_read_is_not_cleared_and_goes_with_the_user(
    browser: Client, me: User, home: Path
) -> None:
    browser.post("/bring", {"token": token_of(browser), "verb": "read", "tier": "no such"})
    (path,) = files(home)
    os.utime(path, (0, 0))
    assert clear(timezone.now()) == 0
    forget_me(me)
    assert files(home) == []


def test_a_hostile_zip_is_refused_in_a_sentence_and_leaves_nothing(browser: Client, home: Path) -> None:
    swells = upload("x.zip", {"data/tweets.js": b" " * 300_000_000})
    broken = SimpleUploadedFile("x.zip", upload("y.zip", x_files(PAIR)).read()[:-200])
    for file, says in (
        (swells, "x.zip was not read: data/tweets.js would swell to 286 MB"),
        (broken, "it cannot be unpacked"),
        (
            upload("photos.zip", {"holiday.jpg": b"x"}),
            "photos.zip is a zip, but no archive that is known here",
        ),
        (
            upload("x.zip", {"data/tweets.js": b"window.YTD.tweets.part0 = [" + b'{"tweet":' * 100_000}),
            "data/tweets.js in the archive cannot be read: it ends in the middle",
        ),
        (
            upload("x.zip", {"../../data/tweets.js": b"PK no list"}),
            "it does not begin as a file of an archive does",
        ),
        (SimpleUploadedFile("x.csv", b"one,two\n"), "x.csv is no list that is known here"),
        (SimpleUploadedFile("x.csv", b""), "Choose a file first"),
        (SimpleUploadedFile("resume.json", b'{"work": []}'), "bring it under “My road”"),
    ):
        answer = browser.post("/bring", {"file": file})
        assert answer.status_code == 400
        assert says in answer.text, answer.text
        assert "cannot be read. x.zip" not in answer.text, "the name is said once"
        assert files(home) == []


def test_a_file_that_is_too_large_is_never_kept(
    browser: Client, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring, "LARGEST", 1000)
    answer = browser.post("/bring", {"file": SimpleUploadedFile("x.zip", b"PK" + b"x" * 5_000)})
    assert answer.status_code == 400
    assert "larger than" in answer.text
    answer = browser.post("/bring", {"file": SimpleUploadedFile("x.zip", b"PK" + b"x" * 3_000_000)})
    assert "larger than" in answer.text
    assert files(home) == []


def test_only_some_archives_lie_here_at_a_time(browser: Client, home: Path) -> None:
    for _ in range(bring.WAITS):
        token_of(browser)
    answer = browser.post("/bring", {"file": upload("x.zip", x_files(PAIR))})
    assert "Read them or drop them first" in answer.text
    assert len(files(home)) == bring.WAITS


def test_lists_lead_to_the_choice_of_whom_to_follow(browser: Client, home: Path) -> None:
    takeout = upload("takeout.zip", {"Takeout/YouTube/subscriptions/subscriptions.csv": CHANNELS.encode()})
    for file in (SimpleUploadedFile("subscriptions.csv", CHANNELS.encode()), takeout):
        text = browser.post("/bring", {"file": file}).text
        assert "2 sources were found there" in text
        assert "Tide Talks" in text
    follows = b"Account address,Show boosts\nbo@other.example,true\n"
    text = browser.post("/bring", {"file": SimpleUploadedFile("following_accounts.csv", follows)}).text
    assert "@bo@other.example" in text
    assert files(home) == []


def test_linkedin_leads_to_my_road_and_to_people_of_mine(browser: Client, me: User, home: Path) -> None:
    export = zipped(Connections=CONNECTIONS, Positions=POSITIONS)
    text = browser.post("/bring", {"file": SimpleUploadedFile("linkedin.zip", export)}).text
    assert "worked as Night baker at Lighthouse Bakery" in text
    assert "cy@example.org" not in text
    assert files(home) == []
    told = '["Cy Sample", "Pilot, Harbour Works. connected since 2019"]'
    answer = browser.post("/bring", {"connections": "1", "connection": [told, told]}, follow=True)
    assert "1 person is yours alone now" in answer.text
    assert Person.objects.get(owner=me).name == "Cy Sample"
    assert PersonNote.objects.get().text.startswith("Pilot, Harbour Works")
    answer = browser.post("/bring", {"file": SimpleUploadedFile("Connections.csv", CONNECTIONS.encode())})
    assert [one.name for _, one in answer.context["connections"]] == ["Bo Other"]
    assert "1 is here already." in answer.text
    for wrong in ("no json", "[1, 2]"):
        assert browser.post("/bring", {"connections": "1", "connection": wrong}).status_code == 400
    nothing = SimpleUploadedFile("linkedin.zip", zipped(Connections="First Name,Last Name\n"))
    assert browser.post("/bring", {"file": nothing}).status_code == 400


def test_without_a_token_against_forgery_nothing_is_taken(me: User, home: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(me, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post("/bring", {"file": upload("x.zip", x_files(PAIR))}).status_code == 403
    assert files(home) == []
