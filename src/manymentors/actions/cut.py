"""Cuts an item into passages."""

from __future__ import annotations

from django.db import transaction

from manymentors.actions.name_person import who_is_in
from manymentors.passages.cut import VERSION, cut
from manymentors.store.folding import fold
from manymentors.store.models import Change, Item, Passage


def cut_item(item: Item) -> int:
    """Replace the item's passages by those of its text; returns how many there are."""
    passages = cut(item.document)
    who = who_is_in(item)
    with transaction.atomic():
        item.passages.all().delete()
        Passage.objects.bulk_create(
            Passage(
                item=item,
                position=position,
                text=passage.text,
                start=passage.start,
                end=passage.end,
                speaker=passage.speaker,
                person_id=who.get(fold(passage.speaker)),
                seconds=passage.seconds,
                until=passage.until,
            )
            for position, passage in enumerate(passages)
        )
        Item.objects.filter(pk=item.pk).update(cut_by=VERSION)
        Change.objects.create(item=item.pk)
    return len(passages)
