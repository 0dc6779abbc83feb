from __future__ import annotations

import pytest
from django.test import Client

from manymentors.actions.name_person import person_called
from manymentors.shapes import ENDORSED, FIELDS, KINDS
from manymentors.store.corrected import CORRECTABLE
from manymentors.store.models import Appearance, Correction, Errand, Milestone, User
from manymentors.web import labels
from manymentors.web.pages.facts import WORDS
from tests.factories import a_nugget, a_road, a_user, an_endorsement


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
    assert '<option value="leadership" selected>Leadership</option>' in text


@pytest.mark.django_db
def test_a_fact_of_what_another_user_follows_does_not_exist(browser: Client) -> None:
    a_road(a_user("eve"))
    fact = Milestone.objects.order_by("order")[0]
    assert browser.get(f"/facts/milestone/{fact.pk}/").status_code == 404
    assert browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "confirm"}).status_code == 404
    assert not Correction.objects.exists()


@pytest.mark.django_db
def test_the_form_speaks_in_words_and_tells_what_each_kind_means(browser: Client, me: User) -> None:
    item = a_road(me)
    text = browser.get(f"/facts/milestone/{Milestone.objects.order_by('order')[0].pk}/").text
    assert "What happened, in a line" in text
    assert "switched field or speciality" in text
    assert '<option value="Ada Example">' in text
    for fact in (
        a_nugget(item, "four people"),
        an_endorsement(item, "four people", title="Four", type="book"),
    ):
        assert browser.get(f"/facts/{type(fact).__name__.lower()}/{fact.pk}/").status_code == 200


def test_every_kind_field_and_type_has_its_words() -> None:
    assert (tuple(labels.KINDS), tuple(labels.FIELDS), tuple(labels.ENDORSED)) == (KINDS, FIELDS, ENDORSED)
    assert set(labels.NOUNS) == set(CORRECTABLE)
    assert set(WORDS) == {key for keys in CORRECTABLE.values() for key in keys}


@pytest.mark.django_db
def test_a_step_is_told_of_somebody_else(browser: Client, me: User) -> None:
    item = a_road(me)
    bo = person_called("Bo Sample")
    Appearance.objects.create(item=item, person=bo, role="host", evidence="feed")
    fact = Milestone.objects.order_by("order")[0]
    form = {"verb": "correct", "kind": "origin", "what": "phones", "year": "", "person": "bo sample"}
    browser.post(f"/facts/milestone/{fact.pk}/", form)
    assert Correction.objects.get().changes == {
        "kind": "origin",
        "what": "phones",
        "year": None,
        "person": "Bo Sample",
    }
    browser.post(f"/facts/milestone/{fact.pk}/", form | {"person": "ADA example"})
    assert "person" not in Correction.objects.get().changes, "it is as it was read"

    answer = browser.post(f"/facts/milestone/{fact.pk}/", form | {"person": "Bo Sampel"})
    assert answer.status_code == 400
    assert "Did you mean Bo Sample?" in answer.text


@pytest.mark.django_db
def test_where_i_stand_is_worked_out_again_after_a_road_changed(browser: Client, me: User) -> None:
    item = a_road(me)
    fact = Milestone.objects.order_by("order")[0]
    browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "confirm"})
    browser.post(f"/facts/nugget/{a_nugget(item, 'four people').pk}/", {"verb": "remove"})
    assert not Errand.objects.exists()
    browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "remove"})
    browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "undo"})
    assert [errand.verb for errand in Errand.objects.all()] == ["stand"]


@pytest.mark.django_db
def test_the_way_back_of_the_form_leads_to_no_other_site(browser: Client, me: User) -> None:
    a_road(me)
    fact = Milestone.objects.order_by("order")[0]
    text = browser.get(f"/facts/milestone/{fact.pk}/", {"next": "javascript:alert(1)"}).text
    assert "javascript:" not in text
    assert 'href="/me/"' in browser.get(f"/facts/milestone/{fact.pk}/", {"next": "/me/"}).text


@pytest.mark.django_db
def test_what_cannot_be_done_with_a_fact_is_told(browser: Client, me: User) -> None:
    a_road(me)
    fact = Milestone.objects.order_by("order")[0]
    assert browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "burn"}).status_code == 400
    assert browser.post("/facts/colour/1/", {"verb": "confirm"}).status_code == 404
    browser.post(f"/facts/milestone/{fact.pk}/", {"verb": "remove"})
    assert "You removed this." in browser.get(f"/facts/milestone/{fact.pk}/").text
