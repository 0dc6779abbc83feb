"""The page of my ideal mentor: traits beside people, what I say to a proof, and who covers most together."""

from __future__ import annotations

import re

from django.test import Client

from manymentors.actions.ideal import add_trait
from manymentors.actions.prove import prove
from manymentors.store.models import Claim, Judgement, Milestone, Person, Proof, Trait, User
from manymentors.store.queries.ideal import ideal
from tests.factories import a_milestone, a_nugget, a_proof, a_road, a_user, an_ideal

LED = "In 2012 I was made team lead of four people."


def seen(browser: Client, url: str = "/ideal/", **asked: object) -> str:
    answer = browser.get(url, asked)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def three(me: User) -> list[Trait]:
    """Ada proves the first and second, Bo the second and third; nobody the fourth."""
    ada, bo = a_road(me), a_road(me, "Bo Sample")
    traits = [
        Trait.objects.create(user=me, text=text, position=at, inputs="looked")
        for at, text in enumerate(("led a team", "ran systems", "looked back never", "lives in a village"), 1)
    ]
    for item, places in ((ada, (0, 1)), (bo, (1, 2))):
        for place in places:
            a_proof(traits[place], Milestone.objects.get(item=item, order=3))
    return traits


def test_the_empty_page_teaches_and_offers_traits_to_begin_with(browser: Client, me: User) -> None:
    assert "No one person fits it" in seen(browser)
    assert "+ held a chief-level role" in seen(browser)
    answer = browser.post("/ideal/", {"text": "held a chief-level role", "must": "must"}, follow=True)
    assert "is being looked for right now" in answer.content.decode()
    trait = Trait.objects.get()
    assert (trait.text, trait.must, trait.weight) == ("held a chief-level role", True, 3)
    assert "+ held a chief-level role" not in seen(browser)
    assert browser.post("/ideal/", {"text": ""}).status_code == 400
    assert browser.post("/ideal/", {"text": "speaks", "weight": "lots"}).status_code == 400


def test_the_line_tells_the_best_single_the_circle_and_what_nobody_has(browser: Client, me: User) -> None:
    three(me)
    page = seen(browser)
    assert "Best single: 2 of 4 ( Ada Example , Bo Sample )." in page
    assert "Your circle together: 3 . Nobody yet: lives in a village ." in page
    assert "Ada Example and Bo Sample cover 3 of 4" in page
    assert "one more adds nothing" in page
    assert page.count("one voice only") == 2
    assert "2 voices" in page


def test_where_the_reader_is_unsure_a_second_voice_is_named_and_how_much_will_likely_hold(
    browser: Client, me: User
) -> None:
    traits = three(me)
    assert "To be surer" not in seen(browser)
    Proof.objects.filter(trait=traits[0]).update(score=0.4)
    cy = a_road(me, "Cy Third")
    a_proof(traits[0], Milestone.objects.get(item=cy, order=3), score=0.5)
    a_proof(traits[2], Milestone.objects.get(item=cy, order=3), score=0.35)
    page = seen(browser)
    assert "Your circle together: 3 ." in page
    found = ideal(me)
    assert [voice.person.name for voice in found.voices] == ["Ada Example"]
    assert "about 2.3 will hold when you listen" in page
    assert found.voices[0].likely > found.likely
    assert "To be surer" in page
    assert "with Ada Example about" in page


def test_without_a_person_the_line_is_another_and_they_can_be_brought_back(browser: Client, me: User) -> None:
    three(me)
    ada = Person.objects.get(name="Ada Example")
    page = seen(browser, without=ada.pk)
    assert "Best single: 2 of 4 ( Bo Sample )." in page
    assert "Your circle together: 2" in page
    assert "As if these were not there: Ada Example bring back Ada Example" in page
    assert "Your circle together: 3" in seen(browser, without="nobody")


def test_a_weight_changes_who_stands_best(browser: Client, me: User) -> None:
    traits = three(me)
    assert "1. " not in seen(browser)
    first = re.search(
        r'<ol class="choices"><li[^>]*>.*?<a[^>]*>([^<]+)', browser.get("/ideal/").content.decode()
    )
    assert first is not None
    other = traits[2] if first[1] == "Ada Example" else traits[0]
    browser.post(f"/ideal/{other.pk}/", {"verb": "edit", "weight": "5"})
    other.refresh_from_db()
    assert (other.weight, other.text, other.must) == (5, other.text, True)
    now = re.search(
        r'<ol class="choices"><li[^>]*>.*?<a[^>]*>([^<]+)', browser.get("/ideal/").content.decode()
    )
    assert now is not None
    assert now[1] != first[1]


def test_a_trait_is_changed_moved_and_taken_out_and_all_can_be_undone(browser: Client, me: User) -> None:
    traits = three(me)
    here = f"/ideal/{traits[0].pk}/"
    browser.post(here, {"verb": "edit", "text": "led four people", "must": "nice"})
    trait = Trait.objects.get(pk=traits[0].pk)
    assert (trait.text, trait.must, trait.inputs) == ("led four people", False, "")
    undo(browser)
    assert Trait.objects.get(pk=traits[0].pk).text == "led a team"
    browser.post(here, {"verb": "down"})
    assert [one.text for one in Trait.objects.order_by("position")][:2] == ["ran systems", "led a team"]
    undo(browser)
    assert browser.post(here, {"verb": "up"}).status_code == 303
    assert Trait.objects.order_by("position")[0].text == "led a team"
    browser.post(here, {"verb": "remove"})
    assert Trait.objects.count() == 3
    undo(browser)
    assert Trait.objects.order_by("position")[0].text == "led a team"
    assert browser.post("/ideal/put-back", {"kept": "forged"}).status_code == 400
    assert browser.post(f"/ideal/{traits[1].pk}/", {"verb": "burn"}).status_code == 400


