"""From a question to a draft, by one press to the right channel, into the ledger; undone where that can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from manymentors.actions.name_person import person_called
from manymentors.store.models import Asked, Errand, Keepsake, Token, User
from tests.factories import a_post, a_source, a_user

pytestmark = pytest.mark.django_db
WORDS = "How did you come to like on-call?"


def ada_of(me: User) -> int:
    a_source(me, person_called("Ada Example"))
    return person_called("Ada Example").pk


def test_an_empty_ledger_offers_the_first_question_and_whom_to_ask(browser: Client, me: User) -> None:
    assert "Ask your first question" in browser.get("/questions/").text
    assert "You follow nobody yet" in browser.get("/questions/new").text
    pk = ada_of(me)
    text = browser.get("/questions/new", {"text": "Which <book>?"}).text
    assert f'<option value="{pk}">Ada Example' in text
    assert 'value="Which &lt;book&gt;?"' in text
    assert (
        "Which &lt;book&gt;?" in browser.get("/questions/new", {"person": pk, "text": "Which <book>?"}).text
    )


def test_a_draft_is_asked_by_hand_answered_and_undone(browser: Client, me: User) -> None:
    pk = ada_of(me)
    assert f'href="/questions/new?person={pk}"' in browser.get(f"/people/{pk}/").text
    form = {"person": pk, "words": WORDS, "channel": "in-person", "on": "2026-12-01"}
    answer = browser.post("/questions/new", form, follow=True)
    assert "Change it" in answer.text
    assert "Post it as" not in answer.text
    asked = Asked.objects.get()
    here = f"/questions/{asked.pk}/"
    browser.post(here, form | {"verb": "save", "words": "Shorter?"})
    asked.refresh_from_db()
    assert asked.words == "Shorter?"
    answer = browser.post(here, {"verb": "asked"}, follow=True)
    assert "Noted as asked." in answer.text
    assert "asked just now" in browser.get("/questions/").text
    answer = browser.post(here, {"verb": "answer", "words": "By <i>sleeping</i>."}, follow=True)
    assert "By &lt;i&gt;sleeping" in answer.text
    assert "Answered" in browser.get("/questions/").text
    note = answer.text.split('name="note" value="')[1].split('"')[0]
    browser.post(here, {"verb": "undo", "note": note})
    asked.refresh_from_db()
    assert asked.state == "waiting"
    browser.post(here, {"verb": "let-go"})
    assert "Let go" in browser.get("/questions/").text


def test_with_a_connected_account_one_press_gives_it_to_the_worker(browser: Client, me: User) -> None:
    a_post(me)
    Token.objects.create(
        user=me, network="mastodon", server="https://social.example", account="3", handle="@me@social.example", sealed="-"
    )  # fmt: skip
    pk = person_called("Ada Example").pk
    assert "from @me@social.example" in browser.get("/questions/new", {"person": pk}).text
    answer = browser.post(
        "/questions/new", {"person": pk, "words": WORDS, "channel": "mastodon"}, follow=True
    )
    assert f"@ada@social.example {WORDS}" in answer.text
    assert "Post it as @me@social.example" in answer.text
    assert not Errand.objects.exists()
    asked = Asked.objects.get()
    answer = browser.post(f"/questions/{asked.pk}/", {"verb": "post"}, follow=True)
    assert "It is being posted, once." in answer.text
    assert Errand.objects.get(verb="post").payload == {"asked": asked.pk}
    browser.post(f"/questions/{asked.pk}/", {"verb": "post"})
    assert Errand.objects.filter(verb="post").count() == 1


def test_a_found_reply_is_asked_about(browser: Client, me: User) -> None:
    asked = Asked.objects.create(
        user=me, person_id=ada_of(me), words=WORDS, channel="mastodon", state="waiting",
        asked=timezone.now(), answer="I slept first.", proposed=True,
    )  # fmt: skip
    assert "Is this the answer?" in browser.get("/questions/").text
    assert "I slept first." in browser.get(f"/questions/{asked.pk}/").text
    browser.post(f"/questions/{asked.pk}/", {"verb": "answer"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("answered", "I slept first.")


def test_nonsense_and_what_is_not_mine_are_refused(
    browser: Client, me: User, as_user: Callable[[User], Client]
) -> None:
    pk = ada_of(me)
    form = {"person": pk, "words": WORDS, "channel": "mail"}
    assert browser.post("/questions/new", form | {"words": " "}).status_code == 400
    assert browser.post("/questions/new", form | {"channel": "pigeon"}).status_code == 400
    assert browser.post("/questions/new", form | {"on": "soon"}).status_code == 400
    browser.post("/questions/new", form)
    here = f"/questions/{Asked.objects.get().pk}/"
    assert browser.post(here, {"verb": "perhaps"}).status_code == 400
    assert browser.post(here, {"verb": "undo", "note": "x"}).status_code == 400
    other = as_user(a_user("bob"))
    assert other.get(here).status_code == 404
    assert other.get("/questions/new", {"person": pk}).status_code == 404


def test_the_ledger_asks_as_often_for_many_as_for_few(browser: Client, me: User) -> None:
    pk = ada_of(me)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get("/questions/")
        return len(seen)

    Asked.objects.create(user=me, person_id=pk, words=WORDS, channel="mail")
    few = asked()
    for state in ("draft", "waiting", "answered", "let-go") * 5:
        Asked.objects.create(user=me, person_id=pk, words=WORDS, channel="mail", state=state)
    assert asked() == few


def test_an_answer_found_among_what_i_follow_can_be_kept_as_a_nugget(browser: Client, me: User) -> None:
    post = a_post(me)
    asked = Asked.objects.create(
        user=me, person=person_called("Ada Example"), words=WORDS, channel="mastodon", state="answered",
        asked=timezone.now(), answered=timezone.now(), answer=post.text, answer_url=post.url,
    )  # fmt: skip
    here = f"/questions/{asked.pk}/"
    assert "Keep it as a nugget" in browser.get(here).text
    browser.post(f"/items/{post.pk}/keep", {"quote": post.text, "next": here})
    assert Keepsake.objects.get().quote == post.text
    Asked.objects.update(answer_url="https://elsewhere.example/1")
    assert "Keep it as a nugget" not in browser.get(here).text


def test_one_polite_nudge_is_offered_when_its_time_has_come_and_how_they_reply_is_told_with_n(
    browser: Client, me: User
) -> None:
    pk = ada_of(me)
    day = timezone.now()
    asked = Asked.objects.create(
        user=me, person_id=pk, words=WORDS, channel="mail", state="waiting", asked=day
    )
    here = f"/questions/{asked.pk}/"
    assert "on you may ask once more, one time." in browser.get(here).text
    assert "Of 1 question that you asked Ada Example, 0 was answered." in browser.get(here).text
    Asked.objects.update(asked=day - timedelta(days=8))
    Asked.objects.create(
        user=me, person_id=pk, words=WORDS, channel="mail", state="answered", asked=day - timedelta(days=4), answered=day,
    )  # fmt: skip
    text = browser.get(here).text
    assert "Just in case this got lost. No hurry" in text
    told = "Of 2 questions that you asked Ada Example, 1 were answered. It took 4 days as a rule."
    assert told in text
    assert told in browser.get("/questions/new", {"person": pk}).text
