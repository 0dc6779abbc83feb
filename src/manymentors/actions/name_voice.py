"""Says who speaks under a label of a transcript that is no name (“Speaker 1”): in one item, or in a whole show."""

from __future__ import annotations

import re

from django.db import transaction

from manymentors.actions.errand import ask
from manymentors.actions.name_person import person_called
from manymentors.errors import InputError
from manymentors.store.models import Appearance, Follow, Item, Source, User

ROLES = ("guest", "host")
OURS = re.compile(r"Voice [1-9]\d?")
"""The labels of voices that were told apart here, and not by whoever made the transcript."""
BY_HAND = "hand"
"""The evidence of appearances that come of a named voice."""


def name_voice(user: User, item: Item, label: str, name: str, role: str, *, whole_show: bool) -> list[str]:
    """No name takes the naming away. What was read of the items that it touches is read anew. Returns what was said before, as
    [name, role], empty for nothing.

    Raises InputError for a label that nobody speaks under, and where the show is not mine alone to change.
    """
    name = " ".join(name.split())
    if label not in labels_of(item):
        raise InputError("Nobody speaks under this label here. Open the item again.")
    if role not in ROLES:
        raise InputError("Say whether this voice is a guest or the host.")
    if not may_name(user, item.source):
        raise InputError(
            "Others here follow this show too. Ask whoever runs this installation to name its voices."
        )
    if whole_show and OURS.fullmatch(label):
        raise InputError(
            "Voices that were told apart here are counted anew in each recording. Say who it is in this one."
        )
    if name:
        name = person_called(name).name
    with transaction.atomic():
        row: Source | Item = item.source if whole_show else item
        before = row.voices.get(label, [])
        row.voices = {key: told for key, told in row.voices.items() if key != label}
        if name:
            row.voices[label] = [name, role]
        type(row)._default_manager.filter(pk=row.pk).update(voices=row.voices)
        touched = speaking(item.source, label) if whole_show else [item]
        for one in touched:
            one.source = item.source
            settle(one)
        ids = [one.pk for one in touched]
        Item.objects.filter(pk__in=ids).update(cut_by="", read_by="")
        ask(user, "reread", items=ids)
    return list(before)


def may_name(user: User, source: Source) -> bool:
    return user.is_staff or not Follow.objects.filter(source=source).exclude(user=user).exists()


def labels_of(item: Item) -> list[str]:
    """Under which labels somebody speaks, in the order of first speaking."""
    return list(dict.fromkeys(span[3] for span in item.spans if span[3]))


def speaking(source: Source, label: str) -> list[Item]:
    """The items of the show in whose transcripts the label stands."""
    rows = source.items.exclude(heard_from="").only("spans", "voices", "source").iterator()
    return [item for item in rows if label in labels_of(item)]


def settle(item: Item) -> None:
    """Who was named as a voice of the item appears in it, and nobody else by that."""
    Appearance.objects.filter(item=item, evidence=BY_HAND).delete()
    told = {**item.source.voices, **item.voices}
    for label in labels_of(item):
        if label in told:
            name, role = told[label]
            person = person_called(name)
            if not Appearance.objects.filter(item=item, person=person).exclude(evidence="reader").exists():
                Appearance.objects.filter(item=item, person=person).delete()
                Appearance.objects.create(item=item, person=person, role=role, evidence=BY_HAND)
