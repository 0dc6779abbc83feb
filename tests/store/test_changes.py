"""The outbox that the index follows: nothing is skipped."""

import threading
import time

import pytest
from django.db import connection, transaction

from manymentors.store.models import Change
from manymentors.store.queries.changes import (
    advice_in_context_of,
    advice_of,
    changes_after,
    entries_of,
    top_change,
)
from tests.factories import a_nugget, a_road, a_user


def told_after(watermark: int, wanted: int) -> tuple[list[int], int]:
    """All that is told after the watermark, once so many are.

    PostgreSQL holds a change back while any older transaction runs, on its other databases too: other tests' ones.
    """
    items: list[int] = []
    for _ in range(200):
        more, watermark = changes_after(watermark)
        items += more
        if len(items) >= wanted:
            break
        time.sleep(0.05)
    return items, watermark


@pytest.mark.django_db(transaction=True)
def test_each_change_is_told_once_and_the_watermark_ends_at_the_top() -> None:
    assert changes_after(0) == ([], 0)
    with transaction.atomic():
        for item in (7, 3, 7):
            Change.objects.create(item=item)
    items, watermark = told_after(0, 2)
    assert sorted(set(items)) == [3, 7]
    assert 0 < watermark <= top_change()
    assert changes_after(watermark)[0] == []
    Change.objects.create(item=9)
    assert told_after(watermark, 1)[0] == [9]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_commits_late_is_not_skipped() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite writers stand in line")
    began, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            Change.objects.create(item=1)
            began.set()
            may_end.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    began.wait(10)
    Change.objects.create(item=2)
    items, watermark = changes_after(0)
    may_end.set()
    thread.join()
    later, _ = told_after(watermark, 2 - len(items))
    assert sorted({*items, *later}) == [1, 2]


@pytest.mark.django_db
def test_entries_carry_what_the_filters_need() -> None:
    from manymentors.actions.cut import cut_item

    item = a_road(a_user())
    a_nugget(item, "After that I moved to a vendor", field="career")
    cut_item(item)
    (entry,) = entries_of([item.pk])
    assert entry.text.startswith("I answered phones")
    assert entry.people == (item.people.get().pk,)
    assert (entry.kind, entry.fields, entry.source) == ("episode", ("career",), item.source_id)
    assert entry.day == item.first_seen.date().toordinal()
    (advice,) = advice_of([item.pk])
    assert (advice.passage, advice.fields, advice.day) == (item.nuggets.get().pk, ("career",), entry.day)
    (told,) = advice_in_context_of([item.pk])
    assert told.text == "After that I moved to a vendor"
    assert told.before == item.text[: item.text.index("After that")].strip()
    item.delete()
    assert entries_of([entry.item]) == []
