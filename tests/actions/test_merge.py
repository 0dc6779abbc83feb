from __future__ import annotations

from typing import Any

import pytest

from manymentors.actions.listener import READER
from manymentors.actions.merge import may_change, merge, split
from manymentors.actions.name_person import person_called
from manymentors.actions.read import keep_reading
from manymentors.errors import InputError
from manymentors.shapes import Milestone as Told
from manymentors.shapes import Quote, Reading
from manymentors.store.models import (
    Appearance,
    Change,
    Endorsement,
    Follow,
    Merge,
    Milestone,
    Nugget,
    Passage,
    Person,
    SourcePerson,
)
from manymentors.store.queries.people import find_person
from tests.factories import a_nugget, a_road, a_source, a_user, an_endorsement, an_item

pytestmark = pytest.mark.django_db

PHONES = "I answered phones on a help desk for two years."


def world() -> dict[str, Any]:
    """Everything that names a person, by name, without the ids that a split may give anew."""
    rows: dict[str, Any] = {}
    for model in (Milestone, Nugget, Endorsement, Passage):
        rows[model.__name__] = sorted(model.objects.values_list("pk", "person__name"))
    rows["appearances"] = sorted(Appearance.objects.values_list("item", "role", "evidence", "person__name"))
    rows["roles"] = sorted(SourcePerson.objects.values_list("source", "role", "evidence", "person__name"))
    rows["follows"] = sorted(
        Follow.objects.values_list("user", "source", "why", "via", "tier", "person__name")
    )
    rows["people"] = sorted(Person.objects.values_list("key", "name"))
    return rows


def two_names_of_one() -> tuple[Person, Person]:
    """Bob and Robert: each with a road; both in one item, on one source, followed there by one user."""
    user = a_user("ada")
    a_road(user, "Robert Example")
    item = a_road(user, "Bob Example")
    a_nugget(item, PHONES)
    an_endorsement(item, PHONES, title="A book", type="book")
    robert, bob = person_called("Robert Example"), person_called("Bob Example")
    Passage.objects.create(
        item=item, position=0, text=PHONES, start=0, end=len(PHONES), speaker="Bob Example", person=bob
    )
    both = an_item(a_source(user, robert), guest="Robert Example")
    Appearance.objects.create(item=both, person=bob, role="guest", evidence="feed")
    Follow.objects.create(
        user=user, source=both.source, person=bob, why="his desk", via="a talk", tier="daily"
    )
    for person in (robert, bob):
        SourcePerson.objects.create(source=both.source, person=person, role="host", evidence="feed")
    return robert, bob


def test_a_split_gives_back_exactly_what_was_merged() -> None:
    robert, bob = two_names_of_one()
    before = world()
    user = Follow.objects.filter(person=bob).get().user
    made = merge(user, bob, robert)
    assert not Person.objects.filter(key="bob example").exists()
    assert {name for _, name in world()["Milestone"]} == {"Robert Example"}
    assert Follow.objects.filter(person=robert).count() == 1
    split(user, made)
    assert world() == before
    assert not Merge.objects.exists()


def test_whoever_bears_the_merged_name_is_the_one_person() -> None:
    robert, bob = two_names_of_one()
    user = Follow.objects.filter(person=bob).get().user
    merge(user, bob, robert)
    assert person_called("BOB  Example") == robert
    assert find_person(user, "bob example") == robert
    assert Person.objects.count() == 1


def test_what_was_read_under_the_old_name_since_goes_back_with_a_split() -> None:
    robert, bob = two_names_of_one()
    user = Follow.objects.filter(person=bob).get().user
    made = merge(user, bob, robert)
    item = an_item(a_source(user))
    told = Told("Bob Example", "job", "help desk", Quote(PHONES, 0, len(PHONES)), order=1)
    keep_reading(item, Reading(("Bob Example",), (), (told,), (), (), READER))
    assert Milestone.objects.get(item=item).person == robert
    back = split(user, made)
    assert Milestone.objects.get(item=item).person == back
    assert list(Appearance.objects.filter(item=item).values_list("person__name", flat=True)) == [
        "Bob Example"
    ]


def test_a_merge_and_a_split_are_told_to_the_index() -> None:
    robert, bob = two_names_of_one()
    user = Follow.objects.filter(person=bob).get().user
    about = set(Appearance.objects.filter(person=bob).values_list("item", flat=True))
    made = merge(user, bob, robert)
    assert set(Change.objects.values_list("item", flat=True)) == about
    Change.objects.all().delete()
    split(user, made)
    assert set(Change.objects.values_list("item", flat=True)) == about


def test_names_that_were_merged_before_come_along_and_go_back() -> None:
    robert, bob = two_names_of_one()
    user = Follow.objects.filter(person=bob).get().user
    a_road(user, "Bobby")
    merge(user, person_called("Bobby"), bob)
    made = merge(user, bob, robert)
    assert person_called("Bobby") == robert
    back = split(user, made)
    assert person_called("Bobby") == back


def test_a_person_whom_others_follow_is_merged_and_split_by_staff_only() -> None:
    robert, bob = two_names_of_one()
    user = Follow.objects.filter(person=bob).get().user
    eve = a_user("eve")
    a_source(eve, robert)
    assert not may_change(user, bob, robert)
    with pytest.raises(InputError, match="Ask whoever runs this installation"):
        merge(user, bob, robert)
    user.is_staff = True
    made = merge(user, bob, robert)
    with pytest.raises(InputError, match="Ask whoever runs this installation"):
        split(eve, made)


def test_nobody_is_merged_with_themselves_or_with_somebody_private() -> None:
    robert, bob = two_names_of_one()
    user = Follow.objects.filter(person=bob).get().user
    with pytest.raises(InputError, match="one person already"):
        merge(user, bob, bob)
    mine = Person.objects.create(name="Dana", key="dana", owner=user)
    with pytest.raises(InputError, match="yours alone"):
        merge(user, mine, robert)
