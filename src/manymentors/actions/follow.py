"""A user follows a found source, for a person or for itself: from now on it is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from manymentors.actions import trail
from manymentors.actions.look import LOCAL
from manymentors.actions.name_person import person_called
from manymentors.errors import NothingThere
from manymentors.shapes import FoundSource
from manymentors.store import access
from manymentors.store.folding import fold
from manymentors.store.models import Appearance, Follow, Person, Source, SourcePerson, User


@dataclass(frozen=True, slots=True)
class Followed:
    """`new` is False where the user followed the source for this person before; its trail is then only added to."""

    follow: Follow
    new: bool


def follow(
    user: User,
    found: FoundSource,
    *,
    person: str = "",
    via: str = "",
    why: str = "",
    found_in: str = "",
    tier: str = "",
    door: trail.Door | None = None,
) -> Followed:
    """Follow a source, for `person` where one is named; `door` or `via` becomes its trail. Nothing is fetched here; the next
    sync looks at it first.
    """
    with transaction.atomic():
        source, _ = Source.objects.get_or_create(
            url=found.url,
            defaults={
                "kind": found.kind,
                "title": found.title,
                "site_url": found.site_url,
                "description": found.description,
            },
        )
        whose = person_called(person) if person else None
        if whose:
            role = role_of(whose, found)
            SourcePerson.objects.get_or_create(
                source=source, person=whose, role=role, defaults={"evidence": "told"}
            )
        given = {"via": via, "why": why, "found_in": found_in, "folder": " / ".join(found.folder)}
        given |= {"tier": tier} if tier else {}
        follow, new = Follow.objects.get_or_create(user=user, source=source, person=whose, defaults=given)
        if not new:
            for field, value in given.items():
                if value:
                    setattr(follow, field, value)
            follow.save()
        trail.followed(user, follow, door)
    return Followed(follow, new)


def follow_where_they_appear(user: User, person: Person) -> list[Follow]:
    """Follow a person on what I follow already: their own sources, and the shows on which they appear.

    Raises NothingThere where they appear in nothing of mine.
    """
    with transaction.atomic():
        theirs = SourcePerson.objects.filter(person=person).values("source")
        shows = Appearance.objects.filter(person=person).exclude(role="booster").values("item__source")
        sources = access.sources(user).filter(Q(pk__in=theirs) | Q(pk__in=shows))
        if not sources:
            raise NothingThere(
                f"{person.name} appears in nothing that you follow. Add them by a link of theirs."
            )
        for source in sources:
            if not SourcePerson.objects.filter(source=source, person=person).exists():
                SourcePerson.objects.create(source=source, person=person, role="sought", evidence="told")
        return [
            Follow.objects.get_or_create(
                user=user, source=source, person=person, defaults={"found_in": "where they appear"}
            )[0]
            for source in sources
        ]


def role_of(person: Person, found: FoundSource) -> str:
    """Is the source theirs, or is it a show on which they are sought? A show that names its hosts, and not them, is not."""
    hosts = {fold(tag.name) for tag in found.people}
    show = any(item.audio for item in found.items) and found.kind not in LOCAL
    return "sought" if show and hosts and person.key not in hosts else "owner"
