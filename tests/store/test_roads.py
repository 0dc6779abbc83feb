"""My own word wins over every re-read."""

import pytest

from manymentors.actions.correct import correct, undo
from manymentors.actions.my_road import add_step
from manymentors.actions.name_person import person_called
from manymentors.actions.pair import pair, unpair
from manymentors.errors import InputError, UnknownPerson
from manymentors.shapes import HandPair, Step
from manymentors.store.anchors import same_place, where
from manymentors.store.corrected import corrected
from manymentors.store.models import Appearance, Merge, Milestone, Nugget, Person
from manymentors.store.queries.keepsakes import nuggets
from manymentors.store.queries.roads import by_hand, my_steps, told_of
from manymentors.store.queries.shelf import shelf
from tests.factories import a_milestone, a_nugget, a_road, a_user, an_endorsement

pytestmark = pytest.mark.django_db


def read_again(item, who: str = "") -> None:
    """Another reader: other rows, and the quotes cut elsewhere."""
    Milestone.objects.filter(item=item).delete()
    a_milestone(item, "answered phones on a help desk for two years", order=1, who=who)
    a_milestone(item, "Then I became the systems administrator", order=2, who=who)
    a_milestone(item, "In 2012 I was made team lead of four people.", kind="leadership", order=3, who=who)


def test_corrections_outlive_a_re_read_that_cuts_the_quotes_elsewhere() -> None:
    user = a_user()
    item = a_road(user)
    correct(user, item.milestones.get(order=1), "correct", {"kind": "origin", "year": 2001})
    correct(user, item.milestones.get(order=2), "remove")
    correct(user, item.milestones.get(order=3), "confirm")
    read_again(item)

    ada = Person.objects.get(name="Ada Example")
    told = told_of(user, [ada])[ada.pk]
    assert [(t.milestone.kind, t.milestone.year, t.confirmed) for t in told] == [
        ("origin", 2001, True),
        ("leadership", None, True),
    ]


def test_a_correction_can_be_taken_back() -> None:
    user = a_user()
    item = a_road(user)
    first = item.milestones.get(order=1)
    correct(user, first, "remove")
    assert undo(user, first) is True
    assert undo(user, first) is False
    ada = Person.objects.get(name="Ada Example")
    assert len(told_of(user, [ada])[ada.pk]) == 3


def test_a_correction_of_something_a_milestone_has_not_is_refused() -> None:
    user = a_user()
    first = a_road(user).milestones.get(order=1)
    with pytest.raises(InputError, match="There is no colour to correct on a milestone"):
        correct(user, first, "correct", {"colour": "red"})
    with pytest.raises(InputError, match="“hobby” is no kind"):
        correct(user, first, "correct", {"kind": "hobby"})


def test_pairs_made_by_hand_outlive_a_re_read() -> None:
    user = a_user()
    item = a_road(user)
    ada = Person.objects.get(name="Ada Example")
    phones, lead = add_step(user, Step("phones")), add_step(user, Step("lead"))
    pair(user, phones, item.milestones.get(order=1))
    pair(user, lead, item.milestones.get(order=3), same=False)
    read_again(item)

    road = told_of(user, [ada])
    assert by_hand(user, my_steps(user), road)[ada.pk] == [HandPair(0, 0, True), HandPair(1, 2, False)]

    assert unpair(user, phones, Milestone.objects.get(order=1)) is True
    assert user.hand_pairs.count() == 1


def test_the_last_word_on_a_pair_counts() -> None:
    user = a_user()
    milestone = a_road(user).milestones.get(order=1)
    step = add_step(user, Step("phones"))
    pair(user, step, milestone)
    pair(user, step, milestone, same=False)
    assert [decision.same for decision in user.hand_pairs.all()] == [False]
    assert unpair(user, step, milestone) is True


def test_an_anchor_is_found_where_half_of_it_overlaps() -> None:
    text = "one two three four five six"
    assert same_place(text, "two three", 4, 13)
    assert same_place(text, "two three four", 8, 18)
    assert not same_place(text, "one two", 14, 27)
    assert not same_place(text, "seven", 0, 7)


def test_my_word_on_nuggets_and_recommendations_outlives_a_re_read_too() -> None:
    user = a_user()
    item = a_road(user)
    nugget = a_nugget(item, "After that I moved to a vendor and I never looked back.", field="career")
    book = an_endorsement(
        item, "systems administrator of the whole school", title="The Whole Scool", type="book"
    )
    correct(user, nugget, "correct", {"field": "leadership", "skill": "moving on"})
    correct(user, book, "correct", {"title": "The Whole School"})
    for row in (nugget, book):
        row.delete()
    a_nugget(item, "I moved to a vendor and I never looked back.", field="technical")
    an_endorsement(item, "the systems administrator of the whole school.", title="Whole Scool", type="book")

    ((again, confirmed),) = nuggets(user)
    assert (again.field, again.skill, confirmed) == ("leadership", "moving on", True)
    (line,) = shelf(user)
    assert (line.title, line.confirmed) == ("The Whole School", True)
    correct(user, again, "remove")
    assert nuggets(user) == [], "the last word counts"


