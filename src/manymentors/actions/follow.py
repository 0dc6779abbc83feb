"""A user follows a found source, for a person or for itself: from now on it is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from manymentors.actions.look import LOCAL
from manymentors.actions.name_person import person_called
from manymentors.shapes import FoundSource
from manymentors.store.folding import fold
from manymentors.store.models import Follow, Person, Source, SourcePerson, User


@dataclass(frozen=True, slots=True)
class Followed:
    """`new` is False where the user followed the source for this person before; its trail is then only added to."""

    follow: Follow
    new: bool


def follow(
    user: User, found: FoundSource, *, person: str = "", via: str = "", why: str = "", found_in: str = ""
) -> Followed:
    """Follow a source, for `person` where one is named. Nothing is fetched here; the next sync looks at it first."""
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
        follow, new = Follow.objects.get_or_create(user=user, source=source, person=whose, defaults=given)
        if not new:
            for field, value in given.items():
                if value:
                    setattr(follow, field, value)
            follow.save()
    return Followed(follow, new)


def role_of(person: Person, found: FoundSource) -> str:
    """Is the source theirs, or is it a show on which they are sought? A show that names its hosts, and not them, is not."""
    hosts = {fold(tag.name) for tag in found.people}
    show = any(item.audio for item in found.items) and found.kind not in LOCAL
    return "sought" if show and hosts and person.key not in hosts else "owner"
