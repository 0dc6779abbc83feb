"""Reads an item: its milestones, nuggets and endorsements become rows, in place of those of an older reader."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from manymentors.actions.listener import READER, listener
from manymentors.actions.look import LOCAL
from manymentors.actions.name_person import names_in, person_called, who_is_in
from manymentors.errors import InputError
from manymentors.facts.guests import is_guest
from manymentors.facts.read import read
from manymentors.shapes import Endorsement, Link, Milestone, Nugget, Reading
from manymentors.store import models
from manymentors.store.folding import fold, fold_title
from manymentors.store.models import Appearance, Change, Item

HOSTS = ("host", "co-host", "cohost", "moderator")
GUESTS = ("guest", "author", "interviewee")


def read_item(item: Item) -> int:
    """Replace the item's facts; returns how many there are.

    An episode without a transcript is not read, since notes are no talk, nor is what somebody else said and was boosted.
    """
    return keep_reading(item, first_reading(item))


def first_reading(item: Item) -> Reading:
    """What the reader finds; writes nothing."""
    silent = bool(item.boost_of) or (item.kind in ("episode", "video") and not item.spans)
    if silent or not item.text:
        return Reading((), (), (), (), (), READER)
    guests, hosts = named(item)
    links = [Link(**link) for link in item.links]
    return read(
        item.document,
        guests=guests,
        hosts=hosts,
        links=links,
        written=not item.spans,
        reader=listener(),
    )


def keep_reading(item: Item, reading: Reading) -> int:
    """Put a reading in place of the item's facts; returns how many there are. Where the item has another text by now, it is left:
    that text is still to be read.
    """
    with transaction.atomic():
        same = Item.objects.select_for_update().filter(pk=item.pk, text_hash=item.text_hash)
        if same.values_list("pk").first() is None:
            return 0
        save(item, reading)
        Item.objects.filter(pk=item.pk).update(read_by=reading.reader)
        Change.objects.create(item=item.pk)
    return len(reading.milestones) + len(reading.nuggets) + len(reading.endorsements)


def named(item: Item) -> tuple[list[str], list[str]]:
    """Guests and hosts as the feed names them. Where it names no guest: the owner of a file or a text, or a person who
    is sought on this show and of whom the item's title or notes say that they are a guest: to be mentioned is not enough.
    """
    people = Appearance.objects.filter(item=item).exclude(evidence="reader").select_related("person")
    called = names_in(item)
    hosts = [called.get(a.person_id, a.person.name) for a in people if a.role in HOSTS]
    guests = [called.get(a.person_id, a.person.name) for a in people if a.role in GUESTS]
    if not guests:
        for link in item.source.sourceperson_set.filter(role__in=("owner", "sought")).select_related(
            "person"
        ):
            name = link.person.name
            own = link.role == "owner" and (item.source.kind in LOCAL or not item.spans)
            if name not in hosts and (own or is_guest(name, item.title, item.notes)):
                guests.append(name)
    return guests, hosts


def save(item: Item, reading: Reading) -> None:
    people = speakers(item, reading)
    before = told_by(item)
    for rows in (item.milestones, item.nuggets, item.endorsements):
        rows.all().delete()

    def common(fact: Milestone | Nugget | Endorsement) -> dict[str, Any]:
        return {
            "item": item,
            "person_id": people.get(fold(fact.person)),
            "name": fact.person,
            "quote": fact.quote.text,
            "start": fact.quote.start,
            "end": fact.quote.end,
            "seconds": fact.seconds,
            "score": fact.score,
            "reader": reading.reader,
        }

    models.Milestone.objects.bulk_create(
        models.Milestone(**common(fact), kind=fact.kind, what=fact.what, year=fact.year, order=fact.order)
        for fact in reading.milestones
    )
    models.Nugget.objects.bulk_create(
        models.Nugget(**common(fact), field=fact.field, skill=fact.skill) for fact in reading.nuggets
    )
    models.Endorsement.objects.bulk_create(
        models.Endorsement(**common(fact), type=fact.type, title=fact.name, key=fold_title(fact.name))
        for fact in reading.endorsements
    )
    note_changes(item, before, reading.reader)


Facts = dict[tuple[str, str], dict[str, str]]


def told_by(item: Item) -> tuple[str, Facts]:
    """The reader whose facts the item has ("" for none), and these facts by what they are and their quote."""
    facts: Facts = {}
    reader = ""
    for row in item.milestones.all():
        facts["milestone", row.quote] = {
            "fact": "milestone",
            "quote": row.quote,
            "says": f"{row.kind}: {row.what}",
        }
        reader = row.reader
    for nugget in item.nuggets.all():
        facts["nugget", nugget.quote] = {"fact": "nugget", "quote": nugget.quote, "says": nugget.field}
        reader = nugget.reader
    for found in item.endorsements.all():
        facts["endorsement", found.quote] = {"fact": "endorsement", "quote": found.quote, "says": found.title}
        reader = found.reader
    return reader, facts


def note_changes(item: Item, before: tuple[str, Facts], after: str) -> None:
    """Keep what this reading changed, where there was an earlier one and it did."""
    reader, old = before
    new = told_by(item)[1]
    gained = [fact for key, fact in new.items() if old.get(key) != fact]
    lost = [fact for key, fact in old.items() if new.get(key) != fact]
    if old and (gained or lost):
        models.Revision.objects.create(item=item, before=reader, after=after, gained=gained, lost=lost)


def speakers(item: Item, reading: Reading) -> dict[str, int]:
    """Folded name → person: guests and hosts found by the reader appear in the item from now on."""
    Appearance.objects.filter(item=item, evidence="reader").delete()
    out: dict[str, int] = {}
    for role, names in (("guest", reading.guests), ("host", reading.hosts)):
        for name in names:
            try:
                person = person_called(name)
            except InputError:
                continue
            out[fold(name)] = person.pk
            if not Appearance.objects.filter(item=item, person=person).exists():
                Appearance.objects.create(item=item, person=person, role=role, evidence="reader")
    return who_is_in(item) | out
