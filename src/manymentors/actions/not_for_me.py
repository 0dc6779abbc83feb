"""What was suggested is not for me: it is not suggested again, until I take that back."""

from __future__ import annotations

from manymentors.store.models import Node, NotForMe, User


def not_for_me(user: User, node: Node) -> None:
    NotForMe.objects.get_or_create(user=user, node=node)


def take_back(user: User, node: Node) -> None:
    NotForMe.objects.filter(user=user, node=node).delete()
