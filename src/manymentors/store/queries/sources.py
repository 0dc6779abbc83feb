"""The sources a user follows, and how they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from manymentors.errors import NothingThere
from manymentors.store import access
from manymentors.store.models import Follow, Item, Source, User
from manymentors.store.queries.work import heard as was_heard
from manymentors.store.queries.work import to_hear

PAGE = 40


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A followed source, its trail, and what is held of it."""

    follow: Follow
    items: int
    heard: int


@dataclass(frozen=True, slots=True)
class SourceCard:
    """A source with all that a user follows it for. `missing` transcripts are named and not heard, `failed` of them tried."""

    source: Source
    follows: list[Follow]
    items: int
    heard: int
    missing: int
    failed: int

    @property
    def paused(self) -> bool:
        return all(follow.paused for follow in self.follows)


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """One page of cards; `total` counts all that fit the question, `troubled` all that are in trouble."""

    cards: list[SourceCard]
    number: int
    pages: int
    total: int
    troubled: int


def sources(user: User) -> list[SourceLine]:
    """All that the user follows, in the order of following. Three queries."""
    follows = list(access.follows(user).select_related("source", "person").order_by("created", "id"))
    held = counted(Item.objects.filter(source__in=access.follows(user).values("source")))
    heard = counted(was_heard().filter(source__in=access.follows(user).values("source")))
    return [
        SourceLine(follow, held.get(follow.source_id, 0), heard.get(follow.source_id, 0))
        for follow in follows
    ]


def sources_page(user: User, *, words: str = "", state: str = "", number: int = 1) -> SourcesPage:
    """Sources with all the words in their title, address, or whom they are for; those in trouble first. Seven queries.

    `state` is "" for all, or trouble, paused, silent (never looked at).
    """
    mine = access.sources(user)
    fitting = mine
    for word in words.split():
        whose = Follow.objects.filter(source=OuterRef("pk"), user=user, person__name__icontains=word)
        fitting = fitting.filter(
            Q(title__icontains=word) | Q(url__icontains=word) | Q(kind__iexact=word) | Exists(whose)
        )
    looked_at = Follow.objects.filter(source=OuterRef("pk"), user=user, paused=False)
    troubled = ~Q(problem="") | Q(paused=True)
    states = {"trouble": troubled, "paused": ~Exists(looked_at), "silent": Q(checked=None)}
    if state in states:
        fitting = fitting.filter(states[state])
    total = fitting.count()
    pages = max(1, -(-total // PAGE))
    number = min(number, pages)
    order = Q(problem="", paused=False)
    rows = list(
        fitting.annotate(well=Exists(Source.objects.filter(order, pk=OuterRef("pk"))))
        .order_by("well", "title", "url")[(number - 1) * PAGE : number * PAGE]
        .defer("description")
    )
    return SourcesPage(cards_of(user, rows), number, pages, total, mine.filter(troubled).count())


def cards_of(user: User, rows: Sequence[Source]) -> list[SourceCard]:
    """Five queries."""
    ids = [row.pk for row in rows]
    follows: dict[int, list[Follow]] = {pk: [] for pk in ids}
    for follow in access.follows(user).filter(source__in=ids).select_related("person").order_by("id"):
        follows[follow.source_id].append(follow)
    held = counted(Item.objects.filter(source__in=ids))
    heard = counted(was_heard().filter(source__in=ids))
    missing = counted(to_hear().filter(source__in=ids))
    failed = counted(to_hear().filter(source__in=ids).exclude(hear_after=None))
    return [
        SourceCard(
            row, follows[row.pk], held.get(row.pk, 0), heard.get(row.pk, 0), missing.get(row.pk, 0), failed.get(row.pk, 0)
        )
        for row in rows
    ]  # fmt: skip


def counted(items: QuerySet[Item]) -> dict[int, int]:
    """How many there are of each source."""
    return dict(items.order_by().values_list("source").annotate(Count("id")))


def find_source(user: User, address: str) -> Source:
    """The followed source with this address or title. Raises NothingThere."""
    for source in access.sources(user):
        if address in (source.url, source.title, source.site_url):
            return source
    raise NothingThere(f"You follow nothing with the address or title “{address}”. See: mentors sources")


def source_of(user: User, pk: int) -> Source:
    """The followed source with this id. Raises NothingThere."""
    source = access.sources(user).filter(pk=pk).first()
    if source is None:
        raise NothingThere("There is no such source, or you do not follow it.")
    return source


def subscriptions(user: User, local: Iterable[str]) -> list[tuple[str, list[Follow]]]:
    """What can be followed elsewhere too (no `local` kinds), by folder, for an OPML file. One query."""
    folders: dict[str, list[Follow]] = {}
    seen: set[int] = set()
    follows = access.follows(user).exclude(source__kind__in=list(local)).select_related("source")
    for follow in follows.order_by("folder", "source__title", "id"):
        if follow.source_id not in seen:
            seen.add(follow.source_id)
            folders.setdefault(follow.folder, []).append(follow)
    return sorted(folders.items())
