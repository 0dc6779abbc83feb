"""Forgets a person: every source of theirs alone, and every fact and passage about them, goes for good."""

from __future__ import annotations

from django.db import transaction

from manymentors.store.models import Change, Endorsement, Item, Milestone, Nugget, Passage, Person, Source


def forget(person: Person) -> dict[str, int]:
    """Delete the person, the sources that are theirs, and whatever was read of them elsewhere. Returns what went, counted.

    Items on other people's shows stay, since they are those people's too, but none of their passages with this speaker do.
    """
    with transaction.atomic():
        theirs = Source.objects.filter(sourceperson__person=person, sourceperson__role="owner").distinct()
        items = set(Item.objects.filter(source__in=theirs).values_list("id", flat=True))
        elsewhere = set(Item.objects.filter(appearance__person=person).values_list("id", flat=True)) - items
        counts = {"sources": theirs.count(), "items": len(items)}
        for name, model in (
            ("milestones", Milestone),
            ("nuggets", Nugget),
            ("endorsements", Endorsement),
            ("passages", Passage),
        ):
            rows = model.objects.filter(person=person) | model.objects.filter(item__in=items)  # type: ignore[attr-defined]  # abstract manager
            counts[name] = rows.count()
            rows.delete()
        theirs.delete()
        Change.objects.bulk_create(Change(item=item) for item in sorted(items | elsewhere))
        person.delete()
    return counts