def undo(browser: Client) -> None:
    held = browser.session["undo"]
    assert browser.post(held["url"], held["fields"]).status_code == 303


def test_my_word_on_a_proof_is_kept_changes_the_line_and_can_be_undone(browser: Client, me: User) -> None:
    traits = three(me)
    proof = Proof.objects.get(trait=traits[0])
    page = seen(browser, f"/ideal/{traits[0].pk}/people/{proof.person_id}/")
    assert LED in page
    assert "a candidate until you judge it" in page
    browser.post(f"/ideal/proofs/{proof.pk}/", {"verb": "reject"})
    assert "Your circle together: 2" in seen(browser)
    assert "you said that it does not hold" in seen(
        browser, f"/ideal/{traits[0].pk}/people/{proof.person_id}/"
    )
    undo(browser)
    assert not Judgement.objects.exists()
    browser.post(f"/ideal/proofs/{proof.pk}/", {"verb": "accept"})
    assert Judgement.objects.get().says == "accept"
    assert "Take my word back" in seen(browser, f"/ideal/{traits[0].pk}/people/{proof.person_id}/")
    assert browser.post(f"/ideal/proofs/{proof.pk}/", {"verb": "maybe"}).status_code == 400


def test_a_proof_that_stands_on_my_word_alone_is_shown_as_that(browser: Client, me: User) -> None:
    traits = three(me)
    Proof.objects.filter(trait=traits[0]).update(milestone=None, says="accept")
    proof = Proof.objects.get(trait=traits[0])
    assert "it stands on your word" in seen(browser, f"/ideal/{traits[0].pk}/people/{proof.person_id}/")
    assert f"/items/{proof.item_id}/" in browser.get("/ideal/").content.decode()


def test_a_claim_is_shown_hollow_and_can_be_taken_back(browser: Client, me: User) -> None:
    traits = three(me)
    bo = Person.objects.get(name="Bo Sample")
    believe = f"/ideal/{traits[3].pk}/people"
    assert "Bo Sample" in seen(browser, believe)
    answer = browser.get(believe, {"person": bo.pk})
    assert answer["Location"] == f"{believe}/{bo.pk}/"
    browser.post(f"{believe}/{bo.pk}/", {"words": "grew up in one"})
    assert "only claimed: “grew up in one”" in seen(browser)
    assert "Your circle together: 3" in seen(browser)
    claim = Claim.objects.get()
    browser.post(f"/ideal/claims/{claim.pk}/")
    assert not Claim.objects.exists()
    undo(browser)
    assert Claim.objects.get().words == "grew up in one"
    assert "Nothing that is read proves it" in seen(browser, f"{believe}/{bo.pk}/")


def test_someone_private_has_a_lock(browser: Client, me: User) -> None:
    dana = Person.objects.create(name="Dana Example", key="dana example", owner=me)
    trait = three(me)[3]
    Claim.objects.create(user=me, trait=trait, person=dana, words="says so at lunch")
    assert 'aria-label="private"' in browser.get("/ideal/").content.decode()


def test_what_another_user_wishes_for_does_not_exist(browser: Client) -> None:
    eve = a_user("eve")
    trait = an_ideal(eve, a_nugget(a_road(eve), "I never looked back."))
    person, proof, claim = Person.objects.get(), Proof.objects.get(), Claim.objects.get()
    assert browser.post(f"/ideal/{trait.pk}/", {"verb": "remove"}).status_code == 404
    assert browser.get(f"/ideal/{trait.pk}/people").status_code == 404
    assert browser.get(f"/ideal/{trait.pk}/people/{person.pk}/").status_code == 404
    assert browser.post(f"/ideal/proofs/{proof.pk}/", {"verb": "reject"}).status_code == 404
    assert browser.post(f"/ideal/claims/{claim.pk}/").status_code == 404
    assert Trait.objects.count() == 1


def test_many_people_are_shown_page_by_page_in_as_many_queries_as_few(
    browser: Client, me: User, django_assert_max_num_queries
) -> None:
    add_trait(me, "was made team lead")
    add_trait(me, "ran the systems of a school")
    for n in range(3):
        a_road(me, f"Person {n}")
    prove(me)
    with django_assert_max_num_queries(17) as few:
        browser.get("/ideal/")
    for n in range(3, 30):
        a_road(me, f"Person {n}")
    prove(me)
    with django_assert_max_num_queries(len(few)):
        page = seen(browser)
    assert "people 1 to 6 of 30" in page
    assert "more people →" in page
    assert "people 25 to 30 of 30" in seen(browser, page=5)
    assert "← before" in seen(browser, page=5)


def test_a_nearby_fact_is_shown_and_not_counted(browser: Client, me: User) -> None:
    item = a_road(me)
    trait = Trait.objects.create(user=me, text="led a team", position=1, inputs="looked")
    a_proof(trait, Milestone.objects.get(item=item, order=3))
    a_proof(trait, a_milestone(item, "I answered phones", order=9), clear=False, score=0.3)
    assert "(near it, not counted)" in seen(browser)
