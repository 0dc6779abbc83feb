from __future__ import annotations

import pytest
from django.test import Client

from manymentors.store.models import Correction, Milestone, User
from tests.factories import a_road, a_user


@pytest.mark.django_db
def test_a_fact_is_confirmed_and_the_word_is_taken_back(browser: Client, me: User) -> None:
    a_road(me)
    fact = Milestone.objects.order_by("order")[0]
    answer = browser.post(
        f"/facts/milestone/{fact.pk}/", {"verb": "confirm", "next": f"/items/{fact.item_id}/"}, follow=True
    )
    assert answer.redirect_chain == [(f"/items/{fact.item_id}/", 303)]
    assert "Confirmed." in answer.text
    assert "Undo" in answer.text
    assert Correction.objects.get().verb == "confirm"
    browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "undo"})
    assert not Correction.objects.exists()


@pytest.mark.django_db
def test_a_form_cannot_lead_to_another_site(browser: Client, me: User) -> None:
    a_road(me)
    fact = Milestone.objects.order_by("order")[0]
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "confirm", "next": elsewhere})
        assert answer["Location"] == f"/items/{fact.item_id}/#milestone-{fact.pk}"


@pytest.mark.django_db
def test_a_year_that_is_none_is_told_in_a_sentence(browser: Client, me: User) -> None:
    a_road(me)
    fact = Milestone.objects.order_by("order")[0]
    answer = browser.post(
        f"/facts/milestone/{fact.pk}/", {"verb": "correct", "year": "soon", "what": "x", "kind": "job"}
    )
    assert answer.status_code == 400
    assert "“soon” is no year" in answer.text
    assert not Correction.objects.exists()


@pytest.mark.django_db
def test_the_form_shows_what_was_read(browser: Client, me: User) -> None:
    a_road(me)
    fact = Milestone.objects.order_by("order")[2]
    text = browser.get(f"/facts/milestone/{fact.pk}/").text
    assert "In 2012 I was made team lead of four people." in text
    assert "<option selected>leadership</option>" in text


@pytest.mark.django_db
def test_a_fact_of_what_another_user_follows_does_not_exist(browser: Client) -> None:
    a_road(a_user("eve"))
    fact = Milestone.objects.order_by("order")[0]
    assert browser.get(f"/facts/milestone/{fact.pk}/").status_code == 404
    assert browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "confirm"}).status_code == 404
    assert not Correction.objects.exists()
