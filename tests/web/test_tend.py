from __future__ import annotations

import pytest
from django.test import Client

from manymentors.actions.name_person import person_called
from manymentors.store.models import Errand, Follow, Item, Merge, Milestone, Person, SourcePerson, User
from tests.factories import a_road, a_source, a_user

pytestmark = pytest.mark.django_db


def undo(browser: Client, answer: object) -> None:
    told = browser.session["undo"]
    assert browser.post(told["url"], told["fields"]).status_code == 303


def test_why_via_and_tier_are_changed_and_taken_back(browser: Client, me: User) -> None:
    ada = person_called("Ada Example")
    a_source(me, ada)
    answer = browser.post(f"/people/{ada.pk}/edit", {"why": "budgets", "via": "a talk"}, follow=True)
    assert "budgets" in answer.text
    answer = browser.post(f"/people/{ada.pk}/edit", {"tier": "now"}, follow=True)
    assert (Follow.objects.get().why, Follow.objects.get().tier) == ("budgets", "now")
    undo(browser, answer)
    assert (Follow.objects.get().why, Follow.objects.get().tier) == ("budgets", "weekly")
    assert browser.post(f"/people/{ada.pk}/edit", {"tier": "hourly"}).status_code == 400
    assert "budgets" in browser.get(f"/people/{ada.pk}/edit").text


def test_someone_is_unfollowed_and_followed_again_with_the_same_words(browser: Client, me: User) -> None:
    ada = person_called("Ada Example")
    a_source(me, ada)
    Follow.objects.update(why="budgets", tier="now")
    answer = browser.post(f"/people/{ada.pk}/unfollow", follow=True)
    assert "You no longer follow Ada Example" in answer.text
    assert answer.redirect_chain == [("/people/", 303)]
    undo(browser, answer)
    assert (Follow.objects.get().why, Follow.objects.get().tier) == ("budgets", "now")


def test_someone_heard_on_a_show_is_followed_there(browser: Client, me: User) -> None:
    a_road(me, "Ada Example")
    ada = person_called("Ada Example")
    answer = browser.post(f"/people/{ada.pk}/follow", follow=True)
    assert "You follow Ada Example." in answer.text
    assert Follow.objects.filter(person=ada).exists()
    undo(browser, answer)
    assert not Follow.objects.filter(person=ada).exists()


def test_two_names_are_merged_after_a_preview_and_split_by_undo(browser: Client, me: User) -> None:
    a_road(me, "Robert Example")
    a_road(me, "Bob Example")
    robert, bob = person_called("Robert Example"), person_called("Bob Example")
    assert "Bob Example" in browser.get(f"/people/{robert.pk}/merge", {"words": "bob"}).text
    preview = browser.get(f"/people/{robert.pk}/merge", {"other": bob.pk}).text
    assert "Is Bob Example the same" in preview
    assert "steps of their road" in preview
    answer = browser.post(f"/people/{robert.pk}/merge", {"other": bob.pk}, follow=True)
    assert "Bob Example is Robert Example from now on." in answer.text
    assert "also known as" in answer.text
    assert {fact.person_id for fact in Milestone.objects.all()} == {robert.pk}
    assert set(Errand.objects.values_list("verb", flat=True)) == {"index", "stand"}
    undo(browser, answer)
    assert Milestone.objects.filter(person__name="Bob Example").count() == 3
    assert not Merge.objects.exists()


def test_nobody_is_merged_whom_others_follow(browser: Client, me: User) -> None:
    a_road(me, "Robert Example")
    a_road(me, "Bob Example")
    robert, bob = person_called("Robert Example"), person_called("Bob Example")
    a_source(a_user("eve"), bob)
    assert "They are one person" not in browser.get(f"/people/{robert.pk}/merge", {"other": bob.pk}).text
    answer = browser.post(f"/people/{robert.pk}/merge", {"other": bob.pk})
    assert answer.status_code == 400
    assert "Ask whoever runs this installation" in answer.text
    assert Person.objects.filter(pk=bob.pk).exists()
    for wrong in ("", "x", "9" * 30):
        assert browser.post(f"/people/{robert.pk}/merge", {"other": wrong}).status_code == 404
    assert browser.post(f"/people/{robert.pk}/merge", {"split": "77"}).status_code == 404


def test_someone_is_forgotten_only_when_their_name_is_typed(browser: Client, me: User) -> None:
    item = a_road(me, "Ada Example")
    ada = person_called("Ada Example")
    SourcePerson.objects.create(source=item.source, person=ada, role="owner", evidence="told")
    page = browser.get(f"/people/{ada.pk}/forget").text
    assert "cannot be undone" in page
    answer = browser.post(f"/people/{ada.pk}/forget", {"name": "Bo"})
    assert answer.status_code == 400
    assert "nothing was deleted" in answer.text
    answer = browser.post(f"/people/{ada.pk}/forget", {"name": "ada  example"}, follow=True)
    assert "is gone" in answer.text
    assert not Person.objects.filter(pk=ada.pk).exists()
    assert not Item.objects.exists()


def test_someone_whom_others_follow_is_not_forgotten(browser: Client, me: User) -> None:
    a_road(me, "Ada Example")
    ada = person_called("Ada Example")
    a_source(a_user("eve"), ada)
    assert "Type “" not in browser.get(f"/people/{ada.pk}/forget").text
    assert browser.post(f"/people/{ada.pk}/forget", {"name": "Ada Example"}).status_code == 400
    assert Person.objects.filter(pk=ada.pk).exists()
