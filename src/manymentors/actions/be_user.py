"""The user that the command line acts as."""

from __future__ import annotations

from manymentors.store.models import User


def local_user() -> User:
    """The user called `User.LOCAL`, made on first use; nobody can log in as them."""
    user, made = User.objects.get_or_create(username=User.LOCAL)
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
