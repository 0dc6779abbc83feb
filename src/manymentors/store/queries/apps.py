"""Other programs of mine: their keys and devices, and what they ask me."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import (
    AppDevice,
    Appearance,
    AppKey,
    AppSubscription,
    Follow,
    Item,
    Source,
    SourcePerson,
    User,
)


def keys_of(user: User) -> list[AppKey]:
    """The last used first. One query."""
    return list(access.app_keys(user).order_by(F("used").desc(nulls_last=True), "-created"))


def devices_of(user: User) -> Sequence[AppDevice]:
    return list(access.app_devices(user).order_by("caption", "name"))


def unsubscribed(user: User) -> list[AppSubscription]:
    """What I unsubscribed from on a device and still follow here: whether to unfollow it here too is to be said. One query."""
    mine = access.app_subscriptions(user).filter(open=True, source__in=access.follows(user).values("source"))
    return list(mine.select_related("source").order_by("-cursor", "-pk"))


def unsubscribed_numbered(user: User, pk: int) -> AppSubscription:
    """Raises NothingThere."""
    row = access.app_subscriptions(user).filter(open=True, pk=pk).select_related("source").first()
    if row is None:
        raise NothingThere("This was answered already. Open the apps again.")
    return row


# --- what apps sync -----------------------------------------------------------------------------------------------


def same_address(url: str) -> str:
    """Alike for addresses that lead to the same feed: without scheme, case of the host, and a slash at the end."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}{query}"


def subscribed(user: User) -> list[AppSubscription]:
    """The latest row of each address, in the order of cursors. Two queries."""
    mine = access.app_subscriptions(user)
    latest = mine.order_by().values("url").annotate(last=Max("pk")).values("last")
    return list(mine.filter(pk__in=latest).order_by("cursor", "pk"))


def podcasts(user: User) -> list[Source]:
    """Shows that I follow and have not paused, that an app can subscribe to. Not those that I follow only for when somebody
    appears in them, and nothing of people who are mine alone. One query.
    """
    only_guest = SourcePerson.objects.filter(
        source=OuterRef("source"), person=OuterRef("person"), role="sought"
    )
    mine = access.follows(user).filter(paused=False).exclude(Exists(only_guest)).exclude(private_follow())
    heard = Item.objects.filter(source=OuterRef("pk")).exclude(audio_url="")
    shows = Source.objects.filter(pk__in=mine.values("source"), url__startswith="http")
    return list(shows.filter(Q(kind="podcast") | Exists(heard)).order_by("pk"))


def private_follow() -> Q:
    """Of a follow: is anybody in it somebody's alone? What is known of such people leaves this installation by no feed."""
    of_source = SourcePerson.objects.filter(source=OuterRef("source")).exclude(person__owner=None)
    for_person = (
        Follow.objects.filter(source=OuterRef("source")).exclude(person=None).exclude(person__owner=None)
    )
    return Q(Exists(of_source)) | Q(Exists(for_person))


def may_leave(user: User) -> QuerySet[Item]:
    """Episodes that a feed of mine or an app may be told of."""
    private = Appearance.objects.filter(item=OuterRef("pk")).exclude(person__owner=None)
    follows = access.follows(user).exclude(private_follow()).values("source")
    return Item.objects.filter(source__in=follows, audio_url__startswith="http").exclude(Exists(private))
