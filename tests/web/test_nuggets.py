"""Advice by field, skill and person; kept, in my words, applied, and let go."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from manymentors.actions.correct import correct
from manymentors.actions.keep import keep
from manymentors.store.models import Keepsake, Nugget, Person, User
from manymentors.store.queries.nuggets import kept_lines, nugget_lines, skills, skills_like
from tests.factories import a_nugget, a_road, a_source, a_user, an_item

pytestmark = pytest.mark.django_db

QUOTE = "After that I moved to a vendor and I never looked back."


def some(user: User, count: int = 5) -> list[Nugget]:
    item = an_item(
        a_source(user), " ".join(f"Advice number {n} is good." for n in range(count)), guest="Ada Example"
    )
    out = []
    for n in range(count):
        row = a_nugget(
            item, f"Advice number {n} is good.", field="career" if n % 2 else "technical", skill=f"skill {n}"
        )
        row.score = 0.9 - n / 100
        row.save()
        out.append(row)
    return out


def test_the_surest_come_first_page_by_page_and_none_twice(me: User) -> None:
    rows = some(me, 7)
    correct(me, rows[6], "confirm")
    correct(me, rows[2], "remove")
    pages = [nugget_lines(me, page=number, size=2) for number in (1, 2, 3, 4)]
    assert [[line.nugget for line in lines] for lines, _ in pages] == [
        [rows[6], rows[0]], [rows[1], rows[3]], [rows[4], rows[5]], [],
    ]  # fmt: skip
    assert [more for _, more in pages] == [True, True, False, False]
    assert pages[0][0][0].confirmed


def test_they_are_narrowed_by_what_i_say_of_them_not_by_what_was_read(me: User) -> None:
    rows = some(me, 4)
    correct(me, rows[0], "correct", {"field": "business", "skill": "pricing"})
    assert [line.nugget for line in nugget_lines(me, field="technical")[0]] == [rows[2]]
    assert [line.nugget for line in nugget_lines(me, field="business")[0]] == [rows[0]]
    assert [line.nugget for line in nugget_lines(me, skill="pric")[0]] == [rows[0]]
    assert [line.nugget for line in nugget_lines(me, skill="skill 3")[0]] == [rows[3]]
    assert nugget_lines(me, skill="skill 0")[0] == []
    ada = Person.objects.get(name="Ada Example")
    assert len(nugget_lines(me, person=ada)[0]) == 4
    assert nugget_lines(a_user())[0] == []


def test_a_skill_is_found_by_another_word_for_it(me: User) -> None:
    item = a_road(me)
    a_nugget(item, QUOTE, skill="delegation")
    assert skills_like(me, "let go") == {"delegation"}
    assert skills_like(me, "Deleg") == {"delegation"}
    assert skills_like(me, "sourdough") == set()


def test_skills_are_counted_by_people(me: User) -> None:
    for who in ("Ada Example", "Bo Sample"):
        item = a_road(me, who)
        a_nugget(item, QUOTE, skill="delegation")
    a_nugget(item, "four people", field="technical", skill="testing")
    assert [(line.skill, line.people, line.nuggets) for line in skills(me)] == [
        ("delegation", 2, 2),
        ("testing", 1, 1),
    ]


def test_the_page_shows_cards_and_narrows_by_its_address(browser: Client, me: User) -> None:
    rows = some(me, 3)
    text = browser.get("/nuggets/").text
    assert all(row.quote in text for row in rows)
    text = browser.get("/nuggets/", {"field": "career", "skill": "skill", "person": rows[0].person_id}).text
    assert rows[1].quote in text
    assert rows[0].quote not in text
    assert "Nothing on this" in browser.get("/nuggets/", {"skill": "zeppelin"}).text
    for address in (
        "?page=99",
        "?page=x",
        "?person=12345",
        "?person=x",
        "?field=?",
        "?view=?",
        "?view=skills",
    ):
        assert browser.get(f"/nuggets/{address}").status_code == 200
    part = browser.get("/nuggets/", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert rows[0].quote in part


def test_empty_pages_teach(browser: Client) -> None:
    for view, words in (
        ("", "No advice yet"),
        ("kept", "You keep nothing yet"),
        ("applied", "Nothing applied yet"),
        ("skills", "No skills yet"),
    ):
        assert words in browser.get("/nuggets/", {"view": view}).text


def undo(browser: Client, answer) -> None:
    """Press the Undo button of a page."""
    told = answer.wsgi_request.session["undo"]
    assert browser.post(told["url"], told["fields"]).status_code == 303


def test_a_nugget_is_kept_written_applied_and_let_go_each_with_its_undo(browser: Client, me: User) -> None:
    item = a_road(me)
    a_nugget(item, QUOTE)

    answer = browser.post(f"/items/{item.pk}/keep", {"quote": QUOTE, "next": "/nuggets/"}, follow=True)
    assert "Kept." in answer.text
    kept = Keepsake.objects.get()
    here = f"/kept/{kept.pk}/"
    assert browser.get(here).status_code == 200

    undo(browser, browser.post(here, {"verb": "save", "words": " Move on,\r\nlook ahead "}, follow=True))
    kept.refresh_from_db()
    assert kept.words == ""
    browser.post(here, {"verb": "save", "words": " Move on,\r\nlook ahead "})

    undo(
        browser,
        browser.post(here, {"verb": "save", "applied": "2026-02-03", "result": "I slept"}, follow=True),
    )
    kept.refresh_from_db()
    assert (kept.applied, kept.result) == (None, "")
    browser.post(here, {"verb": "today", "words": "Move on", "applied": "", "result": ""})
    kept.refresh_from_db()
    assert (kept.words, kept.applied) == ("Move on", timezone.localdate()), "one form: nothing typed is lost"
    browser.post(here, {"verb": "not-applied", "words": "Move on,\nlook ahead", "result": "?"})
    kept.refresh_from_db()
    assert (kept.words, kept.applied, kept.result) == ("Move on,\nlook ahead", None, "")
    browser.post(here, {"verb": "save", "applied": "", "result": "I slept"})
    kept.refresh_from_db()
    assert kept.applied == timezone.localdate(), "what came of something was applied"
    browser.post(here, {"verb": "save", "applied": "2026-02-03", "result": "I slept"})
    undo(browser, browser.post(here, {"verb": "not-applied"}, follow=True))

    text = browser.get("/nuggets/", {"view": "applied"}).text
    assert "Move on,<br>look ahead" in text
    assert "I slept" in text

    undo(browser, browser.post(here, {"verb": "let-go"}, follow=True))
    again = Keepsake.objects.get()
    assert (again.words, again.applied, again.result) == ("Move on,\nlook ahead", date(2026, 2, 3), "I slept")


def test_what_i_keep_is_heard_from_its_own_second_as_in_the_list_not_from_its_passage(
    browser: Client, me: User
) -> None:
    item = a_road(me)
    nugget = a_nugget(item, QUOTE)
    Nugget.objects.update(seconds=629.0)
    item.passages.update(seconds=607.0)
    kept = keep(me, item, QUOTE)
    text = browser.get(f"/kept/{kept.pk}/").text
    assert f'href="/items/{item.pk}/#nugget-{nugget.pk}"' in text
    assert "10:29" in text
    nugget.delete()
    assert "10:29" not in browser.get(f"/kept/{kept.pk}/").text


def test_what_i_keep_outlives_a_re_read_that_cuts_it_elsewhere_or_finds_it_no_more(me: User) -> None:
    item = a_road(me)
    a_nugget(item, QUOTE).delete()
    keep(me, item, QUOTE)
    again = a_nugget(item, "I moved to a vendor and I never looked back.")
    (line,) = kept_lines(me)[0]
    assert (line.nugget, line.quote) == (again, again.quote)
    assert [line.kept for line in nugget_lines(me)[0]] == [Keepsake.objects.get()]
    assert keep(me, item, again.quote) == Keepsake.objects.get()
    again.delete()
    (line,) = kept_lines(me)[0]
    assert (line.nugget, line.quote, line.item) == (None, QUOTE, item)
    assert kept_lines(me, field="career") == ([], False)


def test_what_is_not_in_the_text_is_not_kept(browser: Client, me: User) -> None:
    item = a_road(me)
    for quote in ("", "Nobody said this."):
        assert browser.post(f"/items/{item.pk}/keep", {"quote": quote}).status_code == 400
    assert not Keepsake.objects.exists()


def test_bad_days_and_verbs_are_told_in_a_sentence(browser: Client, me: User) -> None:
    kept = keep(me, a_road(me), QUOTE)
    here = f"/kept/{kept.pk}/"
    for fields in (
        {"verb": "save", "applied": "yesterday"},
        {"verb": "save", "applied": "2999-01-01"},
        {"verb": "burn"},
        {"verb": "save", "words": "x" * 4_001},
    ):
        assert browser.post(here, fields).status_code == 400
    kept.refresh_from_db()
    assert (kept.words, kept.applied) == ("", None)


def test_what_another_user_keeps_does_not_exist(browser: Client) -> None:
    eve = a_user("eve")
    item = a_road(eve)
    kept = keep(eve, item, QUOTE)
    assert browser.get(f"/kept/{kept.pk}/").status_code == 404
    assert browser.post(f"/kept/{kept.pk}/", {"verb": "let-go"}).status_code == 404
    assert browser.post(f"/items/{item.pk}/keep", {"quote": QUOTE}).status_code == 404
    assert Keepsake.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_nuggets(
    browser: Client, me: User, django_assert_max_num_queries
) -> None:
    for who in ("Ada Example", "Bo Sample", "Cy Third"):
        item = a_road(me, who)
        for at in range(8):
            row = a_nugget(item, item.text[at : at + 30])
        correct(me, row, "confirm")
        keep(me, item, row.quote)
    for view in ("", "kept", "skills"):
        with django_assert_max_num_queries(20):
            assert browser.get("/nuggets/", {"view": view}).status_code == 200
