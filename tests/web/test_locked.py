"""A note on a coworker, and the road that they told me, are locked: their words are looked for behind every door but their own."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import CharField, JSONField, TextField
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from pytest_django import Settings

from manymentors.actions import ask_model
from manymentors.actions.note_on import note_on, whom
from manymentors.actions.open_index import writing
from manymentors.actions.search import answers
from manymentors.actions.told_step import say_to, tell_step
from manymentors.environment import LanguageModelSettings
from manymentors.shapes import Filters, Step
from manymentors.store.models import Item, Person, PersonNote, ToldStep, Trail, User
from manymentors.store.queries.changes import entries_of
from manymentors.store.queries.export import export, stream
from tests.factories import a_nugget, a_road, a_user
from tests.model_server import model_server
from tests.web.test_access_matrix import addresses, sample
from tests.world import ROOT

pytestmark = pytest.mark.django_db

MARK, NAME = "zweitlosungswort", "Quendolin Markwort"
OWN_PAGES = {"coworkers", "person-notes", "person-told"}
"""The pages on which I read my notes; on no other page do they stand, not even on mine."""


@pytest.fixture
def note(me: User) -> PersonNote:
    """On a coworker; another stands on someone public, whom the other user follows too."""
    item = a_road(me)
    a_nugget(item, "I never looked back.")
    for words in (f"pre-brief the {MARK}", f"{MARK} again"):
        note_on(me, Person.objects.get(name="Ada Example"), words, day=timezone.localdate())
    person, new = whom(me, NAME)
    assert new
    Trail.objects.create(
        user=me, person=person, how="told", words=MARK, to_source=item.source, happened=timezone.now()
    )
    for whose in (person, Person.objects.get(name="Ada Example")):
        step = tell_step(me, whose, Step(f"left the {MARK}", year=2012), words=f"I left the {MARK}.")
        say_to(me, step, "done", words="left a job")
    return note_on(me, person, f"ask about the {MARK}", day=timezone.localdate(), asks=True)


@pytest.fixture
def eve(note: PersonNote) -> User:
    """Follows all that I follow, and runs this installation."""
    eve = a_user("eve")
    eve.is_staff = True
    eve.set_password("long enough and dull")
    eve.save()
    for item in Item.objects.all():
        item.source.follows.create(user=eve)
    return eve


def said(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers}\n{body.decode('utf-8', 'replace')}"


def every_url(me: User) -> Iterator[tuple[str, str]]:
    """(name, address) of all that the server answers, with arguments that lead to something of mine where they can."""
    for name, _pattern, arguments in addresses(get_resolver()):
        try:
            given = sample(name, arguments, me)
        except (AssertionError, LookupError, AttributeError):
            continue  # the access matrix says which samples are missing; here there is no such row
        except Exception as missing:
            if type(missing).__name__ not in ("DoesNotExist", "MultipleObjectsReturned"):
                raise
            continue
        yield name, reverse(name, kwargs=given)


def test_another_user_finds_it_behind_no_address(
    me: User, eve: User, note: PersonNote, as_user: Callable[[User], Client]
) -> None:
    cookies = as_user(eve).cookies.output(header="", sep=";")

    def ask(method: str, url: str) -> str:
        """What she gets; what the request changed is taken back."""
        hers = Client(raise_request_exception=False)
        hers.cookies = SimpleCookie(cookies)
        with transaction.atomic():
            text = said(hers.generic(method, url))
            transaction.set_rollback(True)
        return text

    urls = [url for _, url in every_url(me)]
    urls += [reverse("person-notes", args=[note.person_id]), reverse("person", args=[note.person_id])]
    urls += [reverse("person-told", args=[note.person_id]), f"/compare/{note.person_id}/"]
    urls += [
        f"/search?q={MARK}",
        f"/people/?words={NAME}",
        f"/people/?words={MARK}",
        "/settings/export.json?notes=1",
    ]
    assert len(urls) > 40
    for url in urls:
        for method in ("GET", "POST"):
            text = ask(method, url)
            assert f"the {MARK}" not in text, url
            for word in (MARK, NAME):
                assert word in url or word not in text, url  # what she typed is shown to her again
    hers = as_user(eve)
    for action in ("edit", "answered", "open", "remove"):
        answer = hers.post(reverse("person-note", args=[note.pk]), {"verb": action, "text": "mine now"})
        assert answer.status_code == 404
    assert MARK in PersonNote.objects.get(pk=note.pk).text


def test_of_my_own_pages_only_those_for_notes_show_it_and_no_file_or_feed_does(
    browser: Client, me: User, note: PersonNote
) -> None:
    browser.raise_request_exception = False
    told = [
        (name, said(browser.get(url)), browser.get(url).headers["Content-Type"])
        for name, url in every_url(me)
    ]
    showing = {name for name, text, _ in told if MARK in text}
    assert showing <= OWN_PAGES | {"trails", "trail"}
    assert "coworkers" in showing
    for name, text, kind in told:
        if not kind.startswith("text/html"):
            assert MARK not in text, name
            assert NAME not in text, name


def test_an_export_has_it_only_when_it_is_asked_to(me: User, note: PersonNote) -> None:
    plain = json.dumps(export(me), default=str) + "".join(stream(me))
    assert MARK not in plain
    assert NAME not in plain
    told = json.loads("".join(stream(me, notes=True)))
    assert told == json.loads(json.dumps(export(me, notes=True), default=str))
    mine = [one for one in told["coworkers"] if one["name"] == NAME]
    assert mine[0]["mine_alone"]
    assert mine[0]["notes"][0]["text"] == note.text
    assert [step["what"] for step in mine[0]["road"]] == [f"left the {MARK}"]
    assert NAME in told["people"] or mine
    assert [trail["opened_by"] for trail in told["trails"]] == [NAME]


def test_the_search_index_never_has_it(me: User, eve: User, note: PersonNote, settings: Settings) -> None:
    everything = entries_of(list(Item.objects.values_list("pk", flat=True)))
    assert MARK not in repr(everything)
    with writing() as index:
        index.wipe()
        index.upsert(entries_of(list(Item.objects.values_list("pk", flat=True))))
        index.commit(1)
    files = [file for file in Path(settings.INDEX).rglob("*") if file.is_file()]
    assert files
    for file in files:
        assert MARK.encode() not in file.read_bytes(), file
    for user in (me, eve):
        assert all(MARK not in str(answer) for answer in answers(user, MARK, Filters()))


@pytest.fixture
def prompts(settings: Settings) -> Iterator[list[str]]:
    """What the language model of the settings is asked, word for word."""
    with model_server() as running:
        settings.LANGUAGE_MODEL = LanguageModelSettings(
            url=running.url, model="tiny", key="", mode="whole", price=None
        )
        ask_model.language_model.cache_clear()
        yield running.shown
        ask_model.language_model.cache_clear()


def test_a_language_model_is_never_shown_it(note: PersonNote, prompts: list[str]) -> None:
    for item in Item.objects.select_related("source"):
        ask_model.ask_model(item)
    assert prompts
    assert all(MARK not in prompt and NAME not in prompt for prompt in prompts)


def test_it_is_written_into_no_other_table_and_no_log(
    browser: Client, note: PersonNote, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Through the pages: noted, changed, answered, refused, taken away and brought back."""
    here = reverse("person-notes", args=[note.person_id])
    this = reverse("person-note", args=[note.pk])
    browser.raise_request_exception = False
    with caplog.at_level(0):
        browser.post("/people/work", {"line": f"{NAME}: {MARK}"})
        browser.post("/people/work", {"line": f"no name {MARK}"})
        browser.post(here, {"text": MARK, "day": MARK})
        browser.post(here, {"text": MARK * 400})
        browser.post(this, {"verb": "edit", "text": f"{MARK} {MARK}"})
        browser.post(this, {"verb": "answered"})
        browser.post(this, {"verb": MARK, "text": MARK})
        road = reverse("person-told", args=[note.person_id])
        step = reverse("told-step", args=[ToldStep.objects.get(person=note.person_id).pk])
        browser.post(road, {"what": MARK, "words": MARK})
        browser.post(road, {"what": MARK, "words": MARK * 400})
        browser.post(road, {"what": MARK, "year": MARK})
        browser.post(step, {"verb": "edit", "what": f"{MARK} {MARK}", "words": MARK})
        browser.post(step, {"verb": "remove"})
    assert MARK not in caplog.text
    for model in apps.get_models():
        if model in (PersonNote, ToldStep, Trail) or model._meta.label == "sessions.Session":
            continue
        texts = [
            f.name for f in model._meta.concrete_fields if isinstance(f, CharField | TextField | JSONField)
        ]
        for row in model._default_manager.values_list(*texts) if texts else ():
            assert MARK not in str(row), model
    log = Path(settings.HOME) / "mentors.log"
    assert not log.exists() or MARK not in log.read_text()


LOCKED = {"PersonNote", "person_notes", "ToldStep", "told_steps", "find_told", "beside_told"}
MAY_NAME_IT = {
    "store/models/person_note.py",
    "store/models/__init__.py",
    "store/access.py",
    "store/queries/coworkers.py",
    "store/queries/export.py",  # which leaves it out, as is tested above
    "store/queries/trails.py",  # which counts none of it
    "actions/note_on.py",
    "actions/merge.py",
    "actions/forget.py",
    "cli/commands/note.py",
    "cli/commands/told.py",
    "store/models/told_step.py",
    "store/queries/told.py",
    "actions/told_step.py",
    "web/pages/told.py",
}


def test_only_the_code_for_notes_and_the_export_know_the_table() -> None:
    """Whoever adds a door finds it closed: engines, jobs, feeds, search and prompts cannot ask for a note."""
    source = ROOT / "src" / "manymentors"
    for file in source.rglob("*.py"):
        name = file.relative_to(source).as_posix()
        if name in MAY_NAME_IT or "/migrations/" in name:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            words = {getattr(node, "id", ""), getattr(node, "attr", ""), getattr(node, "name", "")}
            assert not words & LOCKED, f"{name} reads what is locked"
