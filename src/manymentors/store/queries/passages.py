"""What an answer shows: passages, people whose name was asked for, my own words, and what is not read yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Item, Keepsake, Passage, Person, Source, User

SHORTEST = 2
"""Letters of a word that may be somebody's name."""


def passages(user: User, ids: Sequence[int]) -> list[Passage]:
    """These passages in the order given, without any that the user may not see. One query."""
    rows = (
        Passage.objects.filter(pk__in=ids, item__source__in=access.follows(user).values("source"))
        .select_related("item", "item__source", "person")
        .defer("item__html", "item__notes", "item__text", "item__spans", "item__links")
    )
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in ids if pk in found]


def sources_seen(user: User) -> set[int]:
    """The ids of the sources that the user follows."""
    return set(access.sources(user).values_list("id", flat=True))


def follows_all(user: User) -> bool:
    """Does the user follow every source that there is? One query."""
    return not Source.objects.exclude(pk__in=access.follows(user).values("source")).exists()


def people_named(user: User, question: str, limit: int = 3) -> list[Person]:
    """People whom the user may see and whose name is asked for: all words of the one stand in the other, or the question is
    the beginning of their name. One query.
    """
    asked = fold(question)
    words = [word for word in asked.split() if len(word) >= SHORTEST][:12]
    if not words:
        return []
    near = Q()
    for word in words:
        near |= Q(key__startswith=word) | Q(key__contains=f" {word}")
    named = []
    for person in access.people(user).filter(near)[:200]:
        theirs = person.key.split()
        if (
            set(theirs) <= set(asked.split())
            or set(asked.split()) <= set(theirs)
            or person.key.startswith(asked)
        ):
            named.append(person)
    return sorted(named, key=lambda person: (person.key != asked, person.name))[:limit]


def words_kept(user: User, question: str, limit: int = 3) -> list[Keepsake]:
    """What the user keeps, where their own words or the quote hold every longer word of the question. One query."""
    words = [word for word in fold(question).split() if len(word) > SHORTEST]
    if not words:
        return []
    kept = (
        access.keepsakes(user)
        .select_related("item", "item__source")
        .defer("item__html", "item__notes", "item__text", "item__spans", "item__links")
    )
    found = []
    for keepsake in kept.order_by("-id"):
        said = fold(f"{keepsake.words} {keepsake.result} {keepsake.quote}")
        if all(word in said for word in words):
            found.append(keepsake)
    return found[:limit]


@dataclass(frozen=True, slots=True)
class NotRead:
    """What silence may be due to, of what the user follows: sources never fetched or in trouble, episodes without a
    transcript, items that are held and not read.
    """

    unfetched: int
    troubled: int
    silent: int
    unread: int

    @property
    def any(self) -> bool:
        return bool(self.unfetched or self.troubled or self.silent or self.unread)


def not_read(user: User) -> NotRead:
    """Four counts."""
    sources = access.sources(user)
    items = Item.objects.filter(source__in=access.follows(user).values("source"))
    return NotRead(
        sources.filter(checked=None).count(),
        sources.exclude(checked=None).exclude(problem="").count(),
        items.filter(kind__in=("episode", "video"), heard_from="").count(),
        items.filter(read_by="").count(),
    )
