"""The road of somebody I work with, as they told me: by hand, beside mine, and never out of my hands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from manymentors import shapes
from manymentors.actions.compare import atlas_of
from manymentors.actions.forget import forget, may_forget
from manymentors.actions.merge import merge, split
from manymentors.actions.my_road import add_step
from manymentors.actions.name_person import person_called
from manymentors.actions.note_on import whom
from manymentors.actions.stand import stand
from manymentors.actions.told_step import beside_told, tell_step
from manymentors.shapes import Step as MyStep
from manymentors.store.models import Digest, Person, Stand, Step, ToldStep, User
from tests.factories import a_road, a_user

pytestmark = pytest.mark.django_db
ROAD = (
    "answered phones on a help desk",
    "became the systems administrator",
    "was made team lead of four people",
)


@pytest.fixture
def dana(me: User) -> Person:
    return whom(me, "Dana Example")[0]


def told(me: User, person: Person, *lines: str) -> list[ToldStep]:
    return [tell_step(me, person, shapes.Step(line)) for line in lines]


def test_what_they_told_is_typed_in_and_laid_beside_my_road(browser: Client, me: User, dana: Person) -> None:
    here = f"/people/{dana.pk}/told"
    assert "How did they come to where they are?" in browser.get(here).text
    for what, year in zip(ROAD, ("2001", "2004", ""), strict=True):
        browser.post(here, {"what": what, "year": year, "kind": "", "words": f"“Well: {what}”"})
    assert "Enter my first step" in browser.get(here).text
    add_step(me, MyStep("answered phones on a help desk"))
    add_step(me, MyStep("ran the systems as their administrator"))
    text = browser.get(here).text
    assert "You share 2 steps with Dana Example. Then your paths part: ask them how that came." in text
    assert text.index("your paths part") < text.index("was made team lead")
    found = beside_told(me, dana)
    assert found.answer.stop == 2
    assert browser.get(f"/compare/{dana.pk}/")["Location"] == here
    assert f'href="{here}"' in browser.get("/compare/").text


def test_a_step_with_a_year_finds_its_place_and_can_be_moved_changed_and_taken_out(
    browser: Client, me: User, dana: Person
) -> None:
    here = f"/people/{dana.pk}/told"
    for what, year in (("led a team", "2010"), ("help desk", "2001"), ("a talk", "")):
        browser.post(here, {"what": what, "year": year})

    def road() -> list[str]:
        return list(ToldStep.objects.order_by("position").values_list("what", flat=True))

    assert road() == ["help desk", "led a team", "a talk"]
    talk = ToldStep.objects.get(what="a talk")
    this = f"/people/told/{talk.pk}"
    browser.post(this, {"verb": "up"})
    browser.post(this, {"verb": "up"})
    browser.post(this, {"verb": "up"})
    assert road() == ["a talk", "help desk", "led a team"]
    browser.post(this, {"verb": "down"})
    browser.post(
        this, {"verb": "edit", "what": "a first talk", "kind": "speaking", "year": "", "words": "I shook."}
    )
    browser.post(this, {"verb": "remove"})
    assert road() == ["help desk", "led a team"]
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    browser.post(undo["url"], undo["fields"])
    assert road() == ["help desk", "a first talk", "led a team"]
    assert ToldStep.objects.get(what="a first talk").words == "I shook."
    for wrong in (
        {"what": " "},
        {"what": "x", "year": "12"},
        {"what": "x", "kind": "nonsense"},
        {"what": "x", "words": "x" * 3000},
        {"sealed": "nonsense"},
    ):
        assert browser.post(here, wrong).status_code == 400
    assert browser.post(f"/people/told/{talk.pk}", {"verb": "up"}).status_code == 404
    assert browser.post(f"/people/told/{ToldStep.objects.first().pk}", {"verb": "fly"}).status_code == 400  # type: ignore[union-attr]


def test_my_word_on_their_step_never_copies_what_they_told_into_my_road(
    browser: Client, me: User, dana: Person
) -> None:
    first, second = told(me, dana, "fired her best friend", "founded a company")
    mine = add_step(me, MyStep("let somebody go"))
    this = f"/people/told/{first.pk}"
    assert browser.post(this, {"says": "done"}).status_code == 400
    browser.post(this, {"says": "done", "step": str(mine.pk)})
    first.refresh_from_db()
    assert (first.says, first.step) == ("done", mine)
    (pair,) = beside_told(me, dana).answer.shared
    assert pair.by_hand
    assert "You said that you did this too." in browser.get(f"/people/{dana.pk}/told").text
    browser.post(this, {"says": "undo"})
    first.refresh_from_db()
    assert (first.says, first.step) == ("", None)
    undo = browser.session["undo"]
    browser.post(undo["url"], undo["fields"])
    first.refresh_from_db()
    assert first.says == "done"
    browser.post(f"/people/told/{second.pk}", {"says": "done", "mine": "opened a shop"})
    assert set(Step.objects.values_list("what", "origin")) == {("let somebody go", ""), ("opened a shop", "")}
    browser.post(f"/people/told/{second.pk}", {"says": "not-yet"})
    assert ToldStep.objects.get(pk=second.pk).step is None
    assert browser.post(f"/people/told/{second.pk}", {"says": "perhaps"}).status_code == 400


def test_no_stand_no_atlas_and_no_other_user_knows_of_it(
    browser: Client, me: User, dana: Person, as_user: Callable[[User], Client]
) -> None:
    add_step(me, MyStep("answered phones on a help desk"))
    steps = told(me, dana, *ROAD)
    stand(me)
    assert not Stand.objects.exists()
    answer, roads = atlas_of(me)
    assert (answer.looked_at, roads) == (0, {})
    eve = as_user(a_user("eve"))
    assert eve.get(f"/people/{dana.pk}/told").status_code == 404
    assert eve.post(f"/people/told/{steps[0].pk}", {"verb": "remove"}).status_code == 404
    assert "Dana" not in eve.get("/compare/").text
    assert not Digest.objects.exists()


def test_it_keeps_a_person_from_being_forgotten_by_another_goes_along_in_a_merge_and_is_forgotten(
    me: User,
) -> None:
    a_road(me)
    ada, adah = person_called("Ada Example"), person_called("Adah Example")
    (step,) = told(me, adah, "answered phones")
    assert may_forget(me, adah)
    assert not may_forget(a_user("eve"), adah)
    made = merge(me, adah, ada)
    step.refresh_from_db()
    assert step.person == ada
    back = split(me, made)
    step.refresh_from_db()
    assert step.person == back
    forget(back)
    assert not ToldStep.objects.exists()


def test_thirty_steps_cost_no_more_queries_than_three(browser: Client, me: User, dana: Person) -> None:
    add_step(me, MyStep("answered phones on a help desk"))

    def cost(n: int) -> int:
        while ToldStep.objects.count() < n:
            told(me, dana, f"step {date(2000, 1, 1).year + ToldStep.objects.count()}")
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"/people/{dana.pk}/told")
        return len(seen)

    assert cost(3) == cost(30)
