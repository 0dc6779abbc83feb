"""What the search index has not seen yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.db import connection
from django.db.models import Max

from manymentors.crowd.answers import said_before
from manymentors.shapes import Entry
from manymentors.store.models import Appearance, Change, Item, Nugget, Passage
from manymentors.store.models.change import OldestRunningTransaction


def changes_after(watermark: int) -> tuple[list[int], int]:
    """Ids of items that changed after the watermark, and the watermark up to which they are all told.

    On PostgreSQL ids do not commit in order, so the watermark is a transaction number below which none still runs;
    on SQLite, where writers stand in line, it is the last change's id.
    """
    if connection.vendor == "postgresql":
        rows = Change.objects.annotate(floor=OldestRunningTransaction())
        floor = rows.values_list("floor", flat=True).first() or watermark
        changes = Change.objects.filter(transaction__gte=watermark, transaction__lt=floor)
        items = list(changes.order_by("item").values_list("item", flat=True).distinct())
        return items, (floor if items else watermark)
    top = Change.objects.aggregate(top=Max("id"))["top"] or 0
    changes = Change.objects.filter(id__gt=watermark, id__lte=top)
    return list(changes.order_by("item").values_list("item", flat=True).distinct()), max(top, watermark)


def top_change() -> int:
    """The highest watermark there can be; an index that claims more belongs to another store."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
            return int(cursor.fetchone()[0])
    return Change.objects.aggregate(top=Max("id"))["top"] or 0


def entries_of(items: Sequence[int]) -> list[Entry]:
    """The passages of these items as the index keeps them; an item that is gone has none."""
    about = {
        item.pk: item for item in Item.objects.filter(pk__in=items).defer("text", "html", "notes", "spans")
    }
    people: dict[int, set[int]] = defaultdict(set)
    for item_id, person_id in (
        Appearance.objects.filter(item__in=items).exclude(role="booster").values_list("item", "person")
    ):
        people[item_id].add(person_id)
    nuggets: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for item_id, start, end, field in Nugget.objects.filter(item__in=items).values_list(
        "item", "start", "end", "field"
    ):
        nuggets[item_id].append((start, end, field))
    out = []
    for row in Passage.objects.filter(item__in=items).order_by("item", "position"):
        item = about[row.item_id]
        day = (item.published or item.first_seen).date().toordinal()
        fields = {field for start, end, field in nuggets[row.item_id] if start < row.end and end > row.start}
        speaking = (row.person_id,) if row.person_id else tuple(sorted(people[row.item_id]))
        out.append(
            Entry(
                row.pk, row.item_id, item.source_id, row.text, speaking, item.kind, tuple(sorted(fields)), day
            )
        )
    return out


def advice_of(items: Sequence[int]) -> list[Entry]:
    """The nuggets of these items as the index of advice keeps them: `passage` is the nugget's id. One query."""
    return [entry for entry, _ in _advice_of(items)]


def advice_in_context_of(items: Sequence[int]) -> list[Entry]:
    """The same with what was said before each. Two queries."""
    found = _advice_of(items)
    texts = dict(Item.objects.filter(pk__in={entry.item for entry, _ in found}).values_list("pk", "text"))
    return [replace(entry, before=said_before(texts.get(entry.item, ""), start)) for entry, start in found]


def _advice_of(items: Sequence[int]) -> list[tuple[Entry, int]]:
    rows = (
        Nugget.objects.filter(item__in=items)
        .order_by("item", "start")
        .values_list(
            "pk",
            "item",
            "item__source",
            "quote",
            "start",
            "person",
            "item__kind",
            "field",
            "item__published",
            "item__first_seen",
        )
    )
    return [
        (
            Entry(
                pk,
                item,
                source,
                quote,
                (person,) if person else (),
                kind,
                (field,),
                (published or seen).date().toordinal(),
            ),
            start,
        )
        for pk, item, source, quote, start, person, kind, field, published, seen in rows
    ]
