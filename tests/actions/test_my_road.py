import pytest

from manymentors.actions.my_road import add_step, import_steps, remove_step
from manymentors.errors import InputError, NothingThere
from manymentors.shapes import Step
from manymentors.store.queries.roads import my_steps
from tests.factories import a_user

pytestmark = pytest.mark.django_db


def road(user) -> list[tuple[str, int | None]]:
    return [(step.what, step.year) for step in my_steps(user)]


def test_a_step_with_a_year_goes_before_the_first_later_one() -> None:
    user = a_user()
    for what, year in (
        ("help desk", 2009),
        ("team lead", 2021),
        ("sysadmin", 2012),
        ("no year", None),
        ("talk", 2019),
    ):
        add_step(user, Step(what, "", year))
    assert road(user) == [
        ("help desk", 2009),
        ("sysadmin", 2012),
        ("talk", 2019),
        ("team lead", 2021),
        ("no year", None),
    ]


def test_a_step_is_removed_by_its_number() -> None:
    user = a_user()
    add_step(user, Step("one"))
    add_step(user, Step("two"))
    assert remove_step(user, 1).what == "one"
    assert road(user) == [("two", None)]
    with pytest.raises(NothingThere, match="no step 2; your road has steps 1 to 1"):
        remove_step(user, 2)
    remove_step(user, 1)
    with pytest.raises(NothingThere, match="no steps yet"):
        remove_step(user, 1)


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (Step("  "), "needs words"),
        (Step("x", "hobby"), "is no kind of step"),
        (Step("x", "", 12), "cannot be the year"),
    ],
)
def test_a_step_that_cannot_be_is_refused(step: Step, says: str) -> None:
    with pytest.raises(InputError, match=says):
        add_step(a_user(), step)


def test_importing_twice_adds_nothing_the_second_time() -> None:
    user = a_user()
    steps = [Step("studied", "education", 2005), Step("first job", "job", 2009)]
    assert len(import_steps(user, steps, origin="resume.json")) == 2
    assert import_steps(user, steps, origin="resume.json") == []
    assert [step.origin for step in my_steps(user)] == ["resume.json"] * 2


def test_an_import_with_a_bad_step_adds_none() -> None:
    user = a_user()
    with pytest.raises(InputError):
        import_steps(user, [Step("fine"), Step("")], origin="x")
    assert road(user) == []
