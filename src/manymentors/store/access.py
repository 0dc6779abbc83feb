"""Who may see what, in one place. What a user may not see does not exist for them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from manymentors.store.models import Correction, Follow, HandPair, Item, Person, Source, Step, User


def follows(user: User) -> QuerySet[Follow]:
    return Follow.objects.filter(user=user)


def sources(user: User) -> QuerySet[Source]:
    """The sources that the user follows; another user's may be private addresses."""
    return Source.objects.filter(pk__in=follows(user).values("source"))


def items(user: User) -> QuerySet[Item]:
    return Item.objects.filter(source__in=follows(user).values("source"))


def people(user: User) -> QuerySet[Person]:
    """Public people who are followed, whose sources are, or who appear in them; and the user's own private people."""
    seen = (
        Q(follows__user=user)
        | Q(sourceperson__source__follows__user=user)
        | Q(appearance__item__source__follows__user=user)
    )
    return Person.objects.filter(Q(owner=user) | (Q(owner=None) & seen)).distinct()


def steps(user: User) -> QuerySet[Step]:
    return Step.objects.filter(user=user).order_by("position", "id")


def hand_pairs(user: User) -> QuerySet[HandPair]:
    return HandPair.objects.filter(user=user)


def corrections(user: User) -> QuerySet[Correction]:
    return Correction.objects.filter(user=user)
