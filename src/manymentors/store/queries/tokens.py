"""Which of the keys to accounts elsewhere fits."""

from __future__ import annotations

from urllib.parse import urlsplit

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import Follow, Source, Token, User


def token_for(source: Source) -> Token | None:
    """A key of somebody who follows this account, at the server on which it lives. One query, or none."""
    if source.kind != "mastodon":
        return None
    parts = urlsplit(source.url)
    mine = Token.objects.filter(network="mastodon", server=f"{parts.scheme}://{parts.netloc}", problem="")
    return mine.filter(user__in=Follow.objects.filter(source=source).values("user")).order_by("id").first()


def find_token(user: User, pk: int) -> Token:
    """Raises NothingThere for another user's."""
    token = access.tokens(user).filter(pk=pk).first()
    if token is None:
        raise NothingThere("You have connected no such account, or have let it go.")
    return token
