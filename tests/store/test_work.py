"""What is still to do: which readings are stale."""

from __future__ import annotations

import pytest

from manymentors.store.models import Item
from manymentors.store.queries.work import not_asked_about, unread
from tests.factories import a_nugget, a_source, a_user, an_item

pytestmark = pytest.mark.django_db
SMALL, LARGE = "listener 9", "large listener 3 with listener 9"
READ_BY = (
    SMALL,
    LARGE,
    f"some model after {SMALL}",
    f"some model after {LARGE}",
    "listener 8",
    "large listener 3 with listener 8",
    "",
)


@pytest.fixture
def items() -> None:
    me = a_user()
    for reader in READ_BY:
        item = an_item(a_source(me))
        Item.objects.filter(pk=item.pk).update(read_by=reader)
        a_nugget(item, item.text[:20])


@pytest.mark.usefixtures("items")
def test_what_the_large_listener_read_stays_where_the_small_one_reads_on() -> None:
    """A cron job that was started without the setting must not undo what the worker does with it."""

    def stale(reader: str) -> set[str]:
        return set(unread(reader).values_list("read_by", flat=True))

    assert stale(SMALL) == {"listener 8", "large listener 3 with listener 8", ""}
    assert stale(LARGE) == {
        SMALL,
        f"some model after {SMALL}",
        "listener 8",
        "large listener 3 with listener 8",
        "",
    }


@pytest.mark.usefixtures("items")
def test_a_model_is_asked_once_about_what_either_of_them_found() -> None:
    assert {item.read_by for item in not_asked_about(SMALL)} == {SMALL, LARGE}
    assert {item.read_by for item in not_asked_about(LARGE)} == {LARGE}
