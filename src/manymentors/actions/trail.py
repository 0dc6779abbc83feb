"""Writes down how I came to something: who opened the door, with what. What brought it is told by the item that is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from manymentors.errors import InputError, NothingThere
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import (
    Appearance,
    Endorsement,
    Follow,
    Item,
    Keepsake,
    Person,
    Source,
    Trail,
    User,
)
from manymentors.store.queries.trails import openers_in

LONGEST = 300


@dataclass(frozen=True, slots=True)
class Door:
    """Who opened it and how; `item` and `quote` are where and with which words."""

    how: str
    person: Person | None = None
    words: str = ""
    item: Item | None = None
    quote: str = ""
    happened: datetime | None = None


def door_in(user: User, told: str) -> Door | None:
    """What a form says opened the door: “endorsement-12”, “item-34”, “person-5”; None for nothing, or what I cannot see."""
    noun, _, number = told.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    pk = int(number)
    if noun == "endorsement":
        row = Endorsement.objects.filter(pk=pk, item__in=access.items(user).values("pk")).first()
        if row is None or row.person is None:
            return None
        return Door("recommendation", row.person, item=row.item, quote=row.quote, happened=row.item.published)
    if noun == "item":
        item = access.items(user).filter(pk=pk).first()
        return door_of_item(item) if item else None
    person = access.people(user).filter(pk=pk).first() if noun == "person" else None
    return Door("told", person) if person else None


def door_of_item(item: Item) -> Door | None:
    """Who passed the item on to me; where it is nobody's boost, who speaks in it."""
    rows = list(Appearance.objects.filter(item=item).select_related("person").order_by("pk"))
    for row in rows:
        if row.role == "booster":
            return Door("boost", row.person, item=item, happened=item.published)
    if rows:
        return Door("mention", rows[0].person, item=item, happened=item.published)
    return None


def open_door(
    user: User,
    door: Door,
    *,
    person: Person | None = None,
    source: Source | None = None,
    item: Item | None = None,
) -> Trail | None:
    """Keep the trail; the same is kept once. None where it would lead from somebody to themselves."""
    if door.person is not None and door.person == person:
        return None
    trail, _ = Trail.objects.get_or_create(
        user=user,
        person=door.person,
        words="" if door.person else door.words,
        how=door.how,
        item=door.item,
        to_person=person,
        to_source=source,
        to_item=item,
        defaults={"quote": door.quote, "happened": door.happened or timezone.now()},
    )
    return trail


def followed(user: User, follow: Follow, door: Door | None = None) -> Trail | None:
    """The trail of a follow: through the door that was open, else what I said of it in `via`."""
    if door is None and follow.via:
        named = openers_in(user, [follow.via]).get(follow.via)
        door = Door(way_in(follow.via), named, follow.via)
    if door is None:
        return None
    return open_door(user, door, person=follow.person, source=follow.source)


WAYS = {
    "boost": ("boost", "retweet", "repost", "passed on", "shared"),
    "mention": ("mention", "cited", "quoted", "linked"),
    "recommendation": ("recommend", "spoke for", "praise"),
    "appearance": ("guest", "interview", "appeared", "episode"),
}


def way_in(words: str) -> str:
    """In which way, as my own words for it say: “a boost by @bo” is a boost."""
    key = fold(words)
    return next((how for how, signs in WAYS.items() if any(sign in key for sign in signs)), "told")


def kept(user: User, keepsake: Keepsake) -> Trail | None:
    """Whoever passed on what I keep opened the door to it: written down without being asked."""
    door = door_of_item(keepsake.item)
    if door is None or door.how != "boost":
        return None
    return open_door(user, door, item=keepsake.item)


def say_via(user: User, item: Item, told: str) -> Trail:
    """One tap: this came to me through them. `told` is a door as forms write it, or somebody in my words.

    Raises InputError for nothing, or too many words.
    """
    door = door_in(user, told)
    if door is None:
        words = " ".join(told.split())
        if not words or len(words) > LONGEST:
            raise InputError(f"Say in up to {LONGEST} characters who or what led you to it.")
        door = Door(way_in(words), openers_in(user, [words]).get(words), words)
    trail = open_door(user, door, item=item)
    if trail is None:  # pragma: no cover - nobody stands at the other end of an item
        raise InputError("Nobody leads to themselves.")
    return trail


Kept = dict[str, object]


def take_back(user: User, pk: int) -> Kept:
    """The trail is none; returns what brings it back. Raises NothingThere."""
    trail = access.trails(user).filter(pk=pk).first()
    if trail is None:
        raise NothingThere("There is no such trail any more. Open the page again.")
    names = ("person_id", "words", "item_id", "quote", "how", "to_person_id", "to_source_id", "to_item_id")
    copy: Kept = {name: getattr(trail, name) for name in names} | {"happened": trail.happened.isoformat()}
    trail.delete()
    return copy | {"user": user.pk}


def put_back(user: User, copy: Mapping[str, object]) -> Trail:
    """Undo `take_back`. Raises NothingThere for what was another's."""
    if copy["user"] != user.pk:
        raise NothingThere("That was no trail of yours.")
    fields = {name: value for name, value in copy.items() if name not in ("user", "happened")}
    when = datetime.fromisoformat(str(copy["happened"]))
    return Trail.objects.get_or_create(user=user, **fields, defaults={"happened": when})[0]
