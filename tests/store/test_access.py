"""Mine is mine: what another user has does not exist for me."""

import pytest

from manymentors.actions.correct import correct
from manymentors.actions.my_road import add_step
from manymentors.actions.pair import pair
from manymentors.errors import NothingThere, UnknownPerson
from manymentors.shapes import Step
from manymentors.store import access
from manymentors.store.models import Passage, Person
from manymentors.store.queries.export import export
from manymentors.store.queries.keepsakes import nuggets
from manymentors.store.queries.passages import passages
from manymentors.store.queries.people import find_person, people
from manymentors.store.queries.roads import my_steps, told_of
from manymentors.store.queries.shelf import shelf
from manymentors.store.queries.sources import find_source, sources
from tests.factories import a_nugget, a_road, a_user

pytestmark = pytest.mark.django_db


def test_another_user_sees_nothing_of_what_i_follow_or_wrote() -> None:
    alice, bob = a_user("alice"), a_user("bob")
    item = a_road(alice)
    nugget = a_nugget(item, "After that I moved to a vendor")
    passage = Passage.objects.create(item=item, position=0, text=item.text, start=0, end=len(item.text))
    step = add_step(alice, Step("answered phones"))
    milestone = item.milestones.get(order=1)
    pair(alice, step, milestone)
    correct(alice, milestone, "remove")
    ada = Person.objects.get(name="Ada Example")

    assert [line.person for line in people(alice)] == [ada]
    assert nuggets(alice) == [(nugget, False)]
    assert passages(alice, [passage.pk]) == [passage]
    assert len(told_of(alice, [ada])[ada.pk]) == 2

    assert people(bob) == []
    assert nuggets(bob) == []
    assert shelf(bob) == []
    assert passages(bob, [passage.pk]) == []
    assert sources(bob) == []
    assert my_steps(bob) == []
    assert told_of(bob, [ada]) == {ada.pk: []}
    with pytest.raises(UnknownPerson):
        find_person(bob, "Ada Example")
    with pytest.raises(NothingThere):
        find_source(bob, item.source.url)
    theirs = export(bob)
    assert {key: value for key, value in theirs.items() if value and key != "format"} == {}


def test_my_corrections_do_not_change_what_another_follower_of_the_same_source_sees() -> None:
    alice, bob = a_user("alice"), a_user("bob")
    item = a_road(alice)
    item.source.follows.create(user=bob)
    ada = Person.objects.get(name="Ada Example")
    correct(alice, item.milestones.get(order=1), "remove")

    assert len(told_of(alice, [ada])[ada.pk]) == 2
    assert len(told_of(bob, [ada])[ada.pk]) == 3


def test_a_private_person_is_seen_by_their_owner_alone() -> None:
    alice, bob = a_user("alice"), a_user("bob")
    dana = Person.objects.create(name="Dana", key="dana", owner=alice)

    assert list(access.people(alice)) == [dana]
    assert list(access.people(bob)) == []
