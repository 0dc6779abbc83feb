import pytest

from manymentors.actions.name_person import person_called
from manymentors.errors import InputError, UnknownPerson
from manymentors.store.folding import fold, fold_title, same_titles
from manymentors.store.queries.people import find_person, people
from tests.factories import a_road, a_user

pytestmark = pytest.mark.django_db


def test_a_person_is_found_however_the_name_is_written() -> None:
    user = a_user()
    a_road(user, "Ádá Example-Smith")
    for written in ("ada example smith", "ADA EXAMPLE-SMITH", "Ádá  Example-Smith", "ada", "Smith"):
        assert find_person(user, written).name == "Ádá Example-Smith"


def test_an_unknown_person_is_answered_with_near_names() -> None:
    user = a_user()
    a_road(user, "Ada Example")
    a_road(user, "Bo Sample")
    with pytest.raises(UnknownPerson, match="Did you mean Ada Example"):
        find_person(user, "Ado Exampel")
    with pytest.raises(UnknownPerson, match="See everyone with: mentors people"):
        find_person(user, "Zyx Qwv")


def test_a_part_that_fits_several_names_is_not_guessed() -> None:
    user = a_user()
    a_road(user, "Ada Example")
    a_road(user, "Ada Sample")
    with pytest.raises(UnknownPerson) as caught:
        find_person(user, "Ada")
    assert set(caught.value.near) == {"Ada Example", "Ada Sample"}


def test_one_person_is_made_once() -> None:
    assert person_called("Ada  Example") == person_called("ada example")
    assert person_called("Жанна").key == "жанна"
    with pytest.raises(InputError, match="is not a name"):
        person_called(" ?! ")


def test_titles_fold_without_articles_and_apostrophes() -> None:
    assert fold_title("The Manager’s Path") == fold_title("managers path")
    assert fold("C++ & Go_lang") == "c go lang"


def test_titles_spelt_almost_alike_are_one_and_others_are_not() -> None:
    counts = {
        "pragmatic programmer": 4,
        "pragmatic programer": 1,
        "pragmatic thinking": 2,
        "go": 1,
        "good": 1,
    }
    counts |= {"accelerate": 2, "seven habits of people": 1, "seven habits of people and teams": 3}
    same = same_titles(counts)
    assert same["pragmatic programer"] == "pragmatic programmer"
    assert same["seven habits of people"] == "seven habits of people and teams"
    assert {key for key, to in same.items() if key == to} == {
        "pragmatic programmer", "pragmatic thinking", "go", "good", "accelerate", "seven habits of people and teams",
    }  # fmt: skip


def test_the_number_of_queries_does_not_grow_with_the_people(django_assert_num_queries) -> None:
    user = a_user()
    for number in range(12):
        a_road(user, f"Person {'abcdefghijklmno'[number]}")
    with django_assert_num_queries(6):
        lines = people(user)
    assert len(lines) == 12
    assert {line.milestones for line in lines} == {3}
