"""A reading becomes rows, of the text that was read."""

from __future__ import annotations

import pytest

from manymentors.actions.read import first_reading, keep_reading, read_item
from manymentors.store.models import Item
from tests.factories import a_source, a_user, an_item

pytestmark = pytest.mark.django_db


def test_a_reading_of_a_text_that_changed_meanwhile_is_let_go() -> None:
    item = an_item(a_source(a_user()))
    reading = first_reading(item)
    Item.objects.filter(pk=item.pk).update(text="Another text.", text_hash="another", read_by="")
    assert keep_reading(item, reading) == 0
    assert (Item.objects.get().read_by, item.milestones.count(), item.nuggets.count()) == ("", 0, 0)
    read_item(Item.objects.get())
    assert Item.objects.get().read_by == reading.reader
