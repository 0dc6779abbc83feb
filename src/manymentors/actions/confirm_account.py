"""I say whose an account is, or that it is not theirs; and take that back."""

from __future__ import annotations

from django.db import transaction

from manymentors.store.models import Account, Person, Recognition, User


def confirm_account(user: User, account: Account, person: Person, *, same: bool = True) -> bool | None:
    """The account is the person's (or, not `same`, is not); returns what I said before, None where I had said nothing.

    An account is one person's: to confirm it for one takes back that I confirmed it for another.
    """
    with transaction.atomic():
        before = said_of(user, account, person)
        if same:
            Recognition.objects.filter(user=user, account=account, same=True).exclude(person=person).delete()
        Recognition.objects.update_or_create(
            user=user, account=account, person=person, defaults={"same": same}
        )
    return before


def take_back(user: User, account: Account, person: Person) -> None:
    """I have said nothing about them: it is a proposal again."""
    Recognition.objects.filter(user=user, account=account, person=person).delete()


def said_of(user: User, account: Account, person: Person) -> bool | None:
    said = Recognition.objects.filter(user=user, account=account, person=person)
    return said.values_list("same", flat=True).first()
