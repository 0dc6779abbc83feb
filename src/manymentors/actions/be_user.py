"""The user that the command line acts as."""

from __future__ import annotations

from manymentors.store.models import User


def local_user() -> User:
    """The local user, made on first use; nobody can log in as them until the first visit to the pages sets a password."""
    user, made = User.objects.get_or_create(local=True, defaults={"username": User.LOCAL, "is_staff": True})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
