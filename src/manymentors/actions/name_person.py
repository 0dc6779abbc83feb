"""Finds the public person of a name, or makes them; a name that was merged stands for whom it was merged into."""

from __future__ import annotations

from manymentors.errors import InputError
from manymentors.store.folding import fold
from manymentors.store.models import Item, Merge, Person


def person_called(name: str) -> Person:
    """The public person with this name, however it is written; made where nobody has it.

    Raises InputError where the name holds no letter.
    """
    name = " ".join(name.split())[:200]
    if not (key := fold(name)):
        raise InputError(f"“{name}” is not a name. Give one with letters, such as “Ada Example”.")
    if known := Person.objects.filter(key=key, owner=None).first():
        return known
    if merged := Merge.objects.filter(key=key).select_related("person").first():
        return merged.person
    return Person.objects.get_or_create(key=key, owner=None, defaults={"name": name})[0]


def who_is_in(item: Item) -> dict[str, int]:
    """Folded name → public person who appears in the item, under the names that were merged into theirs too."""
    people = Person.objects.filter(owner=None, appearance__item=item)
    merged = Merge.objects.filter(person__in=people.values("pk"))
    return dict(merged.values_list("key", "person")) | dict(people.values_list("key", "pk"))


def names_in(item: Item) -> dict[int, str]:
    """Person → the name that the item itself has for them, of those who were merged and bear several names."""
    merges = Merge.objects.filter(person__appearance__item=item).distinct()
    if not merges:
        return {}
    here = {fold(name) for name in (item.author, *(tag["name"] for tag in item.tags))}
    here |= {fold(utterance.speaker) for utterance in item.document.utterances if item.spans}
    return {merge.person_id: merge.name for merge in merges if merge.key in here}
