"""People I work with: noted in one line, read before a talk, and taken away again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from manymentors.actions.forget import may_forget
from manymentors.actions.merge import merge, split
from manymentors.actions.name_person import person_called
from manymentors.actions.note_on import note_on, whom
from manymentors.store.models import Person, PersonNote, User
from manymentors.store.queries.coworkers import coworkers, notes_on
from tests.factories import a_road, a_user

pytestmark = pytest.mark.django_db

LINE = "Dana Example: pre-brief the sceptic before the meeting"


def dana(me: User) -> Person:
    return Person.objects.get(owner=me, name="Dana Example")


def test_one_line_makes_the_person_and_the_note(browser: Client, me: User) -> None:
    answer = browser.post("/people/work", {"line": LINE}, follow=True)
    assert "Dana Example is new here, and yours alone." in answer.text
    assert "pre-brief the sceptic before the meeting" in answer.text
    note = PersonNote.objects.get()
    assert (note.person, note.user, note.day, note.asks) == (dana(me), me, timezone.localdate(), False)

    answer = browser.post("/people/work", {"line": "dana EXAMPLE: asks before she tells"}, follow=True)
    assert "Noted on Dana Example. Only you see it." in answer.text
    assert dana(me).person_notes.count() == 2
    answer = browser.post(
        reverse("person-note", args=[PersonNote.objects.latest("pk").pk]), {"verb": "remove"}
    )
    assert dana(me).person_notes.count() == 1


def test_a_line_without_a_name_is_kept_until_the_name_is_told(browser: Client, me: User) -> None:
    browser.post("/people/work", {"line": LINE})
    answer = browser.post("/people/work", {"line": "pre-brief the sceptic"})
    assert answer.status_code == 400
    assert ">pre-brief the sceptic</textarea>" in answer.text
    assert '<option value="Dana Example">' in answer.text
    browser.post("/people/work", {"name": "Dana Example", "text": "pre-brief the sceptic", "asks": "1"})
    assert PersonNote.objects.latest("pk").asks
    assert browser.post("/people/work", {"name": "?!", "text": "x"}).status_code == 400
    assert browser.post("/people/work", {"line": "Bo Other: "}, follow=True).status_code == 200
    assert Person.objects.filter(owner=me, name="Bo Other").exists()


def test_a_note_on_someone_i_follow_stands_on_their_page(browser: Client, me: User) -> None:
    a_road(me)
    browser.post("/people/work", {"line": "Ada Example: names the number first"})
    ada = person_called("Ada Example")
    assert PersonNote.objects.get().person == ada
    assert not Person.objects.filter(owner=me).exists()
    text = browser.get(reverse("person-notes", args=[ada.pk])).text
    assert "names the number first" in text
    assert "Compare our roads" in text


def test_before_a_talk_the_page_shows_three_notes_and_the_open_questions(browser: Client, me: User) -> None:
    person, _ = whom(me, "Dana Example")
    today = timezone.localdate()
    for days in range(5):
        note_on(me, person, f"note of {days} days ago", day=today - timedelta(days=days))
    question = note_on(me, person, "how did you get the budget?", day=today, asks=True)
    here = reverse("person-notes", args=[person.pk])
    text = browser.get(here).text
    assert text.index("how did you get") < text.index("note of 0") < text.index("note of 2")
    assert text.index("2 earlier notes") < text.index("note of 3")

    browser.post(reverse("person-note", args=[question.pk]), {"verb": "answered"})
    told = notes_on(me, person)
    assert (told.open, [note.text for note in told.answered]) == ((), ["how did you get the budget?"])
    assert "1 answered question" in browser.get(here).text
    browser.post(reverse("person-note", args=[question.pk]), {"verb": "open"})
    assert len(notes_on(me, person).open) == 1


def test_a_note_is_changed_taken_away_and_brought_back(browser: Client, me: User) -> None:
    browser.post("/people/work", {"line": LINE})
    note = PersonNote.objects.get()
    this, here = reverse("person-note", args=[note.pk]), reverse("person-notes", args=[note.person_id])
    browser.post(this, {"verb": "edit", "text": "pre-brief both sceptics"})
    note.refresh_from_db()
    assert note.text == "pre-brief both sceptics"
    browser.post(this, {"verb": "remove"})
    assert not PersonNote.objects.exists()
    undo = browser.session["undo"]
    for _ in range(2):
        browser.post(undo["url"], undo["fields"])
    assert PersonNote.objects.get().text == "pre-brief both sceptics"
    assert browser.post(here, {"sealed": "made up"}).status_code == 400


def test_what_is_no_note_is_refused_in_a_sentence(browser: Client, me: User) -> None:
    browser.post("/people/work", {"line": LINE})
    here = reverse("person-notes", args=[dana(me).pk])
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for fields in (
        {"text": " "},
        {"text": "x" * 4001},
        {"text": "x", "day": tomorrow},
        {"text": "x", "day": "?"},
    ):
        assert browser.post(here, fields).status_code == 400
    assert (
        browser.post(reverse("person-note", args=[PersonNote.objects.get().pk]), {"verb": "?"}).status_code
        == 400
    )
    assert PersonNote.objects.count() == 1


def test_people_i_work_with_have_their_own_place_in_the_list(browser: Client, me: User) -> None:
    a_road(me)
    browser.post("/people/work", {"line": LINE})
    text = browser.get("/people/").text
    assert text.index("People you work with") < text.index("Dana Example</a>") < text.index("Heard on what")
    assert browser.get(reverse("person", args=[dana(me).pk])).headers["Location"].endswith("/notes")
    answer = browser.post(reverse("person-forget", args=[dana(me).pk]), {"name": "Dana Example"})
    assert answer.status_code == 303
    assert not PersonNote.objects.exists()


@pytest.mark.parametrize("url", ["/people/work", "/people/"])
def test_thirty_coworkers_cost_no_more_queries_than_three(browser: Client, me: User, url: str) -> None:
    def cost(n: int) -> int:
        while Person.objects.filter(owner=me).count() < n:
            person, _ = whom(me, f"Coworker {Person.objects.count()}")
            note_on(me, person, "a note", day=timezone.localdate())
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(url)
        return len(asked)

    cost(1)
    assert cost(3) == cost(30)


def test_my_notes_keep_a_person_from_being_forgotten_by_another_and_go_along_in_a_merge(me: User) -> None:
    a_road(me)
    ada, adah = person_called("Ada Example"), person_called("Adah Example")
    note = note_on(me, adah, "the same?", day=timezone.localdate())
    eve = a_user("eve")
    assert may_forget(me, adah)
    assert not may_forget(eve, adah)
    made = merge(me, adah, ada)
    note.refresh_from_db()
    assert note.person == ada
    back = split(me, made)
    note.refresh_from_db()
    assert note.person == back


def test_somebody_else_s_coworker_of_the_same_name_is_another_person(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    browser.post("/people/work", {"line": LINE})
    eve = a_user("eve")
    as_user(eve).post("/people/work", {"line": "Dana Example: another Dana"})
    assert Person.objects.filter(name="Dana Example").count() == 2
    assert [line.last.text for line in coworkers(eve) if line.last] == ["another Dana"]


def test_a_coworker_stands_at_work_and_others_among_everyone(browser: Client, me: User) -> None:
    browser.post("/people/work", {"line": LINE})
    a_road(me)
    everyone, at_work = (f'href="{reverse(name)}"' for name in ("people", "coworkers"))
    of_mine = browser.get(reverse("person-notes", args=[dana(me).pk])).text
    of_all = browser.get(reverse("person-road", args=[Person.objects.get(owner=None).pk])).text
    for page, here, elsewhere in ((of_mine, at_work, everyone), (of_all, everyone, at_work)):
        beside = page.split('class="within"')[1].split("</nav>")[0]
        assert f'{here} aria-current="true"' in beside
        assert f'{elsewhere} aria-current="true"' not in beside


def test_a_first_name_means_the_only_coworker_who_bears_it(me: User) -> None:
    dana, _ = whom(me, "Dana Example")
    Person.objects.create(name="Bo Other", key="bo other")
    assert whom(me, "dana") == (dana, False)
    other, new = whom(me, "Bo")  # who is not mine alone: a coworker may be called so too
    assert (other.name, new) == ("Bo", True)
    whom(me, "Dana Second")
    third, new = whom(me, "Dana")
    assert (third.name, new) == ("Dana", True)
