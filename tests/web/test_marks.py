"""The marks to look through, the notes that come of them, and what a device sends and asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from manymentors.actions import mark as marking
from manymentors.cli.commands.marks import told
from manymentors.store.models import AudioFile, Item, Keepsake, Mark, Note, User
from manymentors.store.queries.marks import inbox
from tests.actions.test_mark import SAID, heard, marked, press
from tests.factories import NOW, a_nugget, a_source, a_user, an_item
from tests.world import ROOT

pytestmark = pytest.mark.django_db


def static(name: str) -> Path:
    return Path(str(finders.find(name)))


def send(browser: Client, **told: Any) -> Any:
    return browser.post("/marks/sync", json.dumps(told), content_type="application/json")


def test_a_device_sends_its_marks_until_it_hears_that_they_are_held(browser: Client, me: User) -> None:
    item = heard(me)
    told = [press(item, 30.0), press(item, 79.0)]
    for _ in range(3):
        answer = send(browser, marks=told)
        assert sorted(answer.json()["taken"]) == sorted(one["client"] for one in told)
        assert answer.json()["open"] == 2
    assert Mark.objects.count() == 2
    mixed = send(
        browser,
        marks=[told[0], {"client": "nonsense"}],
        decisions=[{"mark": told[0]["client"], "verb": "drop"}],
    )
    assert mixed.json()["refused"][0]["client"] == "nonsense"
    assert mixed.json()["settled"] == [told[0]["client"]]
    assert mixed.json()["open"] == 1


@pytest.mark.parametrize("body", ["", "[]", "{", '{"marks": 3}', '{"decisions": {}}', "\ud800"])
def test_what_no_device_sends_is_refused_in_words(browser: Client, body: str) -> None:
    answer = browser.post(
        "/marks/sync", body.encode("utf-8", "surrogatepass"), content_type="application/json"
    )
    assert answer.status_code == 400
    assert "device" in answer.text


def test_each_mark_stands_with_the_words_before_it_and_three_verbs(browser: Client, me: User) -> None:
    item = heard(me)
    row = marked(me, item, 79.0)
    text = browser.get("/marks/").text
    assert SAID[2] in text
    assert "▸ 0:49–1:19" in text
    assert f'data-listen="{item.pk}" data-at="49.0"' in text
    assert re.findall(r'name="verb" value="(\w+)"', text) == ["keep", "write", "drop"]
    assert text.count(f'action="/marks/{row.pk}/"') == 3
    assert text.count("<h1") == 1


def test_each_verb_says_what_was_done_and_can_be_taken_back(browser: Client, me: User) -> None:
    item = heard(me)
    a_nugget(item, SAID[3])
    for verb, fields, says in (
        ("keep", {}, "Kept among your nuggets."),
        ("write", {"words": "Twice."}, "Written down."),
        ("drop", {}, "Dropped."),
    ):
        row = marked(me, item)
        text = browser.post(f"/marks/{row.pk}/", {"verb": verb, **fields}, follow=True).text
        assert says in text
        assert "Undo" in text
        assert "Nothing to look through" in text
        assert "Look through again" not in text
        text = browser.post(f"/marks/{row.pk}/", {"verb": "again"}, follow=True).text
        assert "0:49–1:19" in text
        assert not Keepsake.objects.exists()
        assert not Note.objects.exists()
        row.delete()
    assert browser.post(f"/marks/{marked(me, item).pk}/", {"verb": "sing"}).status_code == 400
    assert (
        "Kept as a note."
        in browser.post(f"/marks/{marked(me, item, 20.0).pk}/", {"verb": "keep"}, follow=True).text
    )


def test_a_dropped_mark_can_be_had_back(browser: Client, me: User) -> None:
    row = marked(me, heard(me))
    browser.post(f"/marks/{row.pk}/", {"verb": "drop"})
    assert "Look through again" in browser.get("/marks/?view=dropped").text
    assert "Nothing dropped" in browser.post(f"/marks/{row.pk}/", {"verb": "again", "next": "/marks/?view=dropped"}, follow=True).text  # fmt: skip


def test_why_there_are_no_words_is_said(browser: Client, me: User) -> None:
    marked(me, an_item(a_source(me)))
    marked(me, None, title="Gone <b>")
    marked(me, heard(me), 900.0)
    marked(me, heard(me), duration=140.0)
    marked(me, heard(me), duration=80.0)
    text = browser.get("/marks/").text
    assert "There is no transcript here yet." in text
    assert "You do not follow where this was published any more." in text
    assert "Gone &lt;b&gt;" in text
    assert "no words at this place" in text
    assert "What you heard was 0:40 longer" in text
    assert "What you heard was shorter" in text


def test_a_note_is_listed_changed_removed_and_brought_back(browser: Client, me: User) -> None:
    row = marked(me, heard(me))
    browser.post(f"/marks/{row.pk}/", {"verb": "write", "words": "Read it twice."})
    note = Note.objects.get()
    text = browser.get("/marks/?view=notes").text
    assert "Read it twice." in text
    assert SAID[3] in text
    assert f'href="/notes/{note.pk}/"' in text
    text = browser.post(f"/notes/{note.pk}/", {"verb": "words", "words": "Thrice."}, follow=True).text
    assert "Thrice." in text
    assert "Thrice." in browser.get(f"/notes/{note.pk}/").text
    text = browser.post(f"/notes/{note.pk}/", {"verb": "remove"}, follow=True).text
    assert "No notes yet" in text
    sealed = re.search(r'name="note" value="([^"]+)"', text)
    assert sealed
    assert "Thrice." in browser.post("/notes/again", {"note": sealed[1]}, follow=True).text
    assert browser.post(f"/notes/{Note.objects.get().pk}/", {"verb": "sing"}).status_code == 400


def test_notes_come_a_page_at_a_time(browser: Client, me: User) -> None:
    Note.objects.bulk_create(Note(user=me, words=f"word {n}", title="A talk") for n in range(51))
    first, second = browser.get("/marks/?view=notes").text, browser.get("/marks/?view=notes&page=2").text
    assert first.count('class="mine-words"') == 50
    assert 'rel="next"' in first
    assert second.count('class="mine-words"') == 1
    assert 'rel="prev"' in second
    assert "The episode is held here no more" in second


def test_my_note_stands_in_the_reader_at_its_words_and_nobody_elses(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    item = heard(me)
    eve = a_user("eve")
    eve.follows.create(source=item.source)
    browser.post(f"/marks/{marked(me, item).pk}/", {"verb": "write", "words": "Read it twice."})
    note = Note.objects.get()
    text = browser.get(f"/items/{item.pk}/").text
    assert f'<mark id="note-{note.pk}" class="note">' in text
    assert "Read it twice." in text
    assert "Read it twice." not in as_user(eve).get(f"/items/{item.pk}/").text


def test_my_search_shows_my_notes(browser: Client, me: User) -> None:
    browser.post(
        f"/marks/{marked(me, heard(me)).pk}/", {"verb": "write", "words": "Sign nothing in a hurry."}
    )
    assert "Sign nothing in a hurry." in browser.get("/search?q=hurry").text


def test_what_a_device_needs_of_an_episode(browser: Client, me: User, settings: Any, tmp_path: Any) -> None:
    settings.HOME = tmp_path
    item = heard(me)
    told = browser.get(f"/offline/items/{item.pk}").json()
    assert (told["page"], told["audio"], told["recorded"]) == (f"/items/{item.pk}/", None, True)
    assert "still at its publisher" in told["waits"]
    for _ in range(2):
        told = browser.post(f"/offline/items/{item.pk}").json()
        assert "fetches the recording" in told["waits"]
    row = AudioFile.objects.get()
    assert (row.state, row.by_hand) == (AudioFile.WANTED, True)
    (tmp_path / "audio").mkdir()
    (tmp_path / "audio" / "a.mp3").write_bytes(b"0123456789")
    AudioFile.objects.update(
        state=AudioFile.WHOLE, path="a.mp3", bytes=10, sha256="ab" * 32, media_type="audio/mpeg"
    )
    told = browser.get(f"/offline/items/{item.pk}").json()
    assert (told["audio"], told["bytes"], told["waits"]) == (f"/items/{item.pk}/audio", 10, "")
    AudioFile.objects.update(state=AudioFile.DROPPED)
    browser.post(f"/offline/items/{item.pk}")
    assert AudioFile.objects.get().state == AudioFile.WANTED
    AudioFile.objects.update(state=AudioFile.REFUSED, problem="too large")
    assert "too large" in browser.post(f"/offline/items/{item.pk}").json()["waits"]
    Item.objects.update(audio_url="")
    AudioFile.objects.all().delete()
    told = browser.post(f"/offline/items/{item.pk}").json()
    assert not told["recorded"]
    assert "No recording" in told["waits"]
    assert not AudioFile.objects.exists()


def test_a_device_learns_whose_session_it_is_and_a_stranger_does_not(browser: Client, me: User) -> None:
    told = browser.get("/offline/me").json()
    assert told["user"] == str(me.pk)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    strict.cookies["csrf"] = browser.cookies["csrf"].value
    assert strict.post("/marks/sync", "{}", content_type="application/json").status_code == 403
    assert strict.post("/marks/sync", "{}", content_type="application/json", headers={"X-CSRFToken": told["token"]}).status_code == 200  # fmt: skip
    assert Client().get("/offline/me").status_code == 302


def test_the_worker_is_for_everybody_and_holds_nothing_of_anybody(browser: Client, me: User) -> None:
    answer = Client().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    shell = json.loads(answer.text.splitlines()[0].removeprefix("self.SHELL = ").rstrip(";"))
    assert {name.partition("?")[0] for name in shell["files"]} >= {
        "/static/js/pocket.js", "/static/js/player.js", "/static/css/base.css", "/static/icon.svg", "/static/django_htmx/htmx-2.min.js",
    }  # fmt: skip
    assert all("?v=" in name for name in shell["files"])
    for path in (shell["offline"], shell["me"]):
        assert browser.get(path).status_code == 200
    assert me.username not in answer.text


def test_the_app_can_be_installed(browser: Client) -> None:
    text = browser.get("/mow/").text
    assert '<link rel="manifest" href="/static/manifest.webmanifest">' in text
    told = json.loads(static("manifest.webmanifest").read_text())
    assert (told["display"], told["start_url"]) == ("standalone", "/")
    for icon in told["icons"]:
        assert static(icon["src"]).is_file()
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for shortcut in told["shortcuts"]:
        assert browser.get(shortcut["url"]).status_code == 200


def test_the_command_line_tells_the_same(me: User) -> None:
    item = heard(me)
    marking.write(me, marked(me, item), "Read it twice.", NOW)
    row = told(inbox(me, Mark.WRITTEN)[0][0])
    assert (row["state"], row["note"], row["audio"]) == ("written", "Read it twice.", item.audio_url)
    assert list(row) == re.findall(r'"(\w+)"', next(
        line for line in (ROOT / "docs/json.md").read_text().splitlines() if line.startswith("| `marks` |")
    ))  # fmt: skip


@pytest.mark.parametrize("count", [3, 30])
def test_the_pages_ask_as_often_for_thirty_as_for_three(
    browser: Client, me: User, count: int, django_assert_max_num_queries: Any
) -> None:
    for n in range(count):
        item = heard(me)
        marked(me, item, 40.0)
        Note.objects.create(user=me, item=item, words=f"word {n}", quote=SAID[1])
    for path in ("/marks/", "/marks/?view=notes", "/mow/", "/offline/"):
        browser.get(path)
        with django_assert_max_num_queries(14):
            assert browser.get(path).status_code == 200