def test_the_shelf_counts_people_and_folds_titles() -> None:
    user = a_user()
    for who in ("Ada Example", "Bo Sample", "Cy Third"):
        item = a_road(user, who)
        an_endorsement(
            item,
            "I never looked back",
            title="The Quiet Book" if who != "Bo Sample" else "quiet book",
            type="book",
        )
    an_endorsement(item, "four people", title="Some Show", type="show")
    assert [(line.title, line.people) for line in shelf(user)] == [("The Quiet Book", 3), ("Some Show", 1)]
    cy = Person.objects.get(name="Cy Third")
    assert [(line.title, line.people) for line in shelf(user, cy)] == [
        ("The Quiet Book", 3),
        ("Some Show", 1),
    ]


def test_a_step_told_of_somebody_else_moves_to_their_road_and_outlives_a_re_read() -> None:
    user, other = a_user(), a_user()
    item = a_road(user)
    item.source.follows.create(user=other)
    bo = person_called("Bo Sample")
    Appearance.objects.create(item=item, person=bo, role="host", evidence="feed")
    ada = Person.objects.get(name="Ada Example")
    correct(user, item.milestones.get(order=1), "correct", {"person": "bo sample", "year": 2001})
    read_again(item, "Ada Example")

    road = told_of(user, [ada, bo])
    assert [t.milestone.what for t in road[bo.pk]] == ["answered phones on a help desk for two years"]
    assert (road[bo.pk][0].milestone.person, road[bo.pk][0].milestone.year) == ("Bo Sample", 2001)
    assert len(road[ada.pk]) == 2
    assert [len(told) for told in told_of(user, [ada]).values()] == [2]
    assert [len(told) for told in told_of(user, [bo]).values()] == [1]
    assert {pk: len(told) for pk, told in told_of(other, [ada, bo]).items()} == {ada.pk: 3, bo.pk: 0}


def test_advice_and_recommendations_move_to_another_person_too() -> None:
    user = a_user()
    item = a_road(user)
    ada, bo = Person.objects.get(name="Ada Example"), person_called("Bo Sample")
    Appearance.objects.create(item=item, person=bo, role="host", evidence="feed")
    nugget = a_nugget(item, "After that I moved to a vendor and I never looked back.")
    book = an_endorsement(item, "four people", title="Four People", type="book")
    for row in (nugget, book):
        row.person = ada
        row.save()
        correct(user, row, "correct", {"person": "Bo Sample"})
    assert [row.person for row, _ in nuggets(user, person=bo)] == [bo]
    assert nuggets(user, person=ada) == []
    assert [line.title for line in shelf(user, bo)] == ["Four People"]
    assert shelf(user, ada) == []


def test_a_step_moves_only_to_somebody_whom_the_user_sees() -> None:
    user = a_user()
    item = a_road(user)
    person_called("Eve Unseen")
    with pytest.raises(UnknownPerson):
        correct(user, item.milestones.get(order=1), "correct", {"person": "Eve Unseen"})
    assert not user.corrections.exists()


def test_a_name_that_was_merged_since_stands_for_whom_it_was_merged_into() -> None:
    user = a_user()
    item = a_road(user)
    bo = person_called("Bo Sample")
    Appearance.objects.create(item=item, person=bo, role="host", evidence="feed")
    correct(user, item.milestones.get(order=1), "correct", {"person": "Bo Sample"})
    cy = person_called("Cy Third")
    bo.delete()
    assert len(told_of(user, list(Person.objects.filter(name="Ada Example")))) == 1
    Merge.objects.create(person=cy, key="bo sample", name="Bo Sample")
    assert [t.row.name for t in told_of(user, [cy])[cy.pk]] == ["Cy Third"]


def test_a_quote_is_found_where_it_stood_or_nearest_to_that() -> None:
    text = "so it goes, and so it goes, and on"
    assert where(text, "so it goes", 0) == (0, 10)
    assert where(text, "so it goes", 16) == (16, 26)
    assert where(text, "so it goes", 14) == (16, 26)
    assert where(text, "so it goes", 3) == (0, 10)
    assert where(text, "so it goes", 99) == (16, 26)
    assert where(text, "it never was", 4) is None


def test_texts_are_loaded_once_for_all_that_may_have_moved(django_assert_num_queries) -> None:
    user = a_user()
    for who in ("Ada Example", "Bo Sample", "Cy Third"):
        item = a_road(user, who)
        for quote in ("After that I moved to a vendor", "I never looked back.", "of the whole school."):
            a_nugget(item, quote)
        correct(user, item.nuggets.all()[0], "confirm")
    rows = Nugget.objects.select_related("item").defer("item__text")
    with django_assert_num_queries(3):
        assert [confirmed for _, confirmed in corrected(user, rows)].count(True) == 3


def test_of_two_corrections_that_overlap_the_one_of_the_very_quote_counts() -> None:
    user = a_user()
    item = a_road(user)
    long = a_nugget(item, "After that I moved to a vendor and I never looked back.")
    correct(user, long, "remove")
    short = a_nugget(item, "I moved to a vendor and I never looked back.")
    user.corrections.create(item=item, fact="nugget", quote=short.quote, verb="confirm")
    assert [row for row, _ in corrected(user, [long, short])] == [short]
