"""My road as a page: entered, ordered, planned, brought along, and mine alone."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from manymentors.actions.my_road import add_step
from manymentors.actions.pair import pair
from manymentors.actions.plan import plan
from manymentors.roads.bring import ZIP_LIMIT
from manymentors.shapes import Step
from manymentors.store.models import Errand, HandPair, Milestone, User
from manymentors.store.models import Step as StepRow
from manymentors.store.queries.roads import my_plans, my_steps
from manymentors.web.show import year_of
from tests.factories import a_road, a_user

pytestmark = pytest.mark.django_db


def road(user: User) -> list[tuple[str, int | None]]:
    return [(step.what, step.year) for step in my_steps(user)]


def undo(browser: Client) -> None:
    kept = browser.session["undo"]
    assert kept, "there is an undo"
    assert browser.post(kept["url"], kept["fields"]).status_code == 303


def test_an_empty_road_teaches_and_says_that_it_is_private(browser: Client) -> None:
    text = browser.get("/me/").text
    assert "Begin at the beginning" in text
    assert "Private: nobody but you sees this road" in text


def test_a_step_is_entered_and_taken_back(browser: Client, me: User) -> None:
    browser.post("/me/", {"what": "wrote a book", "year": "2019", "kind": ""})
    answer = browser.post("/me/", {"what": "baked bread", "year": "2009", "kind": "job"}, follow=True)
    assert "“baked bread” is a step of your road." in answer.text
    assert road(me) == [("baked bread", 2009), ("wrote a book", 2019)]
    assert Errand.objects.filter(user=me, verb="stand").count() == 1
    undo(browser)
    assert road(me) == [("wrote a book", 2019)]
    undo(browser)
    assert road(me) == [("baked bread", 2009), ("wrote a book", 2019)]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"what": ""}, "needs words"),
        ({"what": "x", "year": "soon"}, "“soon” is no year"),
        ({"what": "x", "year": "1066"}, "cannot be the year"),
        ({"what": "x", "kind": "hobby"}, "is no kind of step"),
    ],
)
def test_what_cannot_be_a_step_gets_a_sentence(
    browser: Client, me: User, fields: dict[str, str], says: str
) -> None:
    answer = browser.post("/me/", fields)
    assert answer.status_code == 400
    assert says in answer.text
    assert road(me) == []


def test_a_step_is_edited_in_place_and_a_new_year_moves_it(browser: Client, me: User) -> None:
    first, second = add_step(me, Step("one", "", 2001)), add_step(me, Step("two", "", 2005))
    browser.post(
        f"/me/{first.pk}/", {"verb": "edit", "what": "one and a half", "kind": "job", "year": "2001"}
    )
    assert road(me) == [("one and a half", 2001), ("two", 2005)]
    browser.post(f"/me/{first.pk}/", {"verb": "edit", "what": "three", "year": "2009"})
    assert road(me) == [("two", 2005), ("three", 2009)]
    undo(browser)
    assert road(me) == [("one and a half", 2001), ("two", 2005)]
    browser.post(f"/me/{second.pk}/", {"verb": "edit", "what": "two", "year": ""})
    assert road(me) == [("one and a half", 2001), ("two", None)]


def test_a_step_is_moved_up_and_down(browser: Client, me: User) -> None:
    first, second = add_step(me, Step("one")), add_step(me, Step("two"))
    browser.post(f"/me/{second.pk}/", {"verb": "up"})
    assert road(me) == [("two", None), ("one", None)]
    undo(browser)
    assert road(me) == [("one", None), ("two", None)]
    browser.post(f"/me/{first.pk}/", {"verb": "up"})
    assert road(me) == [("one", None), ("two", None)], "there is nothing above the first"


def test_a_step_taken_out_comes_back_with_its_pairs(browser: Client, me: User) -> None:
    a_road(me)
    step = add_step(me, Step("phones"))
    add_step(me, Step("later"))
    pair(me, step, Milestone.objects.get(order=1))
    browser.post(f"/me/{step.pk}/", {"verb": "remove"})
    assert road(me) == [("later", None)]
    assert not HandPair.objects.exists()
    undo(browser)
    assert road(me) == [("phones", None), ("later", None)]
    assert HandPair.objects.get().step_id == step.pk


def test_an_undo_cannot_be_forged_nor_used_by_another(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    assert browser.post("/me/put-back", {"kept": "{}"}).status_code == 400
    step = add_step(me, Step("phones"))
    browser.post(f"/me/{step.pk}/", {"verb": "remove"})
    kept = browser.session["undo"]["fields"]
    assert as_user(a_user("eve")).post("/me/put-back", kept).status_code == 404
    assert not StepRow.objects.exists()


def test_what_i_said_i_would_do_is_done_and_a_step_of_my_road(browser: Client, me: User) -> None:
    add_step(me, Step("later", "", 2030))
    browser.post("/me/next", {"what": "run one on-call week"})
    step = my_plans(me)[0]
    assert step.planned == timezone.localdate()
    assert "run one on-call week" in browser.get("/me/").text
    browser.post(f"/me/{step.pk}/", {"verb": "done", "year": "2026"})
    assert road(me) == [("run one on-call week", 2026), ("later", 2030)]
    assert my_plans(me) == []
    undo(browser)
    assert [plan.what for plan in my_plans(me)] == ["run one on-call week"]
    browser.post(f"/me/{step.pk}/", {"verb": "remove"})
    assert my_plans(me) == []
    undo(browser)
    assert [(plan.what, plan.planned) for plan in my_plans(me)] == [(step.what, step.planned)]


def test_a_button_that_does_not_fit_is_refused(browser: Client, me: User) -> None:
    step, planned = add_step(me, Step("one")), plan(me, "two")
    assert browser.post(f"/me/{step.pk}/", {"verb": "done"}).status_code == 400
    assert browser.post(f"/me/{planned.pk}/", {"verb": "up"}).status_code == 400
    assert browser.post(f"/me/{step.pk}/", {"verb": "again", "planned": "x"}).status_code == 400
    assert browser.get(f"/me/{step.pk}/").status_code == 405


# --- bring a road along -------------------------------------------------------------------------------------------


def export() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        table = "Company Name,Title,Started On\nBakery,Baker,Mar 2019\nInn,Cook,2021\n"
        archive.writestr("Positions.csv", table)
    return out.getvalue()


def bring(browser: Client, data: bytes, name: str) -> str:
    return browser.post("/me/bring", {"file": SimpleUploadedFile(name, data)}).text


def test_linkedins_export_is_shown_first_and_only_what_i_tick_is_added(browser: Client, me: User) -> None:
    add_step(me, Step("worked as Cook at Inn", "", 2021))
    text = bring(browser, export(), "export.zip")
    assert "Nothing is added yet." in text
    assert "worked as Baker at Bakery" in text
    assert "there already" in text
    assert len(road(me)) == 1
    chosen = json.dumps(["worked as Baker at Bakery", "", 2019])
    answer = browser.post("/me/bring", {"chosen": "export.zip", "step": [chosen]}, follow=True)
    assert "1 step was added." in answer.text
    assert road(me) == [("worked as Baker at Bakery", 2019), ("worked as Cook at Inn", 2021)]
    assert my_steps(me)[0].origin == "export.zip"
    undo(browser)
    assert road(me) == [("worked as Cook at Inn", 2021)]


def test_a_resume_is_brought_too_and_a_file_without_steps_is_told(browser: Client) -> None:
    resume = {"work": [{"position": "Baker", "name": "Bakery", "startDate": "2019-03"}]}
    assert "worked as Baker at Bakery" in bring(browser, json.dumps(resume).encode(), "resume.json")
    assert "There is no step in this file." in bring(browser, b"[]", "me.json")


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"PK not a zip", "x.zip", "cannot be unpacked"),
        (b"my life", "x.txt", "x.txt is neither JSON"),
        (b" " * (ZIP_LIMIT + 1), "x.zip", "larger than 20 MB"),
        (b" " * 3_000_000, "x.json", "larger than 2 MB"),
        (b"<script>alert(1)</script>", "<b>.json", "&lt;b&gt;.json is neither"),
    ],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(
    browser: Client, me: User, data: bytes, name: str, says: str
) -> None:
    assert says in bring(browser, data, name)
    assert road(me) == []


@pytest.mark.parametrize(
    "told", ["{", "[1,2,3]", '["x","",true,4]', '["x","hobby",null]', '{"a": 1}', '["x","","y"]']
)
def test_a_forged_choice_adds_nothing(browser: Client, me: User, told: str) -> None:
    fine = json.dumps(["fine", "", None])
    assert browser.post("/me/bring", {"chosen": "x", "step": [fine, told]}).status_code == 400
    assert road(me) == []


def test_no_file_at_all_gets_a_sentence(browser: Client) -> None:
    answer = browser.post("/me/bring", {})
    assert answer.status_code == 400
    assert "Choose a file first" in answer.text
    assert browser.get("/me/bring").status_code == 200


# --- mine ---------------------------------------------------------------------------------------------------------


def test_my_steps_and_plans_do_not_exist_for_others(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    step, planned = add_step(me, Step("grew roses")), plan(me, "grow plums")
    eve = as_user(a_user("eve"))
    for pk in (step.pk, planned.pk):
        for verb in ("edit", "remove", "up", "done", "again"):
            assert eve.post(f"/me/{pk}/", {"verb": verb, "what": "x"}).status_code == 404
    assert "grew roses" not in eve.get("/me/").text
    eve.post("/me/bring", {"undo": str(step.pk)})
    assert road(me) == [("grew roses", None)]
    assert [plan.what for plan in my_plans(me)] == ["grow plums"]


def test_the_queries_do_not_grow_with_the_steps(browser: Client, me: User) -> None:
    def queries() -> int:
        browser.get("/me/")
        with CaptureQueriesContext(connection) as seen:
            browser.get("/me/")
        return len(seen)

    for n in range(3):
        add_step(me, Step(f"step {n}"))
        plan(me, f"plan {n}")
    few = queries()
    for n in range(3, 30):
        add_step(me, Step(f"step {n}"))
        plan(me, f"plan {n}")
    assert queries() == few


def test_a_year_is_said_once() -> None:
    assert year_of(Step("led a team", "leadership", 2021)) == '<span class="year">2021</span> '
    assert year_of(Step("In 2021 I led a team", "leadership", 2021)) == ""
    assert year_of(Step("led a team", "leadership", None)) == ""
