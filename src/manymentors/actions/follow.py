"""A user follows a found source: from now on it is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from manymentors.actions.name_person import person_called
from manymentors.shapes import FoundSource
from manymentors.store.models import Follow, Source, SourcePerson, User


@dataclass(frozen=True, slots=True)
class Followed:
    """`new` is False where the user followed the source before; its trail is then kept and only added to."""

    follow: Follow
    new: bool


def follow(
    user: User, found: FoundSource, *, person: str = "", via: str = "", why: str = "", found_in: str = ""
) -> Followed:
    """Follow a source, as `person`'s where one is named. Nothing is fetched here; the next sync looks at it first."""
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
            SourcePerson.objects.get_or_create(
                source=source, person=whose, role="owner", defaults={"evidence": "told"}
            )
        for tag in found.people:
            SourcePerson.objects.get_or_create(
                source=source, person=person_called(tag.name), role=tag.role, defaults={"evidence": "feed"}
            )
        given = {"via": via, "why": why, "found_in": found_in, "folder": " / ".join(found.folder)}
        follow, new = Follow.objects.get_or_create(
            user=user, source=source, defaults={**given, "person": whose}
        )
        if not new:
            for field, value in given.items():
                if value:
                    setattr(follow, field, value)
            follow.person = whose or follow.person
            follow.save()
    return Followed(follow, new)
