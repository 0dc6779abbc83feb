"""A user follows a source no more; what was gathered stays, so that following again brings it all back."""

from __future__ import annotations

from manymentors.store.models import Source, User


def unfollow(user: User, source: Source) -> None:
    source.follows.filter(user=user).delete()
