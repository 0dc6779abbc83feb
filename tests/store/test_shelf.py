"""A shelf too large to fold while somebody waits is worked out beforehand, and shows the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from manymentors.actions.correct import correct
from manymentors.actions.shelve import shelve
from manymentors.store.folding import fold_title
from manymentors.store.models import Endorsement, Item, Shelved, User
from manymentors.store.queries.shelf import MANY, ShelfPage, shelf_page
from tests.factories import a_road, a_user

pytestmark = pytest.mark.django_db

KINDS = ("book", "show", "tool")


def recommended(item: Item, count: int) -> None:
    """So many recommendations: every seventh of the same thing, by three people in turn."""
    Endorsement.objects.bulk_create(
        Endorsement(
            item=item, name=f"Voice {number % 3}", type=KINDS[number % 3], title=title, key=fold_title(title),
            quote="a ladder", start=0, end=8, score=(number % 97) / 97, reader="test",
        )
        for number in range(count)
        for title in (f"{number * 7919 % 99991:x} quarrels" if number % 7 else f"The Ladder {number % 5}",)
    )  # fmt: skip


def looked(user: User, chosen: str = "", number: int = 1) -> ShelfPage:
    return shelf_page(user, chosen, number, first=6, size=30, said=8)


def told(page: ShelfPage) -> object:
    return page.types, page.pages, {
        name: [(line.title, line.people, [row.pk for row in line.said[:8]], line.confirmed) for line in lines]
        for name, lines in page.shelves.items()
    }  # fmt: skip


@pytest.fixture
def large() -> tuple[User, Item]:
    user = a_user("alice")
    item = a_road(user)
    recommended(item, MANY + 1)
    return user, item


def test_what_was_worked_out_beforehand_is_what_would_be_folded_now(large: tuple[User, Item]) -> None:
    user, _ = large
    live = [told(looked(user)), told(looked(user, "show", 3)), told(looked(user, "nothing", 9))]
    assert shelve(user) == Shelved.objects.count() > 1_000
    assert [told(looked(user)), told(looked(user, "show", 3)), told(looked(user, "nothing", 9))] == live


def test_nothing_is_done_again_where_nothing_changed_and_all_of_it_where_i_corrected(
    large: tuple[User, Item],
) -> None:
    user, _ = large
    shelve(user)
    first = Shelved.objects.order_by("pk").values_list("pk", flat=True)[0]
    shelve(user)
    assert Shelved.objects.filter(pk=first).exists()
    correct(user, looked(user).shelves["book"][0].said[0], "confirm")
    shelve(user)
    assert not Shelved.objects.filter(pk=first).exists()


def test_what_i_removed_is_gone_before_the_shelf_is_made_anew(large: tuple[User, Item]) -> None:
    user, item = large
    alone = Endorsement.objects.create(
        item=item, name="Voice 9", type="book", title="Zebra Almanac", key="zebra almanac",
        quote=item.text[:30], start=0, end=30, score=1.0, reader="test",
    )  # fmt: skip
    shelve(user)
    place = Shelved.objects.get(title="Zebra Almanac").place // 30 + 1
    assert "Zebra Almanac" in [line.title for line in looked(user, "book", place).shelves["book"]]
    correct(user, alone, "remove")
    assert "Zebra Almanac" not in [line.title for line in looked(user, "book", place).shelves["book"]]


def test_a_shelf_that_became_small_is_folded_at_once_again(large: tuple[User, Item]) -> None:
    user, _ = large
    shelve(user)
    Endorsement.objects.filter(pk__in=Endorsement.objects.values("pk")[5:]).delete()
    assert shelve(user) == 0
    assert Shelved.objects.count() == 0
    assert sum(looked(user).types.values()) <= 5


def test_a_page_asks_as_often_however_long_the_shelf_is(large: tuple[User, Item]) -> None:
    user, item = large
    shelve(user)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            looked(user, "book")
        return len(seen)

    before = asked()
    recommended(item, 300)
    shelve(user)
    assert asked() == before <= 12


def test_another_users_shelf_is_not_mine(large: tuple[User, Item]) -> None:
    user, _ = large
    shelve(user)
    assert looked(a_user("bob")).types == {}
